"""What the editors' page asks of the repository: the actions of Decap's proxy backend, each one function.

A saving is checked before it is committed. Whatever is wrong comes back in words, nothing is committed, and
what was typed stays in the form.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from functions.domain.errors import Invalid, Refused
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.editor.configuration import BASE, MEDIA
from publisher.editor.form_data import answered, opened, parted
from publisher.editor.repository import Author, Repository
from publisher.editor.rewrite import rewritten, written
from publisher.front_matter import FileFault, read_document
from publisher.yaml_data import YamlFault

FOLDERS = ("procedures", "processes", "news", "campaigns", "pages")
_FILE = re.compile(rf"content/(?:{'|'.join(FOLDERS)})/(?:[a-z0-9-]+/){{0,2}}[a-z0-9]+(?:-[a-z0-9]+)*\.md")
_IMAGE = re.compile(MEDIA + r"/[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.(?:png|jpe?g|webp|gif|avif|svg)")
MAX_IMAGE = 5 * 2**20

Judge = Callable[[Sequence[Path]], Sequence[FileFault]]
"""Everything that is wrong with these files, as ``motcua check`` says it."""


@dataclass(slots=True)
class Door:
    """One editor before one repository. ``content`` is its content folder."""

    content: Path
    repository: Repository
    author: Author
    judge: Judge
    _began: dict[str, str] = field(default_factory=dict)
    """The version of the file that each open form holds, by the form's mark."""
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, action: str, params: Mapping[str, Any]) -> Any:
        """The answer to one action. Raises :class:`Invalid` or :class:`Refused` with words for the editor."""
        act = _ACTIONS.get(action)
        if act is None:
            raise Refused(_("Trang soạn bài hỏi điều cửa này không biết: {action}").format(action=action))
        with self._turn:
            return act(self, params)

    # Reading -------------------------------------------------------------------------------------------

    def folder(self, params: Mapping[str, Any]) -> list[JSON]:
        """Every file of a folder. One that cannot be read is left to ``motcua check`` to name."""
        name = str(params.get("folder", "")).removeprefix("content/")
        if name not in FOLDERS:
            raise Refused(_("Không có thư mục {name}.").format(name=name))
        paths = sorted((self.content / name).rglob("*.md"))
        return [made for path in paths if (made := self._entry(path, quiet=True))]

    def files(self, params: Mapping[str, Any]) -> list[JSON]:
        names = [str(one.get("path", "")) for one in params.get("files", ())]
        return [made for name in names if (made := self._entry(self._place(name)))]

    def entry(self, params: Mapping[str, Any]) -> JSON:
        name = str(params.get("path", ""))
        made = self._entry(self._place(name))
        if made is None:
            raise Refused(_("Không có tệp {name}. Có người vừa xóa hoặc đổi tên.").format(name=name))
        return made

    def _entry(self, path: Path, *, quiet: bool = False) -> JSON | None:
        name = self._name(path)
        if not path.is_file():
            return None
        try:
            source = read_document(path, name)
        except Invalid:
            if quiet:
                return None
            raise
        mark = f"{self.repository.version(path)}.{secrets.token_hex(8)}" if not quiet else ""
        data = opened({**source.data, BASE: mark} if mark else source.data, source.body)
        return {"data": data, "file": {"path": name, "id": mark or name}}

    # Saving --------------------------------------------------------------------------------------------

    def save(self, params: Mapping[str, Any]) -> JSON:
        """Write, check, commit; or put everything back as it was."""
        texts = {self._place(str(one["path"])): str(one["raw"]) for one in params.get("dataFiles", ())}
        images = {self._image(str(one["path"])): _bytes(one) for one in params.get("assets", ())}
        fresh = {path: self._text(path, raw) for path, raw in texts.items()}
        wanted = {path: text.encode() for path, (text, _mark) in fresh.items()} | images
        self._commit(wanted, str(params.get("options", {}).get("commitMessage", "")))
        for path, (_text, mark) in fresh.items():
            self._began[mark] = self.repository.version(path)
        return {"message": "saved"}

    def _text(self, path: Path, raw: str) -> tuple[str, str]:
        """The file's new text, and the mark of the form that it comes from."""
        try:
            given, body = parted(raw)
        except YamlFault as fault:
            raise Refused(fault.reason) from None
        mark = str(given.pop(BASE, "") or "")
        if not path.exists():
            return written(answered(given, {}), body), mark
        now = self.repository.version(path)
        if self._began.get(mark, mark.partition(".")[0]) != now:
            reason = _(
                "Tệp {name} vừa được người khác sửa sau khi bạn mở. "
                "Chép lại điều bạn đã viết, tải lại trang rồi sửa tiếp."
            )
            raise Refused(reason.format(name=self._name(path)))
        source = read_document(path, self._name(path))
        old = path.read_text(encoding="utf-8")
        return rewritten(old, answered(given, source.data), body), mark

    def _commit(self, wanted: Mapping[Path, bytes], message: str) -> None:
        before = {path: path.read_bytes() if path.exists() else None for path in wanted}
        changed = [path for path, made in wanted.items() if before[path] != made]
        if not changed:
            return
        self.repository.require_clean([path for path in changed if before[path] is not None])
        try:
            for path in changed:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(wanted[path])
            self._require_right(changed)
            self.repository.commit(changed, message or _("Sửa nội dung"), self.author)
        except BaseException:
            self._put_back({path: before[path] for path in changed})
            raise

    def _require_right(self, paths: Sequence[Path]) -> None:
        wrong = [fault for fault in self.judge(paths) if fault.level == "error"]
        if wrong:
            said = "\n".join(f"{fault.where or fault.path}: {fault.message}" for fault in wrong)
            raise Refused(_("Chưa lưu, vì có chỗ sai:\n{said}").format(said=said))

    def _put_back(self, before: Mapping[Path, bytes | None]) -> None:
        for path, made in before.items():
            if made is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(made)
        self.repository.forget([*before])

    # Images --------------------------------------------------------------------------------------------

    def images(self, _params: Mapping[str, Any]) -> list[JSON]:
        folder = self.repository.root / MEDIA
        return [_shown(path, self._name(path)) for path in sorted(folder.glob("*")) if path.is_file()]

    def image(self, params: Mapping[str, Any]) -> JSON:
        path = self._image(str(params.get("path", "")))
        if not path.is_file():
            raise Refused(_("Không có hình {name}.").format(name=path.name))
        return _shown(path, self._name(path))

    def add_image(self, params: Mapping[str, Any]) -> JSON:
        asset = params.get("asset", {})
        path = self._image(str(asset.get("path", "")))
        self._commit({path: _bytes(asset)}, str(params.get("options", {}).get("commitMessage", "")))
        return _shown(path, self._name(path))

    # Names ---------------------------------------------------------------------------------------------

    def _place(self, name: str) -> Path:
        """The file of content that a name means; nothing else can be read or written."""
        if not _FILE.fullmatch(name):
            reason = _(
                "“{name}” không phải tên tệp nội dung. Tên chỉ gồm chữ thường không dấu, số và dấu “-”."
            )
            raise Refused(reason.format(name=name))
        return self._inside(name)

    def _image(self, name: str) -> Path:
        if not _IMAGE.fullmatch(name):
            reason = _(
                "“{name}” không dùng làm tên hình được. Đặt tên không dấu, đuôi png, jpg, webp, gif hoặc svg."
            )
            raise Refused(reason.format(name=name.rpartition("/")[2]))
        return self._inside(name)

    def _inside(self, name: str) -> Path:
        path = self.content.parent / name
        if not path.resolve().is_relative_to(self.content.resolve()):
            raise Refused(_("Tệp {name} nằm ngoài thư mục nội dung.").format(name=name))
        return path

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.content.parent))


