"""A procedure changes while somebody fills in its form: told, kept, and only what is new is asked."""

from __future__ import annotations

import base64
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from functions import bootstrap
from functions.bootstrap import World
from functions.entrypoints.gateway import Gateway
from publisher.build import build
from tests.entrypoints.browsing import Visitor
from tests.services.conftest import ROOT
from tests.services.made import HOME, PDF, SLUG, paper, typed

QUESTION = "{id: nguoi_gioi_thieu, kind: text, label: Ai giới thiệu bạn đến đây?, purpose: Thống kê}"
PHOTO = (
    "{id: anh_quan, kind: file, label: Ảnh cửa hàng, accept: [png, pdf], max_mb: 1, purpose: Xét điều kiện}"
)
FILE = "ho_kinh_doanh.anh_quan"


@dataclass
class Installation:
    """An installation whose procedure can be changed: the same state, a new build."""

    world: World
    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def ask_also(self, question: str) -> Visitor:
        """One more question in the procedure's file, published."""
        return self.put_before("      - {id: von,", f"      - {question}\n")

    def put_before(self, place: str, lines: str) -> Visitor:
        """Lines put into the procedure's file before the place that begins so, published."""
        content, output = self.folder / "content", self.folder / "build"
        shutil.copytree(ROOT / "content", content)
        (file,) = content.glob(f"procedures/*/{SLUG}.md")
        front, _bar, rest = file.read_text(encoding="utf-8").partition("\nexamples:")
        guidance = rest.partition("\n---\n")[2]
        assert place in front and guidance
        file.write_text(f"{front.replace(place, lines + place)}\n---\n{guidance}", encoding="utf-8")
        shutil.copytree(self.world.settings.build, output)
        build(content, output, ROOT / "pelicanconf.py", date(2026, 6, 9))
        self.world.close()
        self.monkeypatch.setenv("MOTCUA_BUILD", str(output))
        bootstrap.world.cache_clear()
        from app import app

        return Visitor(Gateway(app, output / "www", 3 * 2**20))


