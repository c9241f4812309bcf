"""Rules over compiled services. Each is a function that returns what it finds; nothing is raised."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from functions.domain.checks.across import check_across
from functions.domain.checks.conditions import check_conditions
from functions.domain.checks.drafts import check_drafts, relax
from functions.domain.checks.finding import Check, Finding
from functions.domain.checks.identity import check_identity
from functions.domain.checks.ids import check_ids
from functions.domain.checks.law import check_law
from functions.domain.checks.messages import check_messages
from functions.domain.checks.money import check_money
from functions.domain.checks.online import check_online
from functions.domain.checks.workflow import check_workflow
from functions.domain.declaration import AnyService, Reference

__all__ = ["CHECKS", "Check", "Finding", "check_across", "check_service", "check_services", "relax"]

CHECKS: Sequence[Check] = (
    check_identity,
    check_ids,
    check_law,
    check_money,
    check_online,
    check_conditions,
    check_workflow,
    check_messages,
    check_drafts,
)


def check_service(service: AnyService, reference: Reference, day: date) -> list[Finding]:
    """All findings of all rules on one service, once each."""
    found = (finding for check in CHECKS for finding in check(service, reference, day))
    return relax(service, dict.fromkeys(found))


def check_services(
    services: Mapping[str, AnyService], reference: Reference, day: date, unread: Collection[str] = ()
) -> dict[str, list[Finding]]:
    """The findings of each service by its key (e.g. its file), rules across files included."""
    found = {key: check_service(service, reference, day) for key, service in services.items()}
    for key, findings in check_across(services, unread).items():
        found[key] += relax(services[key], findings)
    return found
