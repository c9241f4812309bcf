"""Words of Decap CMS that its Vietnamese locale lacks, by the locale's own keys."""

from __future__ import annotations

from functions.domain.i18n import _
from functions.domain.model import JSON


def missing_words() -> JSON:
    """To be laid over the locale ``vi``. ``%{…}`` are Decap's."""
    return {
        "collection": {
            "collectionTop": {
                "viewAs": _("Xem dạng"),
                "viewAsList": _("Xem dạng danh sách"),
                "viewAsGrid": _("Xem dạng lưới"),
                "groupBy": _("Nhóm theo"),
                "newButton": _("Thêm %{collectionLabel}"),
            },
            "groups": {"other": _("Khác"), "negateLabel": _("Không %{label}")},
        },
        "editor": {
            "editorControl": {"field": {"widgetLabel": _("Ô nhập")}},
            "editorInterface": {"togglePreview": _("Ẩn, hiện bản xem trước")},
            "editorWidgets": {
                "list": {"add": _("Thêm %{item}"), "addType": _("Thêm %{item}")},
                "object": {"expand": _("Mở"), "collapse": _("Gập")},
                "datetime": {"setToNow": _("Lấy ngày hôm nay cho %{fieldLabel}")},
                "markdown": _markdown(),
                "image": {"chooseUrl": _("Dùng địa chỉ hình"), "replaceUrl": _("Thay bằng địa chỉ hình")},
            },
        },
        "mediaLibrary": {
            "mediaLibraryCard": {
                "copy": _("Chép"),
                "copyUrl": _("Chép địa chỉ"),
                "copyPath": _("Chép đường dẫn"),
                "copyName": _("Chép tên"),
                "copied": _("Đã chép"),
            },
            "mediaLibraryModal": {"close": _("Đóng")},
        },
        "ui": {
            "settingsDropdown": {"account": _("Tài khoản")},
            "toast": {"onFailToPersist": _("Chưa lưu được, bài vẫn còn trong biểu mẫu. %{details}")},
        },
    }


def _markdown() -> JSON:
    return {
        "bold": _("Đậm"),
        "italic": _("Nghiêng"),
        "strikethrough": _("Gạch ngang"),
        "code": _("Mã"),
        "link": _("Liên kết"),
        "linkPrompt": _("Nhập địa chỉ của liên kết"),
        "headings": _("Đề mục"),
        "quote": _("Trích dẫn"),
        "bulletedList": _("Danh sách"),
        "numberedList": _("Danh sách có số"),
        "addComponent": _("Thêm phần"),
        "markdown": _("Markdown"),
        "toggleMode": {"rich": _("Sửa như trang giấy"), "markdown": _("Sửa chữ thường có ký hiệu")},
    }
