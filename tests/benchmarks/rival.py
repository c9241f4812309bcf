"""The rival: FastAPI and uvicorn with SQLite, doing a like job as plainly as its documentation teaches.

The same answers validated by pydantic, then two rows, the application and an effect that is owed, in one
transaction, synced to the disk before the answer (WAL, ``synchronous=FULL``). No encryption, no events, no
case code, no lists. One connection under a lock: each thread with its own was slower, since SQLite's waiting
for its lock is a sleep. uvloop and httptools are installed, so uvicorn is at its best.

Arguments: database, port, processes. Several share the port as uvicorn does it, and wait for SQLite's lock.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
import threading
import uuid
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import FastAPI, Form
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
CitizenId = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^0\d{9}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]+\.[a-z]{2,}$")]
Unit = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Address(Strict):
    unit: Unit
    street: Line


class Applicant(Strict):
    ho_ten: Name
    so_dinh_danh: CitizenId
    ngay_sinh: date
    noi_o: Address
    dien_thoai: Phone
    thu_dien_tu: Email | None = None


class Owner(Strict):
    ai_dang_ky: Literal["ca_nhan", "gia_dinh"]
    nop_thay: bool


class Business(Strict):
    ten: Line
    tru_so: Address
    nganh_nghe: Line
    von: Annotated[int, Field(ge=0)]
    so_lao_dong: Annotated[int, Field(ge=0, lt=10)]
    cam_doan: Literal[True]


class Answers(Strict):
    nguoi_nop: Applicant
    chu_ho: Owner
    ho_kinh_doanh: Business


class Application(Strict):
    office: Line
    answers: Answers


class Typed(BaseModel):
    """The same as one flat form; a browser sends texts, and a day in three of them."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    office: Annotated[Line, Field(alias="_office")]
    ho_ten: Annotated[Name, Field(alias="nguoi_nop.ho_ten")]
    so_dinh_danh: Annotated[CitizenId, Field(alias="nguoi_nop.so_dinh_danh")]
    day: Annotated[int, Field(alias="nguoi_nop.ngay_sinh.day", ge=1, le=31)]
    month: Annotated[int, Field(alias="nguoi_nop.ngay_sinh.month", ge=1, le=12)]
    year: Annotated[int, Field(alias="nguoi_nop.ngay_sinh.year", ge=1900, le=2100)]
    home_unit: Annotated[Unit, Field(alias="nguoi_nop.noi_o.unit")]
    home_street: Annotated[Line, Field(alias="nguoi_nop.noi_o.street")]
    dien_thoai: Annotated[Phone, Field(alias="nguoi_nop.dien_thoai")]
    thu_dien_tu: Annotated[Email, Field(alias="nguoi_nop.thu_dien_tu")]
    ai_dang_ky: Annotated[Literal["ca_nhan", "gia_dinh"], Field(alias="chu_ho.ai_dang_ky")]
    nop_thay: Annotated[bool, Field(alias="chu_ho.nop_thay")]
    ten: Annotated[Line, Field(alias="ho_kinh_doanh.ten")]
    unit: Annotated[Unit, Field(alias="ho_kinh_doanh.tru_so.unit")]
    street: Annotated[Line, Field(alias="ho_kinh_doanh.tru_so.street")]
    nganh_nghe: Annotated[Line, Field(alias="ho_kinh_doanh.nganh_nghe")]
    von: Annotated[str, StringConstraints(pattern=r"^[\d.]{1,20}$"), Field(alias="ho_kinh_doanh.von")]
    so_lao_dong: Annotated[int, Field(alias="ho_kinh_doanh.so_lao_dong", ge=0, lt=10)]
    cam_doan: Annotated[bool, Field(alias="ho_kinh_doanh.cam_doan")]


class Table:
    """Two rows a transaction, one transaction at a time."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for statement in (
            "PRAGMA busy_timeout = 20000",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "CREATE TABLE IF NOT EXISTS application (id TEXT PRIMARY KEY, received_at TEXT, answers TEXT) STRICT",
            "CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, application_id TEXT, kind TEXT) STRICT",
        ):
            self._connection.execute(statement)

    def store(self, answers: str) -> str:
        made = uuid.uuid4().hex
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            now = datetime.now(UTC).isoformat()
            self._connection.execute("INSERT INTO application VALUES (?, ?, ?)", (made, now, answers))
            self._connection.execute("INSERT INTO outbox VALUES (NULL, ?, 'issue')", (made,))
            self._connection.execute("COMMIT")
        return made


def make_app(path: str) -> FastAPI:
    app, table = FastAPI(), Table(path)

    @app.get("/ready")
    def ready() -> str:
        return "ready"

    @app.post("/json", status_code=201)
    def send_json(application: Application) -> dict[str, str]:
        return {"id": table.store(application.model_dump_json())}

    @app.post("/form", status_code=201)
    def send_form(typed: Annotated[Typed, Form()]) -> dict[str, str]:
        return {"id": table.store(typed.model_dump_json())}

    return app


def from_environment() -> FastAPI:
    """The application of each of several processes."""
    return make_app(os.environ["RIVAL_DATABASE"])


if __name__ == "__main__":
    import uvicorn

    logging.disable()
    database, port, processes = sys.argv[1:]
    os.environ["RIVAL_DATABASE"] = database
    uvicorn.run(
        "tests.benchmarks.rival:from_environment",
        factory=True,
        host="127.0.0.1",
        port=int(port),
        workers=int(processes),
        access_log=False,
        log_config=None,
    )
