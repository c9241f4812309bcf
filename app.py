"""The Chalice app: it registers the blueprints, and holds nothing else."""

from chalice.app import Chalice

from functions.entrypoints.health import health
from functions.entrypoints.outgoing import outgoing
from functions.entrypoints.watch import watched

app = Chalice(app_name="motcua")
app.api.binary_types = [
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/pdf",
    "application/octet-stream",
    "image/jpeg",
    "image/png",
]
app.middleware("http")(watched)
app.register_blueprint(health)
app.register_blueprint(outgoing)
