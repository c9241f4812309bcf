"""Codes of cases (*mã hồ sơ*): agency, date of reception, number of the day.

``2018``: ``000.00.53.H48-261123-0042`` (TT 01/2018/TT-VPCP Điều 19, codes of QCVN 102:2016, bottom-up);
``2020``: ``H48.53-261123-0042`` with the top-down agency code of QĐ 20/2020/QĐ-TTg.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from functions.domain.declaration import Office

Style = Literal["2018", "2020"]
PATTERN = re.compile(
    r"(\d{3}\.\d{2}\.\d{2}\.[A-Y]\d{2}|[A-Y]\d{2}(\.\d{2,3}){0,3})-(\d{6}|\d{8})-\d{4,}", re.ASCII
)


@dataclass(frozen=True, slots=True)
class CodeSeries:
    """The codes of one office on one day."""

    office: Office
    day: date
    style: Style

    @property
    def counter(self) -> str:
        """The name of the counter that numbers these cases."""
        return f"case-code:{agency_code(self.office, self.style)}:{self.day:%y%m%d}"

    def code(self, number: int) -> str:
        """The code of the ``number``-th case of the day; numbers past 9999 grow longer."""
        return f"{agency_code(self.office, self.style)}-{self.day:%y%m%d}-{number:04d}"


def agency_code(office: Office, style: Style) -> str:
    return office.old_agency_code if style == "2018" else office.agency_code


def is_case_code(text: str) -> bool:
    """Whether a text has the shape of a code, of either style."""
    return len(text) <= 60 and PATTERN.fullmatch(text) is not None
