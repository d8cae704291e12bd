"""What is in force while one reads a part: divisions, meter, key, transposition, styles of measures, tunings."""

from fractions import Fraction
from xml.etree.ElementTree import Element

from houseband.charts.musicxml.grid import Durations, Grid, number
from houseband.charts.musicxml.harmony import Transposition
from houseband.charts.musicxml.margin import Margin
from houseband.music.key import MODE_FIFTHS, Key, Mode, key_from_fifths
from houseband.music.meter import Meter, parse_meter
from houseband.music.pitch import STEPS

_MODES: dict[str, Mode] = {"ionian": "major", "aeolian": "minor", **{mode: mode for mode in MODE_FIFTHS}}
_ALL_STAVES = ("1", "2", "3", "4")


class Attributes:
    """The attributes of one part; ``read`` takes in the next ``<attributes>`` element.

    ``<for-part>`` and clefs are passed over rightly: they say how a part looks, not how it sounds.
    """

    def __init__(self, grid: Grid, margin: Margin) -> None:
        self.grid = grid
        self.margin = margin
        self.durations = Durations(grid, Fraction(1))
        self.meter: Meter | None = None
        self.free = False
        self.key: Key | None = None
        self.transposition = Transposition()
        """Of the first staff."""
        self.others: dict[str, Transposition] = {}
        """Of other staves, where they differ."""
        self.repeats = 0
        self.slashes: dict[str, bool] = {}
        """The staves that are in slash notation, and whether it has stems: then it is a rhythm for the band."""
        self.ossia: set[str] = set()
        """Staves that show another way to play, and are not played."""
        self.tuning: tuple[int, ...] = ()

    def read(self, index: int, attributes: Element) -> Key | None:
        """Take in what stands in measure ``index``; returns a key that begins there."""
        new_key: Key | None = None
        has_key = has_time = False
        for child in attributes:
            tag = child.tag
            if tag == "divisions":
                divisions = number(child.text)
                if divisions > 0 and divisions != self.durations.divisions:
                    self.durations = Durations(self.grid, divisions)
            elif tag == "transpose":
                self._transpose(child)
            elif tag == "measure-style":
                self._measure_style(child)
            elif tag == "staff-details":
                self._staff_details(child)
            else:
                has_key |= tag == "key"
                has_time |= tag == "time"
        if has_key and (key := _of_first_staff(attributes, "key")) is not None:
            new_key = self._key(index, key)
        if has_time and (time := _of_first_staff(attributes, "time")) is not None:
            self._time(index, time)
        return new_key

    def transposition_of(self, staff: str) -> Transposition:
        """How far a staff sounds from where it is written."""
        return self.others.get(staff, self.transposition) if self.others else self.transposition

    def _transpose(self, transpose: Element) -> None:
        staff = transpose.get("number")
        if staff is None:
            self.others.clear()
            self.transposition = _transposition(transpose)
        elif staff == "1":
            for other in _ALL_STAVES[1:]:
                self.others.setdefault(other, self.transposition)
            self.transposition = _transposition(transpose)
        else:
            self.others[staff] = _transposition(transpose)

    def _measure_style(self, style: Element) -> None:
        repeat, slash = style.find("measure-repeat"), style.find("slash")
        if repeat is not None:
            back = int(number(repeat.text or "1")) if repeat.get("type") == "start" else 0
            self.repeats = max(0, min(back, 64))
        if slash is not None:
            staves = (style.get("number", ""),) if style.get("number") else _ALL_STAVES
            for staff in staves:
                if slash.get("type") == "start":
                    self.slashes[staff] = slash.get("use-stems") == "yes"
                else:
                    self.slashes.pop(staff, None)

    def _staff_details(self, details: Element) -> None:
        staff = details.get("number", "1")
        if (details.findtext("staff-type") or "").strip() == "ossia":
            self.ossia.add(staff)
        strings: dict[Fraction, int] = {}
        for tuning in details.iterfind("staff-tuning"):
            step = STEPS.get((tuning.findtext("tuning-step") or "").strip())
            if step is not None:
                octave = number(tuning.findtext("tuning-octave"))
                key = round(12 * (octave + 1) + step + number(tuning.findtext("tuning-alter")))
                strings[number(tuning.get("line", "1"))] = max(0, min(127, key))
        if strings:
            self.tuning = tuple(strings[line] for line in sorted(strings))

    def _key(self, index: int, element: Element) -> Key | None:
        fifths = element.findtext("fifths")
        mode = _MODES.get((element.findtext("mode") or "major").strip().lower(), "major")
        try:
            if fifths is None:
                raise ValueError("a key made of single accidentals")
            place = int(number(fifths)) + self.transposition.fifths
            key = key_from_fifths(place - 12 if place > 7 else place + 12 if place < -7 else place, mode)
        except ValueError as error:
            self.margin.add(str(error), "the key was left out", index)
            return None
        if key == self.key:
            return None
        self.key = key
        return key

    def _time(self, index: int, time: Element) -> None:
        self.free = time.find("senza-misura") is not None
        if self.free:
            self.margin.add("no meter (senza misura)", "bars are as long as their notes", index)
            return
        read = _meter(time)
        if read is None:
            shown = " + ".join(f"{e.text}" for e in time if e.tag in ("beats", "beat-type"))
            self.margin.add(f"not a meter: {shown!r}", "the last one was kept", index)
        else:
            self.meter = read


def _of_first_staff(attributes: Element, tag: str) -> Element | None:
    return next((found for found in attributes.iterfind(tag) if found.get("number", "1") == "1"), None)


def _transposition(transpose: Element) -> Transposition:
    """Semitones with octaves, and on the line of fifths: c semitones and d steps are 7c − 12d fifths."""
    chromatic = round(number(transpose.findtext("chromatic") or "0"))
    octaves = round(number(transpose.findtext("octave-change") or "0"))
    diatonic = transpose.findtext("diatonic")
    steps = round(number(diatonic)) if diatonic is not None else round(chromatic * 7 / 12)
    fifths = 7 * chromatic - 12 * steps
    if abs(fifths) > 12:  # the two contradict each other, so the steps are not to be trusted
        fifths = 7 * chromatic - 12 * round(chromatic * 7 / 12)
    return Transposition(max(-96, min(96, chromatic + 12 * octaves)), fifths)


def _meter(time: Element) -> Meter | None:
    """3+2/8 stands in one pair; 2/4 + 3/8 in two, here counted in the shorter unit."""
    counts = [(element.text or "").replace(" ", "") for element in time.iterfind("beats")]
    units = [(element.text or "").strip() for element in time.iterfind("beat-type")]
    try:
        pairs = [parse_meter(f"{count}/{unit}") for count, unit in zip(counts, units, strict=True)]
        if len(pairs) == 1:
            return pairs[0]
        unit = max(pair.unit for pair in pairs)
        groups = tuple(
            group * (unit // pair.unit)
            for count, pair in zip(counts, pairs, strict=True)
            for group in (pair.groups if "+" in count else (pair.count,))
        )
        return Meter(sum(groups), unit, groups)
    except ValueError:
        return None
