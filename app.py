"""The app: what calls it, and what each call passes through. Its routes stand in ``doors``."""

from functions.entrypoints.doors import App
from functions.entrypoints.watch import watched

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
