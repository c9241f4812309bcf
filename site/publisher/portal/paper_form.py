"""The form of a procedure on paper, set by Typst from the same declaration as the form on screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from functions.domain.declaration import Procedure
from functions.domain.fields import AnyField, Group, Question
from functions.domain.fields.section import Section
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher import views
from publisher.outputs import Output
from publisher.portal.typeset import key_of, typeset
from publisher.site import Entry, Site

NAME = "mau-giay.pdf"
TWO_TIERS = date(2025, 7, 1)
"""The day of forms whose procedure does not say since when it is in force: since then communes take them."""


def outputs(site: Site, entry: Entry) -> Iterable[Output]:
    """Only for procedures with questions of their own: of the usual ones alone, paper would say nothing."""
    if entry.own_form:
        key = site.key("", entry.version, site.home, key_of("paper_form"))
        yield Output(f"thu-tuc/{entry.slug}/{NAME}", key, partial(_make, site, entry))


def paper_form_url(entry: Entry) -> str:
    """Where the paper form is; empty where there is none."""
    return f"/thu-tuc/{entry.slug}/{NAME}" if entry.own_form else ""


def _make(site: Site, entry: Entry) -> bytes:
    since = entry.procedure.valid_from or TWO_TIERS
    return typeset("paper_form", form_data(site, entry), site.absolute(f"/thu-tuc/{entry.slug}/"), since)


def form_data(site: Site, entry: Entry) -> JSON:
    """Everything on the paper, in words."""
    service, view = entry.procedure, entry.summary
    names: dict[str, Question] = {
        f"{section.id}.{one.id}": one for section in service.form for one in section.fields
    }
    return {
        "nation": [_("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), _("Độc lập - Tự do - Hạnh phúc")],
        "title": _("Tờ khai"),
        "subtitle": service.title,
        "to": _("Kính gửi: {place}").format(place=view.place),
        "code": _("Mã thủ tục {code}, phiên bản {version}").format(
            code=service.code, version=entry.version[:12]
        ),
        "help": _("Khai trên mạng nhanh hơn: quét mã bên. Ô có dấu * phải khai."),
        "sections": [_section(one, names) for one in service.form],
        "papers_title": _("Giấy tờ kèm theo (đánh dấu giấy tờ bạn nộp)"),
        "papers": [_paper(service, n) for n in range(len(service.evidence))],
        "date_line": _("........., ngày ..... tháng ..... năm ........."),
        "signature": _("Người khai"),
        "signature_note": _("(ký, ghi rõ họ và tên)"),
        "footer": _("{portal}. Gọi {number} nếu cần giúp.").format(
            portal=site.reference.portal.name, number=site.reference.portal.hotline
        ),
    }


def _section(section: Section, names: dict[str, Question]) -> JSON:
    return {
        "title": section.title,
        "lead": section.lead,
        "when": _when(section.when, section.when_text, names),
        "fields": [_field(one, names) for one in section.fields],
    }


def _field(field: AnyField, names: dict[str, Question]) -> JSON:
    made: JSON = {
        "kind": _shape(field),
        "label": field.label + (" *" if field.required and field.asks else ""),
        "hint": field.hint,
        "when": _when(field.when, field.when_text, names),
        "options": [one.label for one in getattr(field, "options", ())],
    }
    if field.kind == "yes_no":
        made["options"] = [_("Có"), _("Không")]
    if isinstance(field, Group):
        made["columns"] = [one.label for one in field.fields]
        made["rows"] = max(3, min(field.max_rows, 5))
    return made


_SHAPES = {
    **dict.fromkeys(("choice", "choices", "yes_no"), "boxes"),
    **dict.fromkeys(("declaration", "notice"), "text"),
    **dict.fromkeys(("citizen_id", "phone"), "cells"),
    "date": "date",
    "long_text": "lines",
    "address": "address",
    "group": "table",
    "file": "file",
}


def _shape(field: AnyField) -> str:
    return _SHAPES.get(str(field.kind), "line")


def _when(condition: object, text: str, names: dict[str, Question]) -> str:
    from functions.domain.expression import Expression
    from functions.rendering.conditions import say_condition

    if not isinstance(condition, Expression):
        return ""
    return text or say_condition(condition, names)


def _paper(service: Procedure, n: int) -> Sequence[str]:
    paper = service.evidence[n]
    name = f"{paper.name} ({paper.case})" if paper.case else paper.name
    return [name, views.quantity(paper)]


__all__ = ["form_data", "outputs", "paper_form_url"]
