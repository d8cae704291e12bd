"""Where the real charts are that nobody here wrote: ``$HOUSEBAND_CORPORA``, by default beside the checkout."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

CORPORA = Path(os.environ.get("HOUSEBAND_CORPORA") or Path(__file__).parents[2] / "shared" / "corpora")
T = TypeVar("T", bound=Callable[..., object])


def needs_corpora(test: T) -> T:
    """Marks a test ``corpora``; it is skipped, with the reason, where they are not."""
    absent = pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora at {CORPORA}: set HOUSEBAND_CORPORA")
    marked: T = pytest.mark.corpora(absent(test))
    return marked


def corpus(folder: str, *suffixes: str) -> list[Path]:
    """The files of one corpus with these endings (all but its licence if none is named), sorted; [] if it is absent."""
    paths = sorted(path for path in (CORPORA / folder).rglob("*") if path.is_file() and path.name != "LICENSE")
    return [path for path in paths if not suffixes or path.suffix in suffixes]
