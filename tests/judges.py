"""Programs not ours that judge ours: JavaScript libraries in ``node_modules`` of this checkout (``make judges``)."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = Path(__file__).parents[1]
T = TypeVar("T", bound=Callable[..., object])


def needs_judge(package: str) -> Callable[[T], T]:
    """Skips a test, with the reason, where node or the package is missing."""
    is_here = shutil.which("node") is not None and (ROOT / "node_modules" / package).is_dir()

    def mark(test: T) -> T:
        marked: T = pytest.mark.skipif(not is_here, reason=f"no node, or no {package}: make judges")(test)
        return marked

    return mark


def asked(words: Sequence[str], given: str = "") -> str:
    """What node prints when it is called with these words."""
    command = ["node", *words]
    return subprocess.run(
        command, input=given, capture_output=True, text=True, check=True, cwd=ROOT, timeout=300
    ).stdout