@pytest.fixture
def installation(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    return Installation(world, tmp_path, monkeypatch)


def test_a_draft_moves_on_to_the_new_version_and_lacks_only_the_new_answer(
    world: World, installation: Installation
) -> None:
    old = world.submissions.procedure(SLUG)[0]
    form = typed(**{"chu_ho.ai_dang_ky": "gia_dinh"})
    draft = world.submissions.save(SLUG, "", form, [paper("uy_quyen_chu_ho", "ủy quyền.pdf")]).draft
    visitor = installation.ask_also(QUESTION)
    resumed = visitor.get(f"/ban-nhap/{draft.token}")
    assert "đã thay đổi từ khi bạn mở tờ khai" in resumed.words
    assert "Xem lại chỗ mới hoặc đã đổi: Ai giới thiệu bạn đến đây?." in resumed.words
    page = visitor.post(f"/nop/{SLUG}", {**form, "_token": [draft.token], "_version": [old]})
    assert page.status == 422 and "Có 1 chỗ cần sửa" in page.words and "ủy quyền.pdf" in page.words
    assert '<a href="#f-ho_kinh_doanh-nguoi_gioi_thieu">' in page.text
    mended = {**form, "_token": [draft.token], "ho_kinh_doanh.nguoi_gioi_thieu": ["Bạn bè"]}
    checked = visitor.post(f"/nop/{SLUG}", {**mended, "_version": [page.value("_version")]})
    sent = visitor.post(checked.location.replace("kiem-tra", "gui"))
    code, token = sent.location.split("/")[2:]
    case = bootstrap.world().tracking.full(code, token)
    assert case.state.version == bootstrap.world().submissions.procedure(SLUG)[0] != old


def test_a_running_case_stays_on_its_version(world: World, installation: Installation) -> None:
    old = world.submissions.procedure(SLUG)[0]
    sent = world.submissions.send(world.submissions.save(SLUG, "", typed(), []).draft.token)
    visitor = installation.ask_also(QUESTION)
    case = visitor.get(f"/ho-so/{sent.code}/{sent.token}", accept="application/json")
    assert case.status == 200 and case.json["procedure"]["version"] == old


def test_a_question_that_is_answered_by_a_file(installation: Installation) -> None:
    visitor = installation.ask_also(PHOTO)
    empty = visitor.post(f"/nop/{SLUG}", typed())
    assert (
        empty.status == 422
        and '<a href="#f-ho_kinh_doanh-anh_quan">Chọn tệp cho “Ảnh cửa hàng”' in empty.text
    )
    big = visitor.upload(f"/nop/{SLUG}", typed(), [(FILE, "to.pdf", PDF + b"0" * 2**20)])
    assert big.status == 422 and "lớn hơn 1 MB" in big.words and "Chọn tệp cho" not in big.words
    wrong = visitor.upload(f"/nop/{SLUG}", typed(**{"nguoi_nop.dien_thoai": "1"}), [(FILE, "quán.pdf", PDF)])
    assert wrong.status == 422 and "quán.pdf" in wrong.words and "Có 1 chỗ cần sửa" in wrong.words
    right = visitor.post(f"/nop/{SLUG}", typed(_token=wrong.value("_token")))
    assert "quán.pdf" in visitor.get(right.location).words
    sent = visitor.post(right.location.replace("kiem-tra", "gui"))
    case = bootstrap.world().tracking.full(*sent.location.split("/")[2:])
    (held,) = (case.state.answers or {})["ho_kinh_doanh"]["anh_quan"]
    (file,) = case.state.files
    assert (file.id, file.evidence, file.state) == (held["id"], FILE, "waiting") and held[
        "name"
    ] == "quán.pdf"
    assert "Ảnh cửa hàng" in visitor.get(sent.location).words


def test_nobody_claims_a_file_by_naming_it(installation: Installation) -> None:
    visitor = installation.ask_also(PHOTO)
    here = bootstrap.world()
    answers = dict(here.submissions.save(SLUG, "", typed(), []).answers.values)
    claimed = {
        "id": "0" * 32,
        "name": "x.pdf",
        "size": 1,
        "media_type": "application/pdf",
        "sha256": "0" * 64,
    }
    answers["ho_kinh_doanh"] = {**answers["ho_kinh_doanh"], "anh_quan": [claimed]}
    document = {"office": HOME, "answers": answers}
    refused = visitor.json(f"/nop/{SLUG}", document, idempotency_key="khoa-so-1")
    assert refused.status == 422 and refused.json["faults"][0]["where"] == FILE
    files = [{"for": FILE, "filename": "quán.pdf", "content": base64.b64encode(PDF).decode()}]
    taken = visitor.json(f"/nop/{SLUG}", {**document, "files": files}, idempotency_key="khoa-so-2")
    case = here.tracking.full(taken.json["code"], taken.json["tracking_token"])
    assert (case.state.answers or {})["ho_kinh_doanh"]["anh_quan"][0]["id"] == case.state.files[0].id


def test_optional_consents_are_never_ticked_beforehand_and_stay_with_the_case(
    installation: Installation,
) -> None:
    visitor = installation.put_before("\noutput:", "\nconsent: [nhan_tin_khao_sat]")
    here = bootstrap.world()
    codes = []
    for ticked in ([], ["nhan_tin_khao_sat", "khac"]):
        page = visitor.get(visitor.post(f"/nop/{SLUG}", typed()).location)
        assert "tin nhắn hỏi mức hài lòng" in page.words and page.chosen("dong_y") == []
        gui = page.text.partition('<form action="')[2].partition('"')[0]
        sent = visitor.post(gui, {"_seen": [page.value("_seen")], "dong_y": ticked})
        codes.append(here.tracking.full(*sent.location.split("/")[2:]).state.consents)
    assert codes == [(), ("nhan_tin_khao_sat",)]
