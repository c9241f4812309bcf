"""A git host that keeps the repository: settings for the page of a province that has one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import StringConstraints

from functions.domain.compile import read_as
from functions.domain.errors import Invalid
from functions.domain.model import JSON, Model, Text
from publisher.front_matter import read_yaml

FILE = "editor.yml"
Https = Annotated[str, StringConstraints(pattern=r"^https://[^\s/]+(/\S*)?$")]


class GitHost(Model):
    """The settings in ``content/reference/editor.yml``. No secret belongs here: the file is public."""

    name: Literal["gitlab", "gitea", "github"]
    repo: Annotated[str, StringConstraints(pattern=r"^[\w.-]+(/[\w.-]+)+$")]
    branch: Text = "main"
    base_url: Https
    """Where editors sign in: the host itself (GitLab, Gitea), or a server for OAuth (GitHub)."""
    api_root: Https
    app_id: str = ""
    """The application that the host knows this page by; sign-in is PKCE, without a secret."""

    def backend(self) -> JSON:
        """As Decap CMS wants it."""
        made = self.model_dump(exclude_defaults=False, exclude={"app_id"})
        return made | ({"app_id": self.app_id, "auth_type": "pkce"} if self.app_id else {})

    @property
    def origins(self) -> list[str]:
        """The only foreign places that the page may ask."""
        places = [urlsplit(one) for one in (self.base_url, self.api_root)]
        return list(dict.fromkeys(f"{one.scheme}://{one.netloc}" for one in places))


def load_git_host(content: Path) -> GitHost | None:
    """The host, or none where the file is missing. Raises :class:`Invalid` with file and line."""
    path = content / "reference" / FILE
    if not path.exists():
        return None
    source = read_yaml(path, str(path.relative_to(content.parent)))
    try:
        return read_as(GitHost, source.data)
    except Invalid as invalid:
        raise Invalid(invalid.message, [source.fault(fault) for fault in invalid.faults]) from None
