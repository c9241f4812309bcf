"""The words for each key of a service's declaration. A test holds them against the models, key by key."""

from __future__ import annotations

from typing import Any

from functions.domain.declaration import Evidence, Fee, Message
from functions.domain.i18n import _
from publisher.review import words
from publisher.review.change import Topic
from publisher.review.compare import Label, Rows, Shape
from publisher.review.process_shapes import workflow
from publisher.review.question_shapes import sections
from publisher.review.words import said

__all__ = ["messages", "service"]


def service() -> Shape:
    """How a procedure or process is told."""
    return Shape(labels=_identity() | _facts(), parts=_parts(), silent=frozenset({"schema_version"}))


def _identity() -> dict[str, Label]:
    return {
        "code": Label(_("mã thủ tục")),
        "title": Label(_("tên"), words.quoted),
        "summary": Label(_("tóm tắt"), words.quoted),
        "slug": Label(_("địa chỉ trang"), _address),
        "field": Label(_("lĩnh vực")),
        "authority": Label(_("cơ quan thực hiện")),
        "also_at": Label(_("cơ quan khác cũng thực hiện")),
        "kind": Label(_("loại"), words.kind),
        "level": Label(_("cấp thực hiện")),
        "audience": Label(_("đối tượng")),
        "keywords": Label(_("từ khóa tìm kiếm")),
        "announcement": Label(_("quyết định công bố"), topic=Topic.LAW),
        "source": Label(_("nguồn"), topic=Topic.LAW),
        "opened_by": Label(_("vai trò được mở hồ sơ")),
    }


def _facts() -> dict[str, Label]:
    return {
        "status": Label(_("tình trạng"), topic=Topic.PUBLICATION),
        "valid_from": Label(_("có hiệu lực từ"), topic=Topic.VALIDITY),
        "valid_to": Label(_("có hiệu lực đến"), topic=Topic.VALIDITY),
        "retention": Label(_("thời gian giữ dữ liệu"), topic=Topic.DATA),
        "consent": Label(_("lời đồng ý xin thêm"), topic=Topic.DATA),
        "online": Label(_("mức độ trực tuyến"), topic=Topic.ONLINE),
        "online_2018": Label(_("mức độ theo cách tính đến năm 2022"), topic=Topic.ONLINE),
        "partial_reason": Label(_("lý do chưa toàn trình"), topic=Topic.ONLINE),
        "time_limit": Label(_("thời hạn"), topic=Topic.DEADLINES),
        "conditions": Label(_("điều kiện thực hiện"), words.quoted, topic=Topic.CONDITIONS),
        "related": Label(_("thủ tục liên quan"), topic=Topic.LINKS),
        "follow_up": Label(_("thủ tục làm tiếp"), topic=Topic.LINKS),
    }


def _parts() -> dict[str, Shape | Rows]:
    return {
        "legal_basis": _legal_basis(),
        "time_limit_cases": _time_limit_cases(),
        "form": sections(Topic.QUESTIONS),
        "evidence": _evidence(),
        "workflow": Shape(
            labels={"id": Label(_("quy trình"), topic=Topic.STEPS)},
            parts={"steps": workflow(Topic.STEPS)},
        ),
        "messages": messages(Topic.MESSAGES),
        "output": _output(),
        "examples": _examples(),
        "channels": _channels(),
        "fees": _fees(),
        "doubts": _doubts(),
    }


def _legal_basis() -> Rows:
    shape = Shape(
        labels={
            "id": Label(_("tên riêng")),
            "name": Label(_("tên văn bản"), words.quoted),
            "number": Label(_("số hiệu")),
            "url": Label(_("liên kết")),
            "valid_from": Label(_("có hiệu lực từ")),
            "valid_to": Label(_("hết hiệu lực sau ngày")),
        }
    )
    return Rows(
        _("căn cứ"), shape, lambda row: row.id, lambda row: row.number, Topic.LAW, lambda row: row.name
    )


def _time_limit_cases() -> Rows:
    shape = Shape(
        labels={
            "label": Label(_("tên")),
            "when": Label(_("điều kiện")),
            "time_limit": Label(_("thời hạn")),
            "basis": Label(_("căn cứ")),
        }
    )
    return Rows(
        *(_("thời hạn riêng"), shape, lambda row: row.label, lambda row: row.label, Topic.DEADLINES),
        lambda row: row.time_limit.say(),
    )


def _evidence() -> Rows:
    shape = Shape(
        labels={
            "id": Label(_("tên riêng")),
            "name": Label(_("tên"), words.quoted),
            "handling": Label(_("cách nộp"), words.handling),
            "originals": Label(_("số bản chính")),
            "copies": Label(_("số bản sao")),
            "electronic": Label(_("nộp được bằng tệp")),
            "required": Label(_("bắt buộc")),
            "template": Label(_("tệp mẫu")),
            "accept": Label(_("loại tệp")),
            "max_mb": Label(_("cỡ tệp lớn nhất (MB)")),
            "max_files": Label(_("số tệp nhiều nhất")),
            "case": Label(_("trường hợp"), words.quoted),
            "when": Label(_("điều kiện")),
            "held": Label(_("Nhà nước đã có")),
            "basis": Label(_("căn cứ")),
            "note": Label(_("lưu ý"), words.quoted),
        }
    )
    key, name = (lambda row: row.id), (lambda row: row.name)
    return Rows(_("giấy tờ"), shape, key, name, Topic.PAPERS, paper_detail)


