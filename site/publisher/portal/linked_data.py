"""A procedure for machines: one JSON-LD node, GovernmentService of schema.org and PublicService of CPSV-AP.

Terms: schema.org; Core Public Service Vocabulary Application Profile 3, whose ``cv`` is data.europa.eu/m8g.
"""

from __future__ import annotations

import json

from markupsafe import Markup

from functions.domain.declaration import Channel, Evidence, Fee, LegalBasis, Procedure
from functions.domain.duration import Duration, Unit
from functions.domain.model import JSON
from publisher.site import Entry, Site

CONTEXT: JSON = {
    "@vocab": "https://schema.org/",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def linked_data(site: Site, entry: Entry) -> Markup:
    """The node as text for a ``script`` element of data; what could end the element is escaped."""
    text = json.dumps(node(site, entry), ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no angle bracket is left in it


def node(site: Site, entry: Entry) -> JSON:
    """The procedure; what it does not say is left out."""
    service, address = entry.procedure, site.absolute(f"/thu-tuc/{entry.slug}/")
    authority = site.reference.authority(service.authority)
    body = {
        "@type": ["GovernmentOrganization", "cv:PublicOrganisation"],
        "@id": f"{site.home}/co-cau-to-chuc/#{service.authority}",
        "name": authority.name if authority else service.authority,
    }
    made: JSON = {
        "@context": CONTEXT,
        "@type": ["GovernmentService", "cpsv:PublicService"],
        "@id": address,
        "url": address,
        "identifier": service.code,
        "dct:identifier": service.code,
        "name": service.title,
        "dct:title": service.title,
        "description": service.summary,
        "dct:description": service.summary,
        "inLanguage": "vi",
        "serviceType": entry.summary.sector,
        "cv:sector": entry.summary.sector,
        "keywords": list(service.keywords),
        "areaServed": {"@type": "AdministrativeArea", "name": site.reference.portal.province},
        "audience": [{"@type": "Audience", "audienceType": one.say()} for one in service.audience],
        "serviceOperator": body,
        "cv:hasCompetentAuthority": {"@id": body["@id"]},
        "serviceOutput": {"@type": ["Thing", "cv:Output"], "name": service.output.name},
        "cpsv:produces": _output(service),
        "availableChannel": [_channel(one, address, entry.takes_applications) for one in service.channels],
        "cv:hasChannel": [{"@type": "cv:Channel", "dct:type": str(one.kind)} for one in service.channels],
        "cv:processingTime": _first_time(service),
        "cpsv:hasInput": [_paper(one) for one in service.evidence],
        "cv:hasCost": [_cost(one) for one in service.fees],
        "cv:hasLegalResource": [_law(one) for one in service.legal_basis],
        "dct:relation": [{"@id": site.absolute(f"/thu-tuc/{one.slug}/")} for one in site.related(entry)],
        "version": entry.version[:12],
    }
    if service.valid_from:
        made["dateModified"] = service.valid_from.isoformat()
    return {key: value for key, value in made.items() if value not in ("", [], None)}


def _output(service: Procedure) -> JSON:
    made: JSON = {"@type": "cv:Output", "dct:title": service.output.name}
    return made | ({"dct:identifier": service.output.result_code} if service.output.result_code else {})


def _channel(channel: Channel, address: str, form: bool) -> JSON:
    made: JSON = {"@type": "ServiceChannel", "name": channel.kind.say()}
    if channel.kind == "online" and form:
        made["serviceUrl"] = f"{address}nop/"
    time = iso(channel.time_limit)
    return made | ({"processingTime": time} if time else {})


def _first_time(service: Procedure) -> JSON | None:
    time = iso(service.channels[0].time_limit) if service.channels else ""
    return {"@type": "xsd:duration", "@value": time} if time else None


def iso(limit: Duration) -> str:
    """ISO 8601; empty where calendar time cannot say it, as for working days."""
    if limit.unit is Unit.DAYS:
        return f"P{limit.value}D"
    if limit.unit is Unit.MONTHS:
        return f"P{limit.value}M"
    return "P1D" if limit.unit is Unit.SAME_DAY else ""


def _paper(paper: Evidence) -> JSON:
    made: JSON = {"@type": "cv:EvidenceType", "dct:title": paper.name}
    return made | ({"dct:description": paper.case} if paper.case else {})


def _cost(fee: Fee) -> JSON:
    return {"@type": "cv:Cost", "dct:description": fee.label, "cv:value": fee.amount, "cv:currency": "VND"}


def _law(basis: LegalBasis) -> JSON:
    made: JSON = {"@type": "eli:LegalResource", "dct:title": basis.name, "eli:id_local": basis.number}
    return made | ({"@id": basis.url} if basis.url else {})
