"""Write the handbook's page of dependencies from the comments in ``requirements/*.in``, for ``make lock``."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "content/handbook/engineering/dependencies.md"
LAYERS = {
    "functions": "What the functions need to run",
    "publisher": "What the publishing side needs",
    "dev": "What tests and checks need",
    "docs": "What this handbook needs",
}
HEAD = """# Dependencies

Every direct dependency and why it is here. This page is written by `make lock` from the comments in
`requirements/*.in`, and a test compares the two. Exact versions and hashes stand in `requirements/*.txt`.
"""


def reasons(layer: str) -> list[tuple[str, str]]:
    """Requirement and reason of each line; a requirement without a comment has an empty reason."""
    rows = []
    for line in (HERE / f"{layer}.in").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "-")):
            requirement, _, reason = line.partition("  # ")
            rows.append((requirement.strip(), reason.strip()))
    return rows


def page() -> str:
    """The whole page as Markdown."""
    parts = [HEAD]
    for layer, title in LAYERS.items():
        rows = "\n".join(f"| `{requirement}` | {reason} |" for requirement, reason in reasons(layer))
        parts.append(f"## {title}\n\n| library | reason |\n| --- | --- |\n{rows}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
