"""Where the tests' own helpers are found, and a bank of tones and settings that are nobody's real ones."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: two workers' threads wait longer than they work

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "sound" / "fonts")]


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tones made in the tests are kept for this run of them only (HOUSEBAND_CACHE as set by whoever calls wins)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOUSEBAND_STYLES", str(tmp_path_factory.mktemp("styles")))
        patch.setenv("HOUSEBAND_CONFIG", str(tmp_path_factory.mktemp("settings")))
        if not os.environ.get("HOUSEBAND_CACHE"):
            patch.setenv("HOUSEBAND_CACHE", str(tmp_path_factory.mktemp("bank")))
        yield