def paper_detail(paper: Evidence) -> str:
    """What a citizen must know of a paper."""
    parts = [words.handling(paper.handling)]
    if paper.handling == "hand_in":
        parts += [_("{n} bản chính").format(n=paper.originals)] if paper.originals else []
        parts += [_("{n} bản sao").format(n=paper.copies)] if paper.copies else []
    parts += [] if paper.required else [_("không bắt buộc")]
    parts += [_("khi {condition}").format(condition=said(paper.when))] if paper.when else []
    parts += [_("Nhà nước đã có, không phải nộp")] if paper.held else []
    return ", ".join(parts)


def _fees() -> Rows:
    exemption = Shape(
        labels={
            "label": Label(_("tên")),
            "when": Label(_("điều kiện")),
            "percent": Label(_("phần trăm được giảm")),
            "basis": Label(_("căn cứ")),
        }
    )
    shape = Shape(
        labels={
            "id": Label(_("tên riêng")),
            "kind": Label(_("loại")),
            "label": Label(_("tên"), words.quoted),
            "amount": Label(_("mức thu"), words.amount),
            "quantity": Label(_("nhân với")),
            "cap": Label(_("thu nhiều nhất"), words.amount),
            "collected": Label(_("thu")),
            "when": Label(_("điều kiện")),
            "basis": Label(_("căn cứ")),
            "note": Label(_("lời ghi"), words.quoted),
        },
        parts={
            "exemptions": Rows(
                *(_("miễn, giảm"), exemption, lambda row: row.label, lambda row: row.label),
                detail=lambda row: _("giảm {n} %").format(n=row.percent),
            )
        },
    )
    key, name = (lambda row: row.id), (lambda row: row.label)
    return Rows(_("khoản thu"), shape, key, name, Topic.FEES, _fee_detail)


def _fee_detail(fee: Fee) -> str:
    condition = _(", khi {condition}").format(condition=said(fee.when)) if fee.when else ""
    return words.amount(fee.amount) + condition


def _channels() -> Rows:
    shape = Shape(
        labels={
            "time_limit": Label(_("thời hạn"), topic=Topic.DEADLINES),
            "fees": Label(_("khoản thu"), words.fee_ids, topic=Topic.FEES),
            "place": Label(_("nơi nộp"), words.quoted),
            "note": Label(_("lời ghi"), words.quoted),
            "basis": Label(_("căn cứ")),
        },
        silent=frozenset({"kind"}),
    )
    return Rows(
        *(_("cách nộp"), shape, lambda row: str(row.kind), lambda row: row.kind.say(), Topic.CHANNELS),
        lambda row: row.time_limit.say(),
    )


def messages(topic: Topic) -> Rows:
    """How texts to citizens are told: each is known by its event and channel."""
    shape = Shape(
        labels={"subject": Label(_("tiêu đề"), words.quoted), "body": Label(_("lời"), words.quoted)},
        silent=frozenset({"event", "channel"}),
    )
    return Rows(_("tin báo"), shape, _message_key, _message_name, topic, lambda row: words.quoted(row.body))


def _message_key(message: Message) -> str:
    return f"{message.event}/{message.channel}"


def _message_name(message: Message) -> str:
    return f"{words.named(message.event)}, {words.named(message.channel)}"


def _output() -> Shape:
    part = Shape(
        labels={
            "name": Label(_("tên"), words.quoted, Topic.OUTPUT),
            "result_code": Label(_("mã kết quả"), topic=Topic.OUTPUT),
            "case": Label(_("trường hợp"), words.quoted, Topic.OUTPUT),
            "issued_by": Label(_("nơi cấp"), topic=Topic.OUTPUT),
            "registry": Label(_("cơ sở dữ liệu"), topic=Topic.OUTPUT),
        }
    )
    return Shape(
        labels={
            "name": Label(_("tên kết quả"), words.quoted, Topic.OUTPUT),
            "result_code": Label(_("mã kết quả"), topic=Topic.OUTPUT),
            "template": Label(_("thể thức kết quả"), _template, Topic.OUTPUT),
            "signer_role": Label(_("vai trò ký kết quả"), topic=Topic.OUTPUT),
            "agency_signs": Label(_("cơ quan ký kết quả"), topic=Topic.OUTPUT),
            "validity": Label(_("kết quả có giá trị trong"), topic=Topic.OUTPUT),
            "registry": Label(_("cơ sở dữ liệu nhận kết quả"), topic=Topic.OUTPUT),
        },
        parts={
            "parts": Rows(_("kết quả"), part, lambda row: row.name, lambda row: row.name, Topic.OUTPUT),
        },
    )


def _examples() -> Rows:
    """What an example holds is told by its key: examples are tests, citizens never see them."""
    labels = {
        "name": Label(_("tên")),
        "channel": Label(_("cách nộp")),
        "sent_at": Label(_("lúc nộp")),
        "office": Label(_("nơi nhận")),
        "answers": Label(_("câu trả lời"), whole=False),
        "papers": Label(_("giấy tờ"), whole=False),
        "moves": Label(_("các bước"), whole=False),
        "expect": Label(_("kết quả mong đợi"), whole=False),
    }
    return Rows(_("ví dụ"), Shape(labels=labels), lambda row: row.name, lambda row: row.name, Topic.EXAMPLES)


def _doubts() -> Rows:
    labels = {"kind": Label(_("loại")), "where": Label(_("chỗ")), "said": Label(_("lời gốc"), words.quoted)}
    return Rows(
        *(_("chỗ ngờ"), Shape(labels=labels), lambda row: f"{row.kind} {row.where}", lambda row: row.where),
        topic=Topic.DOUBTS,
        detail=lambda row: row.kind.say(),
        ordered=False,
    )


def _template(value: Any) -> str:
    return {"result": _("giấy"), "decision": _("quyết định")}.get(value, said(value))


def _address(slug: Any) -> str:
    return f"/thu-tuc/{slug}/"
