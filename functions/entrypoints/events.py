"""What AWS calls by itself: records of the table's stream, messages of the queue, and the clock.

Each handler parses, calls one service and says which records failed; only those come again. Services are
imported within, since every function of the installation imports this module.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent, SQSEvent

from functions.bootstrap import relay as the_relay
from functions.bootstrap import world
from functions.domain.errors import Invalid, MotcuaError, Refused
from functions.domain.model import JSON
from functions.entrypoints.lambda_names import LAMBDA_FUNCTIONS
from functions.observing import trace
from functions.observing.lines import places_of, say, types_of

events = Blueprint(__name__)

LONGEST_EFFECT = 130.0
"""Seconds. With less than this left no further effect is begun: one that is cut off waits for its lease."""
_BY_NAME = {one.name: one for one in LAMBDA_FUNCTIONS}

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


class EventFailed(Exception):
    """AWS is to try again. It says types only: AWS logs it, and the first error may quote somebody's data."""


def noted(event: Any, call: Callable[[Any], Any]) -> Any:
    """Middleware: a line in the log for each call, and no error that quotes anybody."""
    began, name = time.perf_counter(), str(getattr(event.context, "function_name", ""))
    with trace.following(trace.begun("", str(getattr(event.context, "aws_request_id", "")))):
        try:
            answer = call(event)
        except Exception as error:  # told to AWS by its type alone
            places = " < ".join(places_of(error)[:3])
            say(_log, "event failed", logging.ERROR, function=name, error=types_of(error)[0], places=places)
            raise EventFailed(" from ".join(types_of(error))) from None
        facts = answer if isinstance(answer, dict) else {}
        failed = len(facts.get("batchItemFailures", ()))
        spent = round(1000 * (time.perf_counter() - began), 1)
        say(_log, "event", function=name, records=_count(event), failed=failed, ms=spent)
        _measured()
        return answer


@events.on_dynamodb_record(stream_arn="table", name="relay", batch_size=_BY_NAME["relay"].batch)
def relay(event: DynamoDBEvent) -> JSON:
    """Tell the queue of each effect that became owed."""
    records = {str(one["dynamodb"]["SequenceNumber"]): one for one in _records(event)}
    return _failures(the_relay().pass_on(records))


@events.on_sqs_message(queue="work", name="work", batch_size=_BY_NAME["work"].batch)
def work(event: SQSEvent) -> JSON:
    """Do the effects that the messages name, each once, whoever else was told of it."""
    from functions.entrypoints.background import worker_of

    worker = worker_of(world())
    return _failures(
        str(one["messageId"])
        for one in _records(event)
        if not (_time_left(event) and _worked(worker.work_row, one))
    )


@events.on_sqs_message(queue="feedback", name="feedback", batch_size=_BY_NAME["feedback"].batch)
def feedback(event: SQSEvent) -> JSON:
    """Note in their cases which mails came back. News that are nobody's are logged and done with."""
    report = world().undelivered.report
    return _failures(str(one["messageId"]) for one in _records(event) if not _heard(report, one))


@events.schedule(_BY_NAME["sweep"].every, name="sweep")
def sweep(event: CloudWatchEvent) -> JSON:
    """Tell the queue again of what is owed and nobody took up."""
    announcer = world().announcer
    if announcer is None:
        raise Invalid("There is no queue to tell. Set MOTCUA_QUEUE=sqs.")
    swept = announcer.sweep()
    if swept.refused:
        raise EventFailed(f"The queue did not take {swept.refused} of {swept.found} rows.")
    return {"found": swept.found}


@events.schedule(_BY_NAME["probe"].every, name="probe")
def probe(event: CloudWatchEvent) -> JSON:
    """Look at what waits, then try the portal from outside and hang up what works."""
    from functions.bootstrap.observed import hang, journey
    from functions.domain.status import Part, PartState, Report
    from functions.services.probe import mail_went_out

    here = world()
    here.survey.look()
    here.survey.count()
    run = journey(here.settings)
    states = dict(run.run().states)
    if run.code and here.settings.probe_mail:
        sent = mail_went_out(here.cases, run.code)
        states[Part.MAIL] = PartState.WORKS if sent else PartState.FAILS
    report = hang(here.settings, Report(states))
    here.measures.flush()
    return {"whole": report.whole}


@events.schedule(_BY_NAME["tidy"].every, name="tidy")
def tidy(event: CloudWatchEvent) -> JSON:
    """Purge what nobody sent or holds, and erase what is past its term."""
    from functions.entrypoints.background import keep_house

    tidied = keep_house(world(), lambda: _time_left(event, 30))
    return {"drafts": tidied.drafts, "erased": tidied.erased, "failed": tidied.failed}


def _worked(work_row: Callable[[str], bool], message: Mapping[str, Any]) -> bool:
    """Whether a message is done with. One that cannot be read goes to the dead letters in the end."""
    try:
        body = json.loads(message["body"])
        row_id, about = body["row"], body.get("trace", "")
        if not isinstance(row_id, str) or not isinstance(about, str):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError):
        say(_log, "message unreadable", logging.ERROR, message=str(message.get("messageId", "")))
        return False
    with trace.following(about):
        try:
            work_row(row_id)
        except MotcuaError as error:
            say(_log, "message failed", logging.ERROR, code=error.code)
            return False
    return True


def _heard(report: Callable[..., bool], message: Mapping[str, Any]) -> bool:
    """Whether a message is done with. Forged and unknown ones are: they would be no truer a second time."""
    from functions.entrypoints.mail_news import of_ses

    id = str(message.get("messageId", ""))
    try:
        news = of_ses(json.loads(message["body"]))
        fresh = news is not None and report(*news)
    except (Refused, ValueError, KeyError, TypeError, RecursionError) as error:
        say(_log, "mail news refused", logging.WARNING, message=id, error=type(error).__name__)
        return True
    except MotcuaError as error:
        say(_log, "mail news failed", logging.ERROR, message=id, code=error.code)
        return False
    say(_log, "mail news", message=id, cause=news[1] if news else "", fresh=fresh)
    return True


def _time_left(event: Any, seconds: float = LONGEST_EFFECT) -> bool:
    left: Callable[[], int] = event.context.get_remaining_time_in_millis
    return left() > 1000 * seconds


def _records(event: Any) -> list[JSON]:
    return list(event.to_dict().get("Records", []))


def _count(event: Any) -> int:
    return len(_records(event)) or 1


def _measured() -> None:
    """Lambda may freeze the process after the answer. The relay opens no world, and measures nothing."""
    if world.cache_info().currsize and world().settings.measures == "cloudwatch":
        world().measures.flush()


def _failures(ids: Any) -> JSON:
    """Which records are to come again, as ``ReportBatchItemFailures`` wants it."""
    return {"batchItemFailures": [{"itemIdentifier": one} for one in ids]}
