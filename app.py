"""The Chalice app: it registers the blueprints, and holds nothing else."""

from chalice.app import Chalice

from functions.entrypoints.citizen_drafts import citizen_drafts
from functions.entrypoints.citizen_sending import citizen_sending
from functions.entrypoints.citizen_tracking import citizen_tracking
from functions.entrypoints.health import health
from functions.entrypoints.officer_case import officer_case
from functions.entrypoints.officer_files import officer_files
from functions.entrypoints.officer_inbox import officer_inbox
from functions.entrypoints.officer_session import officer_session
from functions.entrypoints.officer_work import officer_work
from functions.entrypoints.outgoing import outgoing
from functions.entrypoints.search import search
from functions.entrypoints.verify import verify
from functions.entrypoints.watch import watched

app = Chalice(app_name="motcua", configure_logs=False)
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
app.register_blueprint(citizen_drafts)
app.register_blueprint(citizen_sending)
app.register_blueprint(citizen_tracking)
app.register_blueprint(health)
app.register_blueprint(outgoing)
app.register_blueprint(officer_case)
app.register_blueprint(officer_files)
app.register_blueprint(officer_inbox)
app.register_blueprint(officer_session)
app.register_blueprint(officer_work)
app.register_blueprint(search)
app.register_blueprint(verify)
