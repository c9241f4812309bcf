"""A repository with content to change, one commit at a time."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

from publisher.review.counts import Counts
from publisher.review.model import Review, ServiceReview
from publisher.review.whole import review

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 23)
FILE = "procedures/ho-tich/dang-ky-thu.md"

BASE = """---
code: "1.009999"
title: Đăng ký thử
field: ho-tich
authority: ubnd_xa
summary: Một thủ tục để thử.
keywords: [thử, làm thử]
announcement: {number: 1/QĐ-BTP}
source: {name: Cơ sở dữ liệu quốc gia, verified: false}
valid_from: 2025-07-01
online: full
legal_basis:
  - {id: luat, name: Luật Hộ tịch, number: 60/2014/QH13, valid_from: 2016-01-01}
channels:
  - {kind: online, time_limit: 10 working_days}
  - {kind: counter, time_limit: 10 working_days}
fees:
  - id: le_phi
    label: Lệ phí đăng ký
    amount: 50000
    exemptions:
      - {label: Người nghèo, when: viec.ngheo, percent: 100}
evidence:
  - {id: don, name: Đơn đăng ký, basis: luat}
  - {id: anh, name: Ảnh chân dung, case: Làm thẻ, when: viec.lam_the}
form:
  - id: viec
    title: Việc cần làm
    fields:
      - {id: ly_do, kind: text, label: Lý do, purpose: Xét điều kiện}
      - {id: ngheo, kind: yes_no, label: Bạn thuộc hộ nghèo?, purpose: Miễn lệ phí, sensitivity: sensitive}
      - {id: lam_the, kind: yes_no, label: Bạn làm thẻ?, purpose: Xác định giấy tờ}
      - id: cach_nhan
        kind: choice
        label: Cách nhận
        purpose: Trả kết quả
        options:
          - {value: tai_quay, label: Tại quầy}
          - {value: buu_dien, label: Qua bưu điện}
workflow:
  extends: one_stop
  add:
    - id: tham_dinh
      label: Thẩm định
      role: reviewer
      status: 4
      time_limit: 2 working_days
      after: review
      consultations:
        - {id: cong_an, label: Hỏi công an, unit: cong_an_xa, time_limit: 3 working_days}
      transitions:
        - {id: xong, label: Xong thẩm định, to: approval}
  change:
    - id: review
      add_transitions:
        - {id: tham_dinh, label: Chuyển thẩm định, to: tham_dinh}
messages:
  - {event: submitted, channel: email, subject: Đã nhận, body: "Hồ sơ {case_code} đã đến."}
output: {name: Giấy xác nhận thử, result_code: KQ.G15.000999}
conditions: Đủ 18 tuổi.
related: [dang-ky-khac]
examples:
  - name: Làm thử
    sent_at: 2026-06-09T08:30
    answers:
      nguoi_nop:
        ho_ten: Nguyễn Thị Thu Hà
        so_dinh_danh: "051189000012"
        ngay_sinh: "1989-08-14"
        noi_o: {unit: "21025", street: 27 Phan Đình Phùng}
        dien_thoai: "0905123456"
      viec: {ly_do: Thử, ngheo: false, lam_the: false, cach_nhan: tai_quay}
    papers: [don]
---
Dùng khi bạn muốn thử.

- Một
- Hai
"""

OTHER = """---
code: "1.009998"
title: Đăng ký khác
field: ho-tich
authority: ubnd_xa
time_limit: 3 working_days
evidence:
  - {id: giay_xac_nhan, name: Bản chính Giấy xác nhận thử}
  - {id: don, name: Đơn đăng ký}
---
Xem [đăng ký thử](/thu-tuc/dang-ky-thu/).
"""


class Kept:
    """A repository in which each change is a commit on top of the same beginning."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content = folder, folder / "content"
        shutil.copytree(ROOT / "content/reference", self.content / "reference")
        self.write(FILE, BASE)
        self.write("procedures/ho-tich/dang-ky-khac.md", OTHER)
        self.git("init", "-q", "-b", "main")
        self.commit("first")
        self.git("tag", "base")

    def git(self, *arguments: str) -> str:
        identity = {
            f"GIT_{who}_{what}": "a@b.vn" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        done = subprocess.run(
            ["git", "-C", str(self.folder), "-c", "commit.gpgsign=false", *arguments],
            env={**os.environ, **identity},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def write(self, name: str, text: str) -> Path:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.content / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def commit(self, message: str = "x") -> None:
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def back(self) -> None:
        """The content as it was at first, on disk and in the index."""
        self.git("checkout", "-q", "--force", "--detach", "base")
        self.git("clean", "-qfd")

    def review(
        self, revisions: str = "base..HEAD", counts: Counts | None = None, build: Path | None = None
    ) -> Review:
        return review(revisions, self.content, DAY, counts=counts, build=build)

    def changed(self, old: str, new: str, name: str = FILE) -> ServiceReview:
        """The review of one edit, committed."""
        self.edit(name, old, new)
        self.commit()
        (one,) = self.review().services
        return one
