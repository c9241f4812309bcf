"""Text messages: a folder where nothing leaves the machine."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from functions.adapters.once import write_once
from functions.ports import KeptMessage, Sms


class FolderSms:
    """Keeps each text message as a JSON file named by its id."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._tmp = folder, folder / "tmp"
        self._tmp.mkdir(mode=0o700, parents=True, exist_ok=True)

    def send(self, sms: Sms) -> None:
        """Store the message, once for each id."""
        content = {"at": sms.at.isoformat(), "to": sms.to, "body": sms.body}
        text = json.dumps(content, ensure_ascii=False).encode()
        write_once(self._folder / f"{sms.id}.json", text, self._tmp)

    def kept(self, limit: int) -> list[KeptMessage]:
        found = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        return [_kept(path.read_bytes()) for path in found[:limit]]

    def forget(self, beginning: str) -> int:
        gone = [path for path in self._folder.glob("*.json") if path.name.startswith(beginning)]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)


def _kept(content: bytes) -> KeptMessage:
    read = json.loads(content)
    return KeptMessage(datetime.fromisoformat(read["at"]), read["to"], "", read["body"])
