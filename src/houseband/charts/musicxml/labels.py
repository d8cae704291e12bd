"""Which segno and which coda a MusicXML jump means, and which coda sign is where one leaves."""

from bisect import bisect_right

from houseband.charts.chart import Jump
from houseband.charts.musicxml.signs import Signs


class Labels:
    """Which segno and which coda is meant: one alone needs no name, several go by theirs or by their order."""

    def __init__(self, signs: list[Signs]) -> None:
        self.signs = signs
        leaving = {i: sign.to_coda for i, sign in enumerate(signs) if sign.to_coda is not None}
        marked = [i for i, sign in enumerate(signs) if sign.coda is not None]
        coda_at: dict[int, str] = {}
        for place, i in enumerate(marked):
            label = signs[i].coda or ""
            # A sign with no words: one leaves at the first and arrives at the next.
            if not signs[i].coda_sure and place + 1 < len(marked):
                leaving.setdefault(i, label)
            else:
                arrives = i + 1 if signs[i].coda_at_end and i + 1 < len(signs) else i
                coda_at.setdefault(arrives, label)
        self.leaving = leaving
        self.codas = _named(coda_at, "coda")
        self.coda_labels = coda_at
        self.segno_labels = {i: sign.segno for i, sign in enumerate(signs) if sign.segno is not None}
        self.segnos = _named(self.segno_labels, "segno")
        self.coda_bars, self.segno_bars = sorted(self.codas), sorted(self.segnos)

    def segno(self, i: int) -> str | None:
        """The label of the segno at this bar."""
        return self.segnos.get(i)

    def coda(self, i: int) -> str | None:
        """The label of the coda that begins at this bar."""
        return self.codas.get(i)

    def to_coda(self, i: int) -> str | None:
        """The label of the coda that one leaves for after this bar."""
        if i not in self.leaving:
            return None
        after = bisect_right(self.coda_bars, i)
        next_one = self.codas[self.coda_bars[after]] if after < len(self.coda_bars) else "coda"
        return _found(self.leaving[i], self.codas, self.coda_labels) or next_one

    def jump(self, i: int) -> Jump | None:
        """The jump after this bar."""
        to, until = self.signs[i].jump_to, self.signs[i].jump_until
        if to is None:
            return None
        if to == "":
            return Jump("", until)
        before = bisect_right(self.segno_bars, i)
        last_one = self.segnos[self.segno_bars[before - 1]] if before else "segno"
        return Jump(_found(to, self.segnos, self.segno_labels) or last_one, until)


def _named(raw: dict[int, str], word: str) -> dict[int, str]:
    """Names for signs by bar: the word itself where there is but one, else each its own label or its ordinal."""
    names: dict[int, str] = {}
    for ordinal, (i, label) in enumerate(sorted(raw.items())):
        plain = word if ordinal == 0 else f"{word} {ordinal + 1}"
        names[i] = plain if len(raw) == 1 or not label or label in names.values() else label
    return names


def _found(label: str, names: dict[int, str], raw: dict[int, str]) -> str | None:
    """The name of the sign that a jump's label or number means."""
    if len(names) == 1:
        return next(iter(names.values()))
    for i, own in raw.items():
        if own and own == label:
            return names[i]
    if label.isdecimal() and 0 < int(label) <= len(names):
        return [name for _, name in sorted(names.items())][int(label) - 1]
    return None
