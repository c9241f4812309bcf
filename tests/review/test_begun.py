"""Drafts and running cases: what becomes of them, told before it happens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from functions.domain.compile import canonical, content_hash
from functions.domain.declaration import AnyService
from functions.domain.errors import Invalid
from publisher.reading import read_service
from publisher.reference import load_reference
from publisher.review.counts import Counts, read_counts
from publisher.review.forward import Forward, forward
from publisher.review.telling import tell
from tests.review.made import BASE, DAY, ROOT, Kept


def compiled(tmp_path: Path, *edits: tuple[str, str]) -> AnyService:
    text = BASE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "dang-ky-thu.md"
    path.write_text(text, encoding="utf-8")
    page = read_service(path, path.name, load_reference(ROOT / "content/reference"), DAY, process=False).page
    assert page
    return page.service


REASON = "      - {id: ly_do, kind: text, label: Lý do, purpose: Xét điều kiện}\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("amount: 50000", "amount: 70000", Forward()),
        (REASON, "", Forward(lost=("Lý do",))),
        ("kind: text", "kind: email", Forward(again=("Lý do",))),
        ("kind: text,", "kind: text, max_length: 50,", Forward(again=("Lý do",))),
        ("kind: text,", "kind: text, max_length: 500,", Forward()),
        ("kind: text,", "kind: text, required: false,", Forward()),
        ("label: Lý do", "label: Vì sao", Forward(reread=("Vì sao",))),
        ("purpose: Xét điều kiện", "purpose: Thống kê", Forward(reread=("Lý do",))),
        (REASON, REASON + REASON.replace("ly_do", "hai").replace("Lý do", "Hai"), Forward(more=("Hai",))),
        (
            REASON,
            REASON + REASON.replace("ly_do", "hai").replace("kind: text", "kind: text, required: false"),
            Forward(),
        ),
        ("          - {value: buu_dien, label: Qua bưu điện}\n", "", Forward(again=("Cách nhận",))),
        (
            "label: Tại quầy}\n",
            "label: Tại quầy}\n          - {value: nha, label: Tại nhà}\n",
            Forward(reread=("Cách nhận",)),
        ),
        ("title: Việc cần làm", "title: Việc cần làm\n    when: 1 == 1", None),
        ("form:\n", "  - {id: moi, name: Giấy mới}\nform:\n", Forward(more=("Giấy mới",))),
        ("  - {id: don, name: Đơn đăng ký, basis: luat}\n", "", Forward(lost=("Đơn đăng ký",))),
        ("Đơn đăng ký,", "Đơn đăng ký, accept: [pdf],", Forward(again=("Đơn đăng ký",))),
        ("authority: ubnd_xa", "authority: so_tu_phap", Forward(again=("nơi nộp hồ sơ",))),
    ],
)
def test_a_draft_moves_on_with_all_that_still_holds(
    tmp_path: Path, old: str, new: str, expected: Forward | None
) -> None:
    found = forward(compiled(tmp_path), compiled(tmp_path, (old, new)))
    if expected is None:
        assert len(found.again) == 4
    else:
        assert found == expected and found.clean == (not (expected.lost or expected.again))


def test_a_draft_of_what_is_not_offered_any_more_cannot_be_sent(tmp_path: Path) -> None:
    before = compiled(tmp_path)
    assert "đã bỏ" in forward(before, None).say()[0]
    withdrawn = compiled(tmp_path, ("online: full", "online: full\nstatus: withdrawn"))
    assert not forward(before, withdrawn).clean and "không còn công bố" in forward(before, withdrawn).closed


def test_numbers_by_version_older_ones_from_the_catalogue(kept: Kept, tmp_path: Path) -> None:
    older = compiled(tmp_path, (REASON, REASON + REASON.replace("ly_do", "cu").replace("Lý do", "Hỏi cũ")))
    folder = tmp_path / "build/catalogue"
    folder.mkdir(parents=True)
    (folder / f"{content_hash(older)}.json").write_bytes(canonical(older))
    now = content_hash(compiled(tmp_path))
    kept.changed("amount: 50000", "amount: 70000")
    numbers = {now: 42, content_hash(older): 3, "f" * 64: 1}
    counts = Counts(drafts={"dang-ky-thu": numbers}, cases={"dang-ky-thu": {now: 12}})
    made = kept.review(counts=counts, build=tmp_path / "build")
    (one,) = made.services
    assert [(begun.count, begun.forward) for begun in one.drafts] == [
        (42, Forward()),
        (3, Forward(lost=("Hỏi cũ",))),
        (1, None),
    ]
    said = [line.text for line in tell(made)]
    assert f"42 bản nháp của bản {now[:10]}: đi tiếp được, không mất gì đã khai." in said
    assert "12 hồ sơ đang giải quyết giữ bản đã nộp, không đổi." in said


def test_a_catalogue_that_was_tampered_with_is_not_believed(kept: Kept, tmp_path: Path) -> None:
    version = "a" * 64
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / f"{version}.json").write_bytes(canonical(compiled(tmp_path)))
    kept.changed("amount: 50000", "amount: 70000")
    made = kept.review(counts=Counts(drafts={"dang-ky-thu": {version: 5}}), build=tmp_path)
    assert [begun.forward for begun in made.services[0].drafts] == [None]


def test_nobody_has_begun_a_form_of_a_procedure_that_is_not_public(kept: Kept) -> None:
    kept.edit("procedures/ho-tich/dang-ky-khac.md", "time_limit:", "status: draft\ntime_limit:")
    kept.commit()
    kept.edit("procedures/ho-tich/dang-ky-khac.md", "3 working_days", "4 working_days")
    kept.commit()
    (one,) = kept.review("HEAD~1..HEAD").services
    assert one.brief == "thời hạn 3 → 4 ngày làm việc" and one.drafts == []


def test_without_numbers_it_says_that_there_are_none(kept: Kept) -> None:
    kept.changed("amount: 50000", "amount: 70000")
    assert "Chưa có số liệu bản nháp, hồ sơ; thêm bằng “--counts”." in [
        line.text for line in tell(kept.review())
    ]


@pytest.mark.parametrize("text", ["", "[]", '{"drafts": 3}', '{"draft": {}}', "\xff"])
def test_a_file_of_numbers_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "so.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(Invalid, match="motcua counts"):
        read_counts(tmp_path / "so.json")


def test_numbers_follow_a_procedure_to_its_new_address() -> None:
    counts = Counts.model_validate(json.loads('{"drafts": {"cu": {"a": 1}, "moi": {"a": 2, "b": 3}}}'))
    assert counts.of(counts.drafts, ("cu", "moi")) == {"a": 3, "b": 3}
