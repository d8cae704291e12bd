"""Every chart of the corpora, read: how many there are of each format, what is refused and why, and how long it takes.

Every file is one, but licences, tables and the like (``NOT_CHARTS``). Looked for: anything that crashes (only a
ChartError may refuse a chart), that takes longer than 2 s, or that cannot be unfolded. Each is a line; the exit status
is 1 if there was one. ``--write`` puts the table of counts into docs/formats.md. The corpora are those of
$HOUSEBAND_CORPORA, by default ``../shared/corpora`` beside this checkout; without them there is nothing to do.
"""

import argparse
import os
import re
import signal
import statistics
import sys
import time
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from houseband.charts.form import unfold
from houseband.charts.formats import find_format
from houseband.charts.source import Source
from houseband.errors import ChartError

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "formats.md"
BEGIN, END = "<!-- counts: make corpora -->\n", "<!-- end of counts -->\n"
NOT_CHARTS = ("LICENSE", "README", "ATTRIBUTION.md", "*.csv", "*.jsonl", "*.tim")
MOST_SECONDS = 2.0


class TooSlow(BaseException):
    """A reader took longer than it may; no ``except Exception`` catches it."""


@dataclass
class Count:
    """What became of the files of one format."""

    files: int = 0
    charts: int = 0
    remarked: int = 0
    bars: int = 0
    chords: int = 0
    melody_notes: int = 0
    parts: int = 0
    refused: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def main() -> int:
    """Read them all; 1 if something was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the counts into docs/formats.md")
    parser.add_argument("--refusals", action="store_true", help="name every refused file")
    parser.add_argument("--remarks", action="store_true", help="count the remarks by their first words")
    arguments = parser.parse_args()
    corpora = Path(os.environ.get("HOUSEBAND_CORPORA") or ROOT.parent / "shared" / "corpora")
    if not corpora.is_dir():
        print(f"no corpora at {corpora}: set HOUSEBAND_CORPORA")
        return 0
    counts: defaultdict[str, Count] = defaultdict(Count)
    remarks: Counter[str] = Counter()
    wrong: list[str] = []
    for path in sorted(corpora.rglob("*")):
        if path.is_file() and not any(path.match(pattern) for pattern in NOT_CHARTS):
            _read(path, str(path.relative_to(corpora)), counts, remarks, wrong)
    table = _table(counts)
    print(table)
    for name, count in counts.items():
        _print_refusals(name, count, every=arguments.refusals)
    if arguments.remarks:
        for text, times in remarks.most_common():
            print(f"{times:6}  {text}")
    for line in wrong:
        print("WRONG ", line)
    if arguments.write:
        _write(table)
    return 1 if wrong else 0


def _read(path: Path, name: str, counts: defaultdict[str, Count], remarks: Counter[str], wrong: list[str]) -> None:
    source = Source(path.read_bytes(), name)
    begun = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
    kind = "?"
    try:
        form = find_format(source)
        kind = form.name
        charts = form.read(source)
        seconds = time.perf_counter() - begun
        for chart in charts:
            order = unfold(chart).order
            if not order or max(order) >= len(chart.bars):
                wrong.append(f"{name}: an empty form")
    except ChartError as error:
        counts[kind].files += 1
        counts[kind].refused.append(f"{name}: {error.problem}" + (f" ({error.hint})" if error.hint else ""))
        counts[kind].seconds.append(time.perf_counter() - begun)
        return
    except TooSlow:
        wrong.append(f"{name}: longer than {MOST_SECONDS:g} s")
        return
    except Exception:  # noqa: BLE001  what is looked for
        wrong.append(f"{name}: {traceback.format_exc(limit=-3)}")
        return
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    count = counts[kind]
    count.files += 1
    count.charts += len(charts)
    count.seconds.append(seconds)
    for chart in charts:
        count.remarked += bool(chart.remarks)
        count.bars += len(chart.bars)
        count.chords += sum(len(bar.chords) for bar in chart.bars)
        count.melody_notes += sum(len(bar.melody) for bar in chart.bars)
        count.parts += len(chart.parts)
        remarks.update(re.sub(r"'[^']*'|\d+", "…", remark.problem) for remark in chart.remarks)


def _table(counts: dict[str, Count]) -> str:
    """The counts as a Markdown table."""
    head = ("format", "files", "read", "refused", "charts", "with remarks", "bars", "chords", "melody notes", "parts")
    rows = [head, *(
        (name, *map(str, (c.files, c.files - len(c.refused), len(c.refused), c.charts, c.remarked, c.bars, c.chords,
                          c.melody_notes, c.parts)))
        for name, c in sorted(counts.items())
    )]  # fmt: skip
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]]) + "\n"


def _print_refusals(name: str, count: Count, *, every: bool) -> None:
    milliseconds = [1000 * seconds for seconds in count.seconds]
    median, longest = statistics.median(milliseconds), max(milliseconds)
    print(f"{name}: {median:.2f} ms a file (median), {longest:.0f} ms the longest")
    reasons = Counter(re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "…", line.split(": ", 1)[1]) for line in count.refused)
    for reason, times in reasons.most_common():
        print(f"  {times} refused: {reason}")
    if every:
        for line in count.refused:
            print(f"    {line}")


def _write(table: str) -> None:
    page = PAGE.read_text("utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(before + BEGIN + table + END + after, "utf-8")


def _stop(*_: Any) -> None:
    raise TooSlow


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, _stop)
    sys.exit(main())