def _bytes(asset: Mapping[str, Any]) -> bytes:
    try:
        made = base64.b64decode(str(asset.get("content", "")), validate=True)
    except (binascii.Error, ValueError):
        raise Refused(_("Tệp hình gửi lên bị hỏng. Chọn lại tệp.")) from None
    if len(made) > MAX_IMAGE:
        raise Refused(_("Hình nặng quá {mb} MB. Thu nhỏ hình rồi tải lại.").format(mb=MAX_IMAGE // 2**20))
    return made


def _shown(path: Path, name: str) -> JSON:
    content = base64.b64encode(path.read_bytes()).decode()
    return {"id": name, "name": path.name, "path": name, "content": content, "encoding": "base64"}


def _nothing(_door: Door, _params: Mapping[str, Any]) -> JSON:
    return {}


_ACTIONS: Mapping[str, Callable[[Door, Mapping[str, Any]], Any]] = {
    "entriesByFolder": Door.folder,
    "entriesByFiles": Door.files,
    "getEntry": Door.entry,
    "persistEntry": Door.save,
    "getMedia": Door.images,
    "getMediaFile": Door.image,
    "persistMedia": Door.add_image,
    "getNotes": _nothing,
    "getDeployPreview": lambda _door, _params: None,
    "unpublishedEntries": lambda _door, _params: [],
}
"""Deleting is not among them: a file is withdrawn by its status, and history stays."""
