"""A content folder with the project's reference data, and services that a test puts there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """``content/`` with reference data and no services."""
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content" / "reference", folder / "reference")
    for name in ("procedures/ho-tich", "processes"):
        (folder / name).mkdir(parents=True)
    return folder


SERVICE = """---
# Tệp này do tổ hộ tịch giữ.
code: "1.004873"
title: "Cấp Giấy xác nhận: tình trạng hôn nhân"
field: ho-tich
authority: ubnd_xa
time_limit: 3 working_days   # Nghị định 123/2015/NĐ-CP Điều 22
audience: [citizen, overseas_vietnamese]
valid_from: 2025-07-01
legal_basis:
  - {id: nd_123, name: "Nghị định hướng dẫn Luật Hộ tịch", number: 123/2015/NĐ-CP, valid_from: 2016-01-01}
fees:
  # Theo nghị quyết của tỉnh.
  - id: le_phi
    label: Lệ phí cấp giấy
    amount: 8000   # từ 01/07/2025
    basis: nd_123
  - {id: ban_sao, label: Bản sao thêm, amount: 3000}
evidence:
  - id: to_khai   # mẫu của Bộ Tư pháp
    name: Tờ khai cấp Giấy xác nhận tình trạng hôn nhân
    note: "Ghi rõ: để làm gì"
form:
  - id: xac_nhan
    title: Nội dung xác nhận
    fields:
      - {id: muc_dich, kind: text, label: Giấy dùng để làm gì?, purpose: Ghi vào giấy}
      # Ngày có thể ở tương lai.
      - {id: ngay_dung, kind: date, latest: null, required: false, label: Ngày cần dùng, purpose: Báo sớm nếu không kịp}
      - id: tung_ket_hon
        kind: choice
        label: Bạn đã từng kết hôn chưa?
        purpose: Xác định giấy tờ phải nộp
        options:
          - {value: chua, label: Chưa}
          - {value: da_ly_hon, label: "Rồi, đã ly hôn"}
workflow: one_stop
---
Dùng khi bạn cần chứng minh mình đang độc thân, đã kết hôn hoặc đã ly hôn.

## Chuẩn bị

- Thẻ căn cước.
"""
NAME = "content/procedures/ho-tich/xac-nhan-tinh-trang-hon-nhan.md"


def git(root: Path, *arguments: str) -> str:
    """What git says in a repository of a test."""
    run = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True, check=True)
    return run.stdout


@pytest.fixture
def repository(content: Path) -> Path:
    """A git repository with one service, committed; answers with its top folder."""
    root = content.parent
    (root / NAME).write_text(SERVICE, encoding="utf-8")
    git(root, "init", "--quiet", "-b", "main")
    git(root, "config", "user.name", "Lê Thị Lan")
    git(root, "config", "user.email", "lan@example.vn")
    git(root, "config", "commit.gpgsign", "false")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "Bắt đầu")
    return root
