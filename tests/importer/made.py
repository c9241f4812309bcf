"""A made-up record in the shape of the national database: cells run together as the page runs them."""

from __future__ import annotations

from typing import Any

CODE = "9.000001"
WAYS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
LAW = "Tên văn bản pháp lýMã văn bản"
BEHIND = "Từ khóaKhông có thông tinMô tảKhông có thông tinChọn cơ quan thực hiệnNộp hồ sơ"


def record(**changes: str) -> dict[str, Any]:
    """A record without any doubt, with ``changes`` in it."""
    made = {
        "ma_thu_tuc": CODE,
        "ten_thu_tuc": "Thủ tục xác nhận cây xanh trước nhà",
        "so_quyet_dinh": "12/QĐ-BTP",
        "cap_thuc_hien": "Cấp xã",
        "loai_thu_tuc": "Loại khác",
        "linh_vuc": "Hộ tịch",
        "doi_tuong_thuc_hien": "Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX)",
        "co_quan_co_tham_quyen": "Ủy ban nhân dân cấp xã",
        "co_quan_thuc_hien": "Không có thông tin",
        "trinh_tu_thuc_hien": "Bước 1: Nộp hồ sơ.\n- Nhận giấy hẹn.\nBước 2: Nhận kết quả.",
        "cach_thuc_thuc_hien": f"{WAYS}Trực tuyến3 Ngày làm việcMiễn phíTrực tiếp5 Ngày làm việcMiễn phí",
        "thanh_phan_ho_so": f"--{PAPERS}Đơn đề nghị1 bản chínhẢnh chụp cái cây0 bản chính,1 bản sao",
        "can_cu_phap_ly": f"{LAW}Luật Cây xanh11/2020/QH14Nghị định về cây trước nhà22/2021/NĐ-CP",
        "yeu_cau_dieu_kien": "Không có thông tin",
        "ket_qua_xu_ly": f"Giấy xác nhận cây xanhMã: KQ.G15.000999{BEHIND}",
        "thu_tuc_lien_quan": "Không có thông tin",
        "detail_url": "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/thu-nghiem",
    }
    return {**made, **changes}


def ways(rows: str) -> dict[str, Any]:
    """A record whose table of ways to hand in has these rows."""
    return record(cach_thuc_thuc_hien=WAYS + rows)


def papers(table: str) -> dict[str, Any]:
    """A record whose table of papers has these rows, without a heading."""
    return record(thanh_phan_ho_so=f"--{PAPERS}{table}")
