"""``motcua`` as an operator calls it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def motcua(*arguments: str, answer: str = "", **settings: object) -> subprocess.CompletedProcess[str]:
    """By its module, so that a command works before it is installed under its name."""
    named = {f"MOTCUA_{name.upper()}": str(value) for name, value in settings.items()}
    call = "from functions.entrypoints.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", call, *arguments],
        cwd=ROOT,
        env=os.environ | named,
        capture_output=True,
        text=True,
        input=answer,
        timeout=120,
    )
