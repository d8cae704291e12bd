"""``P:`` in the head of a tune: in which order its parts are played.

::

    order = { ( letter | "(" order ")" ) , [ number ] } ;            (* "." and blanks between them say nothing *)

ABC standard 2.1, section 3.1.9. ``A2(BC)3`` is A A B C B C B C.
"""

import re

MOST_PARTS = 1000  # ((((A9)9)9)9)9 must not fill the memory
_ORDER = re.compile(r"[A-Z0-9().\s,]+")
_TOKEN = re.compile(r"([A-Z])|(\()|(\))|(\d{1,3})")


def is_order(text: str) -> bool:
    """Whether the text is an order of parts, and not the name of one."""
    return bool(_ORDER.fullmatch(text)) and any(letter.isalpha() for letter in text)


def play_order(text: str) -> tuple[str, ...]:
    """The parts in order. Raises ValueError where brackets do not close, or for more than a thousand parts."""
    stack: list[list[str]] = [[]]
    last: list[str] = []  # what a number repeats
    for letter, opens, closes, number in _TOKEN.findall(text):
        if letter:
            last = [letter]
            stack[-1] += last
        elif opens:
            stack.append([])
            last = []
        elif closes:
            if len(stack) < 2:
                raise ValueError(f"a bracket too many in {text.strip()!r}")
            last = stack.pop()
            stack[-1] += last
        else:
            if len(last) * int(number) + len(stack[-1]) > MOST_PARTS:
                raise ValueError(f"more than {MOST_PARTS} parts in {text.strip()!r}")
            if number and int(number) and last:
                stack[-1] += last * (int(number) - 1)
            last = []
        if len(stack) > 20 or sum(map(len, stack)) > MOST_PARTS:
            raise ValueError(f"more than {MOST_PARTS} parts in {text.strip()!r}")
    if len(stack) > 1:
        raise ValueError(f"a bracket that does not close in {text.strip()!r}")
    return tuple(stack[0])
