"""Headings without a colon or a box, told by the chords beside or below them.

INTRO  D G A7 D      Solo - Am F C G      a section's name, and its chords on the same line
V     CH 2     BR x2                      above a line of numbers: the sections of a Nashville chart
"""

import re
from collections.abc import Sequence

from houseband.charts.barlines import only_chords
from houseband.charts.dialect import Dialect
from houseband.charts.headings import heading_times, section_name

_NAMED_CHORDS = re.compile(r"\s*([^\W\d][\w' ]{1,18}?)\s*(?:\s|-+>?\s|[–—→=]\s)\s*(?=[A-H1-7IViv(|/])")
_NUMBER_HEADING = re.compile(r"(?:IN|INT|VS?|PC|CH|BR|TA|INST|TURN|SOLO|OUT)\.?\s?\d?(?:\s+(?:x\s?\d|\(?\dx\)?))?:?")


def named_chords(text: str, dialect: Dialect) -> re.Match[str] | None:
    """The section's name (group 1) before the chords of a line; None for any other line."""
    found = _NAMED_CHORDS.match(text) if len(text) < 200 else None
    if found is None or section_name(found[1]) is None:
        return None
    rest = text[found.end() :]
    return found if len(rest.split()) > 1 and only_chords(rest, dialect) else None


def number_heading(lines: Sequence[str], index: int, dialect: Dialect) -> str:
    """The name of a section of a Nashville chart, if its next line is numbers; '' for any other line."""
    found = _NUMBER_HEADING.fullmatch(lines[index].strip()) if dialect.numbers is not None else None
    if found is None:
        return ""
    below = next((line for line in lines[index + 1 : index + 4] if line.strip()), "")
    return heading_times(found[0])[0] if re.search("[1-7]", below) and only_chords(below, dialect) else ""
