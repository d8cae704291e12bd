"""What a MusicXML score says before its first bar: its title, who made it, and what its parts are played on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from houseband.charts.musicxml.drum_keys import drum_key

_COMPOSER = ("composer", "music")
_LYRICIST = ("lyricist", "poet", "words", "lyrics")
_PRINTED_ROLES = {"subtitle": "subtitle", "lyricist": "lyricist", "arranger": "arranger", "rights": "copyright"}
_PERCUSSION_CHANNEL = 10  # General MIDI


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A part as the list of parts announces it."""

    name: str
    program: int | None = None
    """General MIDI program from 0."""
    is_drums: bool = False
    """Whether it says so: by the percussion channel or by unpitched instruments."""
    drum_keys: dict[str, int] = field(default_factory=dict)
    """General MIDI percussion key by the instrument's id."""


def title(root: Element) -> str:
    """The movement's title, the work's, or the one printed on the first page."""
    for path in ("movement-title", "work/work-title"):
        if found := _plain(root.findtext(path)):
            return found
    return next((words for kind, words in _printed(root) if kind == "title"), "")


def composer(root: Element) -> str:
    """Who wrote the music, several with commas between them."""
    names = [_plain(e.text) for e in root.iterfind("identification/creator") if _role(e) == "composer"]
    names = names or [words for kind, words in _printed(root) if kind == "composer"]
    return ", ".join(dict.fromkeys(name for name in names if name))


def other_credits(root: Element) -> tuple[tuple[str, str], ...]:
    """Who else, and what else the head says, each with its role, once."""
    found = [(_role(e), _plain(e.text)) for e in root.iterfind("identification/creator")]
    found += [("copyright", _plain(e.text)) for e in root.iterfind("identification/rights")]
    found.append(("source", _plain(root.findtext("identification/source"))))
    for path, role in (("work/work-title", "work"), ("work/work-number", "work number"),
                       ("movement-number", "movement number")):  # fmt: skip
        found.append((role, _plain(root.findtext(path))))
    said = {role for role, words in found if words}
    for kind, words in _printed(root):
        printed_role = _PRINTED_ROLES.get(kind, "")
        if printed_role and printed_role not in said:
            found.append((printed_role, words))
    own_title = title(root)
    return tuple(dict.fromkeys(
        (role, words) for role, words in found if words and role != "composer" and words != own_title
    ))  # fmt: skip


def score_parts(root: Element) -> dict[str, ScorePart]:
    """The parts by their ids."""
    return {part.get("id", ""): _score_part(part) for part in root.iterfind("part-list/score-part")}


def _score_part(part: Element) -> ScorePart:
    instruments = {
        found.get("id", ""): _plain(found.findtext("instrument-name")) for found in part.iterfind("score-instrument")
    }
    name = _plain(part.findtext("part-name")) or next(iter(instruments.values()), "")
    keys: dict[str, int] = {}
    programs, channels = [], []
    for midi in part.iterfind("midi-instrument"):
        id_ = midi.get("id", "")
        key = _from_one(midi.findtext("midi-unpitched"))
        if key is not None:
            keys[id_] = key
        programs.append(_from_one(midi.findtext("midi-program")))
        channels.append(_plain(midi.findtext("midi-channel")))
    on_drum_channel = bool(channels) and set(channels) == {str(_PERCUSSION_CHANNEL)}
    if on_drum_channel:
        for id_, called in instruments.items():
            if id_ not in keys and (key := drum_key(called)) is not None:
                keys[id_] = key
    is_drums = on_drum_channel or (bool(keys) and len(keys) == len(instruments))
    program = next((found for found in programs if found is not None), None)
    return ScorePart(name, None if is_drums else program, is_drums, keys)


def _from_one(text: str | None) -> int | None:
    """MusicXML counts MIDI programs and keys from 1 to 128."""
    found = _plain(text)
    return int(found) - 1 if re.fullmatch("[0-9]{1,3}", found) and 1 <= int(found) <= 128 else None


def _role(creator: Element) -> str:
    kind = _plain(creator.get("type", "composer")).lower()
    if kind in _COMPOSER:
        return "composer"
    return "lyricist" if kind in _LYRICIST else kind or "composer"


def _printed(root: Element) -> Iterator[tuple[str, str]]:
    """Words printed on a page, with what they are, where the score says so."""
    for credit in root.iterfind("credit"):
        kind = _plain(credit.findtext("credit-type")).lower()
        if kind and (words := _plain(" ".join(found.text or "" for found in credit.iterfind("credit-words")))):
            yield kind, words


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())
