"""Words of a national record, made safe to stand in a file: the words stay, what cannot be seen goes."""

from __future__ import annotations

import re
import unicodedata

NOTHING = "Không có thông tin"
_LETTERS = str.maketrans("đĐ", "dD")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn"})
_LOST = "\ufffd"
_EMPTY = re.compile(r"(không( có| quy định| yêu cầu)?( thông tin)?|không áp dụng|-+)[.\s]*", re.I)
_BULLET = re.compile(r"(?:[-+*•–·]+|\(?[ivx]{1,4}\)|\(?\d{1,2}[).]|\(\d{1,2}\)|[a-zđ]\d?[).])\s*")


def clean(text: str) -> str:
    """NFC, one kind of space and line end, no invisible characters, no space at line ends."""
    text = _SPACES.sub(" ", _BREAKS.sub("\n", unicodedata.normalize("NFC", text)))
    return "\n".join(_visible(line).rstrip() for line in text.split("\n")).strip()


def _visible(text: str) -> str:
    """Without invisible characters; private ones, which show as boxes, become the sign of a lost letter."""
    if text.isprintable():
        return text
    kept = [one for one in text if unicodedata.category(one) not in _UNSEEN]
    return "".join(_LOST if unicodedata.category(one) == "Co" else one for one in kept)


def given(text: str) -> str:
    """The text, or nothing where the record says that there is nothing."""
    text = clean(text)
    return "" if _EMPTY.fullmatch(text) else text


def line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def damaged(text: str) -> bool:
    """Whether letters were lost on the way."""
    return _LOST in text


def tidy(text: str) -> str:
    """One line without the bullet before it and the full stop or semicolon behind it."""
    text = _BULLET.sub("", line(text), count=1) if _BULLET.match(line(text)) else line(text)
    return text.rstrip(" ;.,") or line(text)


def plain(text: str) -> str:
    """Lower-case letters a to z and digits, parted by single spaces: ``Đăng ký`` → ``dang ky``."""
    ascii_ = unicodedata.normalize("NFD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", ascii_.lower()).strip()


def cut(words: str, most: int, joint: str) -> str:
    """Plain words joined by ``joint``, as many as fit into ``most`` characters; a long word is cut."""
    found = ""
    for word in words.split():
        longer = f"{found}{joint}{word}" if found else word[:most]
        if len(longer) > most:
            break
        found = longer
    return found


def id_of(text: str, most: int = 40) -> str:
    """A name for use inside a file, e.g. ``don_de_nghi_cap_giay_phep``."""
    found = cut(plain(text), most, "_")
    if not found or not found[0].isalpha():
        found = cut(f"muc {plain(text)}", most, "_")
    return found


def short(text: str, most: int = 200) -> str:
    """The beginning of a text on one line, for reports and doubts."""
    text = line(text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
