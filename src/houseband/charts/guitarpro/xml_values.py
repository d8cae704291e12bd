"""Numbers as ``score.gpif`` has them in texts and attributes."""

import re
from fractions import Fraction

LARGEST = 1_000_000_000
_FRACTION = re.compile(r"\s*-?\d{1,9}(\.\d{1,12}|/\d{1,9})?\s*")


def integer(text: str | None) -> int:
    """The whole number that stands there; 0 for what is none."""
    try:
        number = int(text) if text else 0
    except ValueError:
        return 0
    return number if -LARGEST < number < LARGEST else 0


def fraction(text: str | None) -> Fraction | None:
    """The number that stands there, as a decimal or a fraction; None for what is none."""
    if not text or not _FRACTION.fullmatch(text):
        return None
    try:
        return Fraction(text.strip())
    except ZeroDivisionError:
        return None
