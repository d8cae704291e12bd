"""How Guitar Pro's chord editor spells alterations, and what that is in plain letters.

It writes the sign after the degree: a stack that ends on an altered ninth, eleventh or thirteenth has it at its end
(``C9-`` is C7b9), other alterations follow a slash (``C11/9-``, ``C/5+``). A bass follows a slash too (``C/A``). The
file's own fields and frets for each name say the same (TuxGuitar's and PyGuitarPro's readers list the fields).
"""

import re

_AFTER_SLASH = re.compile(r"/(5|9|11|13)([+-])")
_ADDED = re.compile(r"add(9|11|13)([+-])")
_TOP = re.compile(r"(?<![\d(#b/])(9|11|13)([+-])")
_SIGNS = {"+": "#", "-": "b"}
_STACK_BELOW = {"9": "7", "11": "9", "13": "9"}


def plain_name(name: str) -> str:
    """The name with its alterations spelled as everybody spells them: ``C11/9-`` as ``C11(b9)``."""
    name = _AFTER_SLASH.sub(lambda found: f"({_SIGNS[found[2]]}{found[1]})", name)
    name = _ADDED.sub(lambda found: f"add{_SIGNS[found[2]]}{found[1]}", name)
    return _TOP.sub(lambda found: f"{_STACK_BELOW[found[1]]}({_SIGNS[found[2]]}{found[1]})", name)
