"""iReal Pro links taken apart: where they are in a text or a web page, their fields, and the chords unscrambled.

    irealb://Title=Last First==Style=Key=transposition=1r34LbKcu7…=playing style=tempo=choruses===…===Playlist
    irealbook://Title=Last First=Style=Key=n=chords=Title=…=Playlist

A link is percent-encoded. In the first form the chords are scrambled; the second has them in clear. Sources:
irealpro.com, "iReal Pro custom chord chart protocol" (the second form); the documentation of Data::iRealPro and of
ireal-reader (the first, which its makers do not describe).
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from houseband.music.key import Key, parse_key

LINK = re.compile(r"irealb(?:ook)?://", re.IGNORECASE)
SCRAMBLED = "1r34LbKcu7"  # what a scrambled progression begins with
BLOCK = 50  # characters that are scrambled together
UNKNOWN_COMPOSER = "Composer Unknown"  # an empty field would make the === that stands between songs
_BODY = re.compile(r"[^\s\"<>]*")  # an apostrophe needs no percent sign
_MUSIC = re.compile(r"[|\[\]{}]|T\d\d|Z\s*$")
_ARTICLE = re.compile(r"(.+), (A|An|The)", re.DOTALL)
_WORDS_FOR = (("XyQ", "   "), ("LZ", " |"), ("Kcl", "| x"))  # in the order in which they are undone


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a text."""

    start: int
    """Where it begins in the text."""
    body: str
    """What follows ``irealb://``, decoded."""


@dataclass(frozen=True, slots=True)
class Tune:
    """The fields of one song, the progression in clear."""

    title: str
    composer: str
    style: str
    key: str
    music: str
    shown_key: str = ""
    """A transposition that the app applies for its player only."""
    playing_style: str = ""
    tempo: str = ""
    choruses: str = ""
    is_cut: bool = False
    """Whether the link ends within the chords, the last of which are then still scrambled."""


def find_links(text: str) -> Iterator[Link]:
    """Every link of a text, the same one once."""
    starts = list(LINK.finditer(text))
    seen = set()
    for index, start in enumerate(starts):
        limit = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        before = text[start.start() - 1 : start.start()]
        body = text[start.end() : limit]
        if before in ('"', "'") and before in body:  # an attribute of a web page
            body = html.unescape(body[: body.index(before)].replace("\n", ""))
        else:
            body = body.split("\n", 1)[0]
            word = _BODY.match(body)
            if word and re.search(r"%(?:3D|20)", word[0], re.IGNORECASE):  # percent-encoded: ends at white space
                body = _without_prose(html.unescape(word[0]))
        if body not in seen:
            seen.add(body)
            yield Link(start.start(), _decoded(body))


def _without_prose(body: str) -> str:
    """A link without what ends the sentence that it stands in."""
    body = body.rstrip("].,;")
    return body if body.count("(") >= body.count(")") else body.removesuffix(")")


def _decoded(body: str) -> str:
    raw = unquote_to_bytes(body)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def tunes_of(body: str) -> tuple[list[Tune], str]:
    """The songs of a link, and the name of the playlist that they are, if it has one."""
    return _scrambled(body) if SCRAMBLED in body else _plain(body)


def _scrambled(body: str) -> tuple[list[Tune], str]:
    tunes: list[Tune] = []
    waiting: list[str] = []  # pieces of a song: an empty field makes a === of its own
    for piece in body.split("==="):
        waiting.append(piece)
        if SCRAMBLED not in piece:
            continue
        head, _, after = "===".join(waiting).partition(SCRAMBLED)
        waiting.clear()
        music, *tail = after.split("=")
        style, key, shown = _style_and_key(head.removesuffix("=").split("="))
        if len(tail) == 2:  # older links have no playing style
            tail.insert(0, "")
        playing_style, tempo, choruses = (field.strip() for field in [*tail, "", "", ""][:3])
        title, composer = _names(head.split("="))
        tunes.append(
            Tune(
                title, composer, style or playing_style, key, unscrambled(music), shown, playing_style, tempo, choruses,
                is_cut="=" not in after,
            )
        )  # fmt: skip
    return tunes, "===".join(waiting).strip("= \n")


def _plain(body: str) -> tuple[list[Tune], str]:
    fields = body.split("=")
    tunes: list[Tune] = []
    start = 0
    while True:
        while start < len(fields) and not fields[start].strip():
            start += 1
        at = next((i for i in range(start + 4, len(fields)) if _MUSIC.search(fields[i])), None)
        if at is None:
            break
        head = fields[start:at]
        title, composer = _names(head)
        style, key, _ = _style_and_key(head)
        tunes.append(Tune(title, composer, style, key, fields[at].strip()))
        start = at + 1
    return tunes, fields[start].strip() if start == len(fields) - 1 else ""


def _names(fields: list[str]) -> tuple[str, str]:
    """Title and composer as people write them: the app puts an article and a first name last, to sort by."""
    title = fields[0].strip()
    composer = fields[1].strip() if len(fields) > 1 else ""
    if found := _ARTICLE.fullmatch(title):
        title = f"{found[2]} {found[1]}"
    if composer == UNKNOWN_COMPOSER:
        composer = ""
    return title, swapped(composer)


def swapped(name: str) -> str:
    """First and last name the other way round; only a name of two words is sure to be one."""
    words = name.split()
    return f"{words[1]} {words[0]}" if len(words) == 2 and "," not in name else name


def _style_and_key(fields: list[str]) -> tuple[str, str, str]:
    """Style, key and transposition, among the fields before the music: some programs leave one out or write n early."""
    usual = {6: 4, 5: 3}.get(len(fields))  # where the key stands, though it may be none
    at = max((i for i, field in enumerate(fields) if i >= 2 and key_or_none(field)), default=usual)
    style = next((field.strip() for field in reversed(fields[2:at]) if field.strip() not in ("", "n")), "")
    if at is None:
        return style, "", ""
    shown = fields[at + 1].strip() if len(fields) > at + 1 else ""
    return style, fields[at].strip(), "" if shown in ("n", "0") else shown


def unscrambled(music: str) -> str:
    """The progression in clear: characters are swapped end for end in blocks of 50; three words stand for others."""
    clear = _swapped_in_blocks(music)
    for word, meant in _WORDS_FOR:
        clear = clear.replace(word, meant)
    return clear


def scrambled(music: str) -> str:
    """A progression in clear as the app would write it: what ``unscrambled`` undoes."""
    for word, meant in _WORDS_FOR:
        music = music.replace(meant, word)
    return _swapped_in_blocks(music)


def _swapped_in_blocks(music: str) -> str:
    """In every block the outer five and the characters 10–23 trade places with those as far from the other end."""
    done, at = [], 0
    while len(music) - at > BLOCK + 1:  # the app leaves a rest of one character, and the last block, as they are
        block = music[at : at + BLOCK]
        done.append(block[49:44:-1] + block[5:10] + block[39:25:-1] + block[24:26] + block[23:9:-1] + block[40:45]
                    + block[4::-1])  # fmt: skip
        at += BLOCK
    return "".join(done) + music[at:]


def key_or_none(text: str) -> Key | None:
    """The key that a field names, or None."""
    try:
        return parse_key(text)
    except ValueError:
        return None
