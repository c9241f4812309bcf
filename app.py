"""The app: what calls it, and what each call passes through. Its routes stand in ``doors``."""

import os

from functions import cold_start
from functions.entrypoints.doors import App
from functions.entrypoints.events import events, feedback, noted, probe, relay, sweep, tidy, work
from functions.entrypoints.logs import write_logs
from functions.entrypoints.watch import watched

__all__ = ["app", "feedback", "probe", "relay", "sweep", "tidy", "work"]

app = App("motcua")
app.api.binary_types = [
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/pdf",
    "application/octet-stream",
    "image/jpeg",
    "image/png",
    "image/heic",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
]
app.middleware("http")(watched)
for kind in ("dynamodb", "sqs", "scheduled"):
    app.register_middleware(noted, kind)
app.register_blueprint(events)
if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    write_logs()
    cold_start.end()
