"""Filling the templates of this folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from functions.domain.i18n import _
from functions.entrypoints.doors import DOORS
from functions.entrypoints.frame import SECURITY_HEADERS, sentence_of
from functions.settings import Settings

_TEMPLATES = Path(__file__).parent
_APART = {"nginx.txt": "nginx.conf", "nginx-headers.txt": "nginx-headers.conf"}
_GAP = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Place:
    """An installation, the folder for its files, and what the operator chose."""

    settings: Settings
    folder: Path
    program: Path
    home: Path
    given: Mapping[str, object]

    @cached_property
    def facts(self) -> dict[str, str]:
        """What stands in the templates, by name."""
        settings = self.settings
        state, build = settings.state.resolve(), settings.build.resolve()
        logs = self.given["nginx_logs"]
        writes = [state] + ([settings.log_file.resolve().parent] if settings.log_file else [])
        return {
            **{name: str(value) for name, value in self.given.items()},
            "folder": str(self.folder),
            "program": str(self.program),
            "home": str(self.home),
            "state": str(state),
            "build": str(build),
            "portal": str(build / "www"),
            "handbook": str(build / "handbook"),
            "writes": " ".join(map(str, writes)),
            "log_file": str(settings.log_file or "/var/log/motcua/motcua.log"),
            "nginx_log": f"{logs}/motcua-error.log",
            "nginx_access": f"{logs}/motcua-access.log",
            **self._network(),
        }

    def _network(self) -> dict[str, str]:
        settings, https = self.settings, self.given["https"]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        return {
            "host": settings.host,
            "port": str(settings.port),
            "listen": f"{host}:{settings.port}",
            "upstream": f"{host}:{settings.port}",
            "public_url": settings.public_url,
            "server_name": urlsplit(settings.public_url).hostname or "_",
            "http6": f"    listen [::]:{self.given['http']};\n" if self.given["ipv6"] else "",
            "https6": f"    listen [::]:{https} ssl http2;\n" if self.given["ipv6"] else "",
            "https_suffix": "" if https == 443 else f":{https}",
            "processes": str(max(2, settings.processes)),
            # As much as the portal reads to answer in its own words; beyond that nginx answers.
            "body": str(4 * settings.max_body_mb),
            "functions": "|".join(sorted(map(re.escape, DOORS))),
            "rooms": "\n".join(f'    "~^/{re.escape(one)}([/?]|$)" "{one}";' for one in sorted(DOORS)),
            "security_headers": "\n".join(
                f'add_header {name} "{value}" always;' for name, value in SECURITY_HEADERS
            ),
        }


def files(place: Place) -> Iterator[tuple[str, str]]:
    """Name and text of each file."""
    facts = dict(place.facts)
    facts["hardened"] = _filled("hardened.txt", facts).rstrip()
    for template in sorted(_TEMPLATES.glob("*.txt")):
        if template.name != "hardened.txt":
            yield _APART.get(template.name, template.stem), _filled(template.name, facts)
    yield "503.html", _page(503, _down())
    yield "503.json", json.dumps({"type": "about:blank", "title": _down(), "status": 503}, ensure_ascii=False)
    yield "413.html", _page(413, sentence_of(413))


def _filled(template: str, facts: Mapping[str, str]) -> str:
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    return _GAP.sub(lambda gap: facts[gap[1]], text)


def _down() -> str:
    """True whatever the reason: nobody behind nginx can say whether what was sent arrived."""
    return _(
        "Phần nhận và tra cứu hồ sơ đang ngừng, hãy thử lại sau ít phút. Các trang hướng dẫn vẫn xem được. "
        "Nếu bạn vừa bấm gửi mà chưa thấy mã hồ sơ: mở lại bản nháp và gửi lại, hồ sơ không bị tính hai lần."
    )


def _page(status: int, sentence: str) -> str:
    from functions.entrypoints.http import bare_problem

    return bare_problem(status, sentence, False)[1].decode()
