"""The sections of a page: where each is, how often it sounds, and which one a name alone calls back.

[Chorus x2]   Verse 1: (2x)      the section sounds so often
Chorus                           with no music of its own: the last section of that name, or kind, sounds again
(repeat verse 1)  Chorus again   likewise
[Verse 2] with words alone       the chords of the verse before it, under these words
"""

import re
from dataclasses import dataclass, field

from houseband.charts.draft import Draft
from houseband.charts.headings import called_back, section_kind, section_name

_RECALLS = ("repeat", "again", "play", "back to", "sing")
_AS = re.compile(r"\bas\b")


@dataclass(slots=True)
class Passage:
    """A section with music."""

    name: str
    first: int
    end: int
    """Its bars: the draft's indices."""
    lines: list[int] = field(default_factory=list)
    """The first bar of each of its lines of words."""


class Sections:
    """Keeps account of the sections as a page is read."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.named: dict[str, Passage] = {}
        """The last passage of each name, in small letters, and of each kind."""
        self.name = ""
        self.times = 1
        self.line = 0
        self.shown = ""
        self.first = 0
        self.lines: list[int] = []
        self.is_waiting = False
        """Whether a heading has come and no music after it."""

    def begin(self, name: str, times: int, line: int, shown: str) -> None:
        """A heading."""
        self.end()
        self.name, self.times, self.line, self.shown = name, times, line, shown
        self.first, self.lines, self.is_waiting = len(self.draft.bars), [], True
        self.draft.waiting_section = name

    def end(self) -> None:
        """The section that was open ends here; one without music calls another back."""
        draft = self.draft
        if self.is_waiting and len(draft.bars) == self.first:
            self.is_waiting = False
            draft.waiting_section = None
            model = self.model(self.name)
            if model is not None:
                self.recall(model, self.name, self.times)
            elif draft.bars and section_name(self.name):
                draft.remark(f"nothing to play under {self.name!r}", self.line, 1, self.shown, "passed over")
            return
        if len(draft.bars) > self.first:
            if self.times > 1:
                self.repeat(self.first, len(draft.bars), self.times)
            self.keep(Passage(self.name, self.first, len(draft.bars), self.lines))
        self.first, self.lines, self.times, self.name, self.is_waiting = len(draft.bars), [], 1, "", False

    def abandon(self) -> None:
        """Forget a heading under which another section is called back by its name."""
        self.is_waiting, self.name, self.times = False, "", 1
        self.draft.waiting_section = None

    def keep(self, passage: Passage) -> None:
        """Remember a passage by its name."""
        if passage.name:
            self.named[passage.name.casefold()] = self.named[f"kind {section_kind(passage.name)}"] = passage

    def model(self, name: str) -> Passage | None:
        """The last passage of this name, or else of its kind; of a verse without a number the first kind fits."""
        if not name:
            return None
        return self.named.get(name.casefold()) or self.named.get(f"kind {section_kind(name)}")

    def recall(self, model: Passage, name: str, times: int, with_words: bool = True) -> Passage:
        """Play a passage again."""
        draft, at = self.draft, len(self.draft.bars)
        draft.play_again(model.first, model.end, name, with_words)
        if times > 1:
            self.repeat(at, len(draft.bars), times)
        shift = at - model.first
        passage = Passage(name, at, len(draft.bars), [line + shift for line in model.lines])
        self.keep(passage)
        self.first, self.lines, self.times, self.name, self.is_waiting = len(draft.bars), [], 1, "", False
        return passage

    def repeat(self, first: int, end: int, times: int) -> None:
        """Bars sound ``times`` times: by repeat signs, or written out where they have signs of their own."""
        draft = self.draft
        bars = draft.bars[first:end]
        signs = any(b.repeat_start or b.repeat_count > 1 or b.endings or b.jump or b.to_coda or b.fine for b in bars)
        if not signs:
            bars[0].repeat_start, bars[-1].repeat_count = True, times
            return
        for _ in range(times - 1):
            draft.play_again(first, end, None)

    def again(self, text: str) -> tuple[Passage, str, int] | None:
        """The passage that ``(repeat chorus x2)`` calls back, its name and how often; None if it is something else."""
        found = called_back(text)
        model = self.model(found[0]) if found else None
        return (model, *found) if found and model is not None else None

    def set_order(self, order: str) -> None:
        """Order: A B A. The sections by name, if all of them are there."""
        names = {(bar.section or "").casefold(): bar.section for bar in self.draft.bars if bar.section}
        parts = [part.strip() for part in re.split(r"\s*[,;–>]+\s*|\s+-+\s+", order) if part.strip()]
        if len(parts) == 1:
            parts = parts[0].split() if " " in parts[0] else list(parts[0])
        if parts and all(part.casefold() in names for part in parts):
            self.draft.section_order = [names[part.casefold()] or "" for part in parts]
        else:
            self.draft.remark(f"order {order!r}: not all of these are sections", hint="played as it stands")


def may_recall(text: str) -> bool:
    """Whether a line has a word that calls a passage back: asked first, since few lines have one."""
    folded = text.casefold()
    return any(word in folded for word in _RECALLS) or ("as" in folded and _AS.search(folded) is not None)
