"""What tests of the services make: officers, a filled form, papers."""

from __future__ import annotations

from functions.bootstrap import World
from functions.ports import Officer
from functions.services.staging import Upload

HOME = "ubnd_xa:21025"
SLUG = "dang-ky-thanh-lap-ho-kinh-doanh"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def officer(world: World, role: str, office: str = HOME) -> Officer:
    made = Officer(f"cb-{role}-{office}", f"{role}.{office}", f"Cán bộ {role}", office, (role,), "scrypt$x$x")
    world.store.officers.put(made)
    return made


def typed(**changes: str) -> dict[str, list[str]]:
    """A household business as a browser posts it."""
    texts = {
        "_office": HOME,
        "nguoi_nop.ho_ten": "Nguyễn Thị Thu Hà",
        "nguoi_nop.so_dinh_danh": "051189000012",
        "nguoi_nop.ngay_sinh.day": "14",
        "nguoi_nop.ngay_sinh.month": "8",
        "nguoi_nop.ngay_sinh.year": "1989",
        "nguoi_nop.noi_o.unit": "21025",
        "nguoi_nop.noi_o.street": "27 Phan Đình Phùng",
        "nguoi_nop.dien_thoai": "0905123456",
        "nguoi_nop.thu_dien_tu": "ha@example.vn",
        "chu_ho.ai_dang_ky": "ca_nhan",
        "chu_ho.nop_thay": "false",
        "ho_kinh_doanh.ten": "Hộ kinh doanh Cà phê Sông Trà",
        "ho_kinh_doanh.tru_so.unit": "21025",
        "ho_kinh_doanh.tru_so.street": "27 Phan Đình Phùng",
        "ho_kinh_doanh.nganh_nghe": "Quán cà phê",
        "ho_kinh_doanh.von": "80.000.000",
        "ho_kinh_doanh.so_lao_dong": "3",
        "ho_kinh_doanh.cam_doan": "true",
    }
    return {name: [text] for name, text in {**texts, **changes}.items() if text}


def paper(evidence: str, name: str = "giấy.pdf", data: bytes = PDF) -> Upload:
    return Upload(evidence, name, data)
