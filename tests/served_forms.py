"""Forms in a real browser: rendered pages behind the real gateway, and a door that reads what is posted.

The door does what a citizen's door does with a form: read the body, hold it against the declaration, and
answer with the same page filled in and its faults marked.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from chalice.app import Chalice, Response

from functions.domain.declaration import Procedure, Reference, offices_for
from functions.domain.errors import Fault
from functions.domain.fields import FormContext
from functions.domain.fields.section import read_form
from functions.domain.papers import file_texts, missing_papers
from functions.entrypoints import forms
from functions.entrypoints.gateway import Gateway
from functions.rendering.form import form_page, office_missing_text
from functions.rendering.pages import Pages

ROOT = Path(__file__).parents[1]
KINDS = ["multipart/form-data", "application/x-www-form-urlencoded"]


@dataclass(frozen=True)
class Held:
    """A file that the door keeps."""

    id: str
    evidence: str
    name: str
    size: int
    note: str = ""


@dataclass
class ServedForms:
    """A running server. ``posted`` collects what came, newest last."""

    reference: Reference
    context: FormContext
    portal: Path
    address: str = ""
    posted: list[forms.Posted] = field(default_factory=list)
    services: dict[str, Procedure] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)

    @cached_property
    def pages(self) -> Pages:
        return Pages(ROOT / "themes/civic", self.reference)

    def show(self, service: Procedure) -> str:
        """Put an empty form where the publisher puts it; its address."""
        self.services[service.slug] = service
        folder = self.portal / "thu-tuc" / service.slug / "nop"
        folder.mkdir(parents=True, exist_ok=True)
        page = form_page(service, "0" * 64, self.reference, self.context)
        (folder / "index.html").write_text(self.pages.render("form.html", page=page), encoding="utf-8")
        return f"{self.address}/thu-tuc/{service.slug}/nop/"

    def answer(self, slug: str, posted: forms.Posted) -> str:
        """The page after a turn: everything typed is there, and so is what is wrong."""
        self.posted.append(posted)
        service = self.services[slug]
        act = posted.one("_do")
        if act.startswith("xoa:"):
            self.held = [one for one in self.held if one.id != act.removeprefix("xoa:")]
        faults = [] if act != "tiep" else self.faults(service, posted)
        page = form_page(
            service,
            posted.one("_version"),
            self.reference,
            self.context,
            raw={name: texts for name, texts in posted.texts.items() if not name.startswith("_")},
            faults=faults,
            files=self.held,
            office_id=posted.one("_office"),
            token="t0k3n",
            kept_until=date(2026, 12, 23),
            extra_rows={act.removeprefix("them:"): 1} if act.startswith("them:") else None,
        )
        return self.pages.render("form.html", page=page)

    def faults(self, service: Procedure, posted: forms.Posted) -> Sequence[Fault]:
        files: dict[str, list[dict[str, object]]] = {}
        for upload in posted.uploads:
            if upload.filename:
                keys = ("id", "name", "size", "media_type", "sha256")
                files.setdefault(upload.field, []).append(dict.fromkeys(keys, 0))
        raw = {name: texts for name, texts in posted.texts.items() if not name.startswith("_")}
        answers = read_form(service.form, raw, replace(self.context, files=files))
        brought = {name.removeprefix("_paper.") for name in files}
        empty = [
            Fault(one.field, "file_empty", file_texts()["empty"].format(name=one.filename))
            for one in posted.uploads
            if one.filename and not one.data
        ]
        chosen = posted.one("_office") or len(offices_for(service, self.reference, self.context.today)) < 2
        office = [] if chosen else [Fault("_office", "office", office_missing_text())]
        return [*office, *answers.faults, *missing_papers(service, answers.values, brought), *empty]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve(reference: Reference, context: FormContext, portal: Path) -> Iterator[ServedForms]:
    """Serve forms on a free port until the block ends."""
    shutil.copytree(ROOT / "themes/civic/static", portal / "theme")
    # Here the form is looked at alone: there is no service worker, and nothing keeps what is typed.
    (portal / "theme/js/offline.js").write_text("")
    served = ServedForms(reference, context, portal)
    app = Chalice(app_name="forms")
    app.api.binary_types = KINDS

    @app.route("/nop/{slug}", methods=["POST"], content_types=KINDS)
    def post(slug: str) -> Response:
        request = app.current_request
        assert request is not None
        body = request.raw_body
        whole = body if isinstance(body, bytes) else str(body).encode()
        posted = forms.read_form(whole, request.headers.get("content-type", ""))
        return Response(served.answer(slug, posted), headers={"Content-Type": "text/html; charset=utf-8"})

    server = make_server("127.0.0.1", 0, Gateway(app, portal, 30 * 2**20), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
