"""What a MuseScore file says before its first bar, said in MusicXML: title, makers, parts and what they play."""

import re
from xml.etree.ElementTree import Element, SubElement

_CREATORS = {"composer": "composer", "lyricist": "lyricist", "poet": "lyricist", "arranger": "arranger"}


def words(element: Element | None) -> str:
    """The text of an element without its fonts."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def add_head(root: Element, score: Element) -> None:
    """Title and makers, as the score's properties or its first page have them."""
    tags = {tag.get("name", ""): words(tag) for tag in score.findall("metaTag")}
    printed: dict[str, str] = {}
    for text in score.iterfind("Staff/VBox/Text"):
        style = (text.findtext("style") or text.findtext("subtype") or "").strip().lower()
        printed.setdefault(style, words(text.find("text")))
    title = tags.get("workTitle") or printed.get("title") or tags.get("movementTitle")
    if title:
        SubElement(SubElement(root, "work"), "work-title").text = title
    identification = SubElement(root, "identification")
    done: set[str] = set()
    for name, role in _CREATORS.items():
        said = tags.get(name) or printed.get(name)
        if said and role not in done:
            done.add(role)
            SubElement(identification, "creator", type=role).text = said
    if tags.get("copyright"):
        SubElement(identification, "rights").text = tags["copyright"]


def add_part(part_list: Element, part: Element, id_: str) -> None:
    """One part of the list: its name, its General MIDI program, and whether it is a drum set."""
    said = SubElement(part_list, "score-part", id=id_)
    name = words(part.find("trackName")) or words(part.find("Instrument/longName")) or id_
    SubElement(said, "part-name").text = name
    SubElement(SubElement(said, "score-instrument", id=id_ + "-I"), "instrument-name").text = name
    midi = SubElement(said, "midi-instrument", id=id_ + "-I")
    if (part.findtext("Instrument/useDrumset") or "").strip() == "1":
        SubElement(midi, "midi-channel").text = "10"
    program = part.find("Instrument/Channel/program")
    if program is not None and re.fullmatch(r"\d{1,3}", program.get("value", "")):
        SubElement(midi, "midi-program").text = str(int(program.get("value", "")) + 1)
