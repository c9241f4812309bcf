"""What looks at an installation from outside, and works where its inside cannot be opened."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from functions.adapters.clock import SystemClock
from functions.bootstrap import chosen
from functions.domain.errors import Invalid
from functions.domain.status import Report, read_report
from functions.ports import StatusBoard
from functions.services.probe import Journey
from functions.settings import Settings

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def journey(settings: Settings, address: str = "") -> Journey:
    """The synthetic journey; ``address`` is where the installation answers, its public one unless given."""
    from functions.adapters.http_doors import HttpDoors

    doors = HttpDoors(address or settings.public_url)
    return Journey(doors, chosen.measures(settings), settings.probe_mail, chosen.probe_signs(settings))


def status_board(settings: Settings) -> StatusBoard:
    """Where the status page finds its report."""
    if settings.status_bucket:
        from functions.adapters.aws.s3.status import S3Status

        return S3Status(chosen.place(settings, settings.s3_endpoint), settings.status_bucket)
    from functions.adapters.status_folder import StatusFolder

    return StatusFolder(settings.build / "www" / "tinh-trang")


def hang(settings: Settings, report: Report) -> Report:
    """Put a report up, with this moment. Raises ``StoreUnavailable``."""
    from functions.rendering.status_now import report_page

    stamped = Report(report.states, SystemClock().now())
    local = stamped.at.astimezone(HERE) if stamped.at else None
    status_board(settings).hang(stamped.json(), report_page(stamped, local))
    return stamped


def last_report(settings: Settings) -> Report:
    """The report that hangs there now; an empty one where there is none, or none that can be read."""
    try:
        return read_report(status_board(settings).report())
    except Invalid:
        return Report()


def probed_at(settings: Settings) -> datetime | None:
    """When the last synthetic journey ended."""
    return last_report(settings).at


def measured(settings: Settings) -> str:
    """The measures of this machine in Prometheus's text format; empty where none gather in a file."""
    from functions.adapters.measures.shared_file import prometheus, read

    return prometheus(read(settings.state / "measures.json"))
