"""Spoilt charts of every format: no reader may raise anything but a ChartError, take longer than 2 s, or fill memory.

What is spoilt are the charts of the corpora ($HOUSEBAND_CORPORA, by default ``../shared/corpora``), the examples and
the tests' cases, as many of each format; ``tests/spoil.py`` does the damage, the same for the same ``--seed``. What is
read is unfolded too. Each failure is a line with the file and the number that makes it again (``--only NUMBER``), and
the spoilt file is kept in ``bench/out/fuzz``; the exit status is 1 if there was one.
"""

import argparse
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from houseband.charts.form import unfold  # noqa: E402
from houseband.charts.formats import find_format  # noqa: E402
from houseband.charts.source import Source  # noqa: E402
from houseband.errors import ChartError  # noqa: E402
from spoil import spoilt  # noqa: E402

OUT = ROOT / "bench" / "out" / "fuzz"
MOST_SECONDS = 2.0
MOST_MEMORY_BYTES = 2 * 2**30
LARGEST_SEED_BYTES = 300_000
A_FORMAT = 60  # files of each format that are spoilt


class TooSlow(BaseException):
    """A reader took longer than it may; no ``except Exception`` catches it."""


def seeds() -> list[tuple[str, Path]]:
    """Format and path of what is spoilt: the same number of each format, in turn."""
    corpora = Path(os.environ.get("HOUSEBAND_CORPORA") or ROOT.parent / "shared" / "corpora")
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for folder in (ROOT / "examples", ROOT / "tests" / "cases", corpora):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and 0 < path.stat().st_size <= LARGEST_SEED_BYTES:
                form = find_format(Source(path.read_bytes(), path.name))
                if form.module is not None:
                    found[form.name].append(path)
    chosen = []
    for name, paths in found.items():
        ours = [path for path in paths if ROOT in path.parents]
        theirs = [path for path in paths if ROOT not in path.parents]
        step = max(1, len(theirs) // A_FORMAT)
        candidates = [*ours, *theirs[::step]]
        chosen.append([(name, path) for path in candidates if _is_read(path)][:A_FORMAT])
    longest = max(map(len, chosen))
    return [files[turn % len(files)] for turn in range(longest) for files in chosen]


def _is_read(path: Path) -> bool:
    try:
        find_format(source := Source(path.read_bytes(), path.name)).read(source)
    except ChartError:
        return False
    return True


def main() -> int:
    """Spoils and reads; 1 if something went wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="the one spoilt file of that number")
    parser.add_argument("--format", help="only files of this format")
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    signal.signal(signal.SIGALRM, _stop)
    files = [(name, path) for name, path in seeds() if arguments.format in (None, name)]
    data = {path: path.read_bytes() for _, path in files}
    others: defaultdict[str, list[bytes]] = defaultdict(list)
    for name, path in files:
        others[name].append(data[path])
    outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    slowest = (0.0, "")
    failures = 0
    numbers = range(arguments.count) if arguments.only is None else (arguments.only,)
    for number in numbers:
        name, path = files[number % len(files)]
        bad = spoilt(data[path], random.Random(f"{arguments.seed} {number}"), others[name])
        begun = time.perf_counter()
        outcome, told = _outcome(bad, path.name)
        slowest = max(slowest, (time.perf_counter() - begun, f"{number} {path.name}"))
        outcomes[name][outcome] += 1
        if outcome in ("crashed", "too slow"):
            failures += 1
            OUT.mkdir(parents=True, exist_ok=True)
            kept = OUT / f"{number}-{path.name}"
            kept.write_bytes(bad)
            print(f"{outcome}: {kept.relative_to(ROOT)}\n{told}", flush=True)
    for name, counted in sorted(outcomes.items()):
        print(f"{name:14} " + ", ".join(f"{outcome} {times}" for outcome, times in sorted(counted.items())))
    print(f"slowest: {slowest[0]:.2f} s, {slowest[1]}; failures: {failures} of {len(numbers)}")
    return 1 if failures else 0


def _outcome(data: bytes, name: str) -> tuple[str, str]:
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
    try:
        source = Source(data, name)
        for chart in find_format(source).read(source):
            unfold(chart)
    except ChartError:
        return "refused", ""
    except TooSlow:
        return "too slow", traceback.format_exc(limit=-6)
    except Exception:  # noqa: BLE001  what is looked for
        return "crashed", traceback.format_exc(limit=-4)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "read", ""


def _stop(*_: Any) -> None:
    raise TooSlow


if __name__ == "__main__":
    sys.exit(main())
