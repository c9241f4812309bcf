"""Closed vocabularies of a service declaration, with the words that people read for each."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from functions.domain.i18n import _


class Level(StrEnum):
    """Level of government that decides. Districts ended on 1 July 2025 and live only in old versions."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"

    def say(self) -> str:
        return {"province": _("Cấp tỉnh"), "district": _("Cấp huyện"), "commune": _("Cấp xã")}[self]


class Audience(StrEnum):
    """Who may ask for the service (``doi_tuong_thuc_hien`` of the national record)."""

    CITIZEN = "citizen"
    OVERSEAS_VIETNAMESE = "overseas_vietnamese"
    FOREIGNER = "foreigner"
    OFFICIAL = "official"
    ENTERPRISE = "enterprise"
    FOREIGN_INVESTED = "foreign_invested"
    COOPERATIVE = "cooperative"
    ORGANISATION = "organisation"
    FOREIGN_ORGANISATION = "foreign_organisation"

    def say(self) -> str:
        return {
            "citizen": _("Công dân Việt Nam"),
            "overseas_vietnamese": _("Người Việt Nam định cư ở nước ngoài"),
            "foreigner": _("Người nước ngoài"),
            "official": _("Cán bộ, công chức, viên chức"),
            "enterprise": _("Doanh nghiệp"),
            "foreign_invested": _("Doanh nghiệp có vốn đầu tư nước ngoài"),
            "cooperative": _("Hợp tác xã"),
            "organisation": _("Tổ chức khác"),
            "foreign_organisation": _("Tổ chức nước ngoài"),
        }[self]


class Publication(StrEnum):
    """Where a file stands in its life: only ``published`` files reach the public portal."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class OnlineLevel(StrEnum):
    """How far the service goes online (NĐ 224/2026 Điều 14): whole, partial with a reason, or not."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"

    def say(self) -> str:
        return {"full": _("Toàn trình"), "partial": _("Một phần"), "none": _("Chỉ cung cấp thông tin")}[self]


class PartialReason(StrEnum):
    """The published reason of a partial service, the four that NĐ 224/2026 Điều 14 allows."""

    APPEAR_IN_PERSON = "appear_in_person"
    ON_SITE_VERIFICATION = "on_site_verification"
    TECHNICAL_INCIDENT = "technical_incident"
    OTHER_TECHNICAL = "other_technical"

    def say(self) -> str:
        return {
            "appear_in_person": _("Người làm thủ tục phải có mặt"),
            "on_site_verification": _("Phải xác minh tại thực địa"),
            "technical_incident": _("Đang có sự cố kỹ thuật"),
            "other_technical": _("Lý do kỹ thuật khác"),
        }[self]


class ChannelKind(StrEnum):
    """Ways to hand in an application; numbers 2, 1, 3 of the national exchange."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"

    def say(self) -> str:
        return {"online": _("Trực tuyến"), "counter": _("Trực tiếp"), "post": _("Bưu chính công ích")}[self]


class FeeKind(StrEnum):
    """*Phí* pays for a service, *lệ phí* is fixed for an act of the State (Law 97/2015/QH13)."""

    PHI = "phi"
    LE_PHI = "le_phi"

    def say(self) -> str:
        return {"phi": _("Phí"), "le_phi": _("Lệ phí")}[self]


class Collected(StrEnum):
    """When a fee line is collected; numbers 1, 2, 4 of the national exchange."""

    RECEPTION = "reception"
    SUPPLEMENT = "supplement"
    RESULT = "result"

    def say(self) -> str:
        return {
            "reception": _("khi tiếp nhận hồ sơ"),
            "supplement": _("khi bổ sung hồ sơ"),
            "result": _("khi nhận kết quả"),
        }[self]


class Status(IntEnum):
    """The ten national statuses of a case (QCVN 120:2019/BTTTT, Circular 18/2019/TT-BTTTT)."""

    REGISTERED = 1
    RECEIVED = 2
    NOT_RECEIVED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_REQUESTED = 5
    FEE_REQUESTED = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10

    def say(self) -> str:
        return {
            1: _("Mới đăng ký"),
            2: _("Được tiếp nhận"),
            3: _("Không được tiếp nhận"),
            4: _("Đang xử lý"),
            5: _("Yêu cầu bổ sung giấy tờ"),
            6: _("Yêu cầu thực hiện nghĩa vụ tài chính"),
            7: _("Công dân yêu cầu rút hồ sơ"),
            8: _("Dừng xử lý"),
            9: _("Đã xử lý xong"),
            10: _("Đã trả kết quả"),
        }[self]

    @property
    def final(self) -> bool:
        """No case leaves these (our reading of NĐ 61/2018 Điều 17-20)."""
        return self in (Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED)


LEGAL_TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status(begin): frozenset(Status(end) for end in ends)
    for begin, ends in {
        1: (2, 3, 5, 6, 7),
        2: (4, 7),
        3: (),
        4: (5, 6, 7, 8, 9),
        5: (2, 7, 8),
        6: (2, 4, 7, 8),
        7: (),
        8: (),
        9: (10,),
        10: (),
    }.items()
}
"""Which status may follow which: our reading of NĐ 61/2018 Điều 17-20. Staying is always allowed."""


class DocumentKind(StrEnum):
    """Documents that a case issues. The first five are forms of the one-stop circular (TT 03/2025)."""

    RECEIPT = "receipt"
    SUPPLEMENT_REQUEST = "supplement_request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP_NOTICE = "stop_notice"
    RESULT = "result"

    def say(self) -> str:
        return {
            "receipt": _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
            "supplement_request": _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
            "refusal": _("Phiếu từ chối tiếp nhận, giải quyết hồ sơ"),
            "apology": _("Văn bản xin lỗi và hẹn lại ngày trả kết quả"),
            "stop_notice": _("Thông báo dừng giải quyết hồ sơ"),
            "result": _("Kết quả giải quyết"),
        }[self]


class MessageEvent(StrEnum):
    """Turns of a case at which the citizen is told something (NĐ 224/2026 Điều 15.1.g)."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    FEE_REQUESTED = "fee_requested"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    EXTENDED = "extended"
    DONE = "done"
    RETURNED = "returned"
    FILE_REJECTED = "file_rejected"


class MessageChannel(StrEnum):
    """Ways a message goes out."""

    EMAIL = "email"
    SMS = "sms"
