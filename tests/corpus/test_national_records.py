"""Our vocabulary against what the State really publishes. Run by ``make corpus``."""

from __future__ import annotations

import re

from functions.domain.declaration.service import NATIONAL_CODE
from functions.domain.declaration.terms import Audience, ChannelKind, Level

ABOVE_THE_PROVINCE = {"Cấp bộ", "Cơ quan khác"}
"""Levels that the portal of a province has no case for."""

AUDIENCES = {
    "Công dân Việt Nam": Audience.CITIZEN,
    "Người Việt Nam định cư ở nước ngoài": Audience.OVERSEAS_VIETNAMESE,
    "Người nước ngoài": Audience.FOREIGNER,
    "Cán bộ, công chức, viên chức": Audience.OFFICIAL,
    "Doanh nghiệp": Audience.ENTERPRISE,
    "Doanh nghiệp có vốn đầu tư nước ngoài": Audience.FOREIGN_INVESTED,
    "Hợp tác xã": Audience.COOPERATIVE,
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": Audience.ORGANISATION,
    "Tổ chức nước ngoài": Audience.FOREIGN_ORGANISATION,
    "Doanh nghiệp Việt Nam": Audience.ENTERPRISE,
    "Người nước ngoài cư trú tại Việt Nam": Audience.FOREIGNER,
}

THE_PARTY = {"Đảng viên", "Tổ chức Đảng"}
"""Procedures of the Party, which no authority of the State decides."""


def test_the_corpus_is_whole(records: list[dict[str, str]]) -> None:
    assert len(records) > 1_900


def test_every_national_code_is_one_that_a_file_may_carry(records: list[dict[str, str]]) -> None:
    strange = [each["ma_thu_tuc"] for each in records if not re.fullmatch(NATIONAL_CODE, each["ma_thu_tuc"])]
    assert strange == []


def test_every_level_has_our_word_or_stands_above_the_province(records: list[dict[str, str]]) -> None:
    said = {level.say() for level in Level} | ABOVE_THE_PROVINCE
    found = {word for each in records for word in each["cap_thuc_hien"].split(", ") if word}
    assert found <= said


def test_every_audience_has_our_word(records: list[dict[str, str]]) -> None:
    between = re.compile(r", (?=[A-ZĐ])(?!HTX)")
    found = {word for each in records for word in between.split(each["doi_tuong_thuc_hien"])}
    assert found <= set(AUDIENCES) | THE_PARTY


def test_our_audiences_are_all_of_them() -> None:
    assert set(AUDIENCES.values()) == set(Audience)


def test_every_channel_row_names_one_of_our_channels(records: list[dict[str, str]]) -> None:
    names = "|".join(kind.say() for kind in (ChannelKind.COUNTER, ChannelKind.ONLINE))
    head = "Hình thức nộpThời gianPhí, lệ phíMô tả"
    strange = {
        each["cach_thuc_thuc_hien"][len(head) :][:20]
        for each in records
        if each["cach_thuc_thuc_hien"].startswith(head)
        and not re.match(rf"({names}|Dịch vụ bưu chính)", each["cach_thuc_thuc_hien"][len(head) :])
    }
    assert strange == set()
