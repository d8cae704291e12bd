"""iReal Pro links taken apart: where they are in a text or a web page, their fields, and the chords unscrambled."""

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote

from houseband.music.key import Key, parse_key

LINK = re.compile(r"irealb(ook)?://", re.IGNORECASE)
SCRAMBLED = "1r34LbKcu7"  # what a scrambled progression begins with


@dataclass(frozen=True, slots=True)
class Tune:
    """The fields of one song, the progression in clear."""

    title: str
    composer: str
    style: str
    key: str
    music: str
    tempo: str = ""
    shown_key: str = ""
    """A transposition that the app applies for its player only."""


def find_links(text: str) -> list[tuple[int, bool, str]]:
    """For every link: where it begins, whether it is plain, and its decoded body."""
    starts = list(LINK.finditer(text))
    found = []
    for index, start in enumerate(starts):
        limit = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        before = text[start.start() - 1 : start.start()]
        body = text[start.end() : limit]
        if before in ('"', "'") and before in body:  # an attribute of a web page
            body = html.unescape(body[: body.index(before)].replace("\n", ""))
        else:
            body = body.split("\n", 1)[0]
            word = re.match(r"[^\s\"'<>]*", body)
            if word and re.search(r"%(?:3D|20)", word[0], re.IGNORECASE):  # percent-encoded: ends at white space
                body = html.unescape(word[0]).rstrip(")],.;")
        found.append((start.start(), start[1] is not None, unquote(body)))
    return found


def scrambled_tunes(body: str) -> list[Tune]:
    """title=composer==style=key=transposition=progression=comp style=tempo=repeats, songs joined by ===."""
    tunes = []
    head = ""
    for piece in body.split("==="):
        head += piece
        before, mark, after = head.partition(SCRAMBLED)
        if not mark:  # an empty composer makes a === of its own; what is left at the end is the playlist's name
            head += "==="
            continue
        head = ""
        fields = before.rstrip("=").split("=")
        music, *tail = after.split("=")
        key = max((i for i, field in enumerate(fields) if i >= 2 and key_or_none(field)), default=None)
        style = next((f for f in reversed(fields[2:key]) if f), "") if key else next((f for f in fields[2:] if f), "")
        shown = fields[key + 1] if key and len(fields) > key + 1 else ""
        tunes.append(
            Tune(fields[0].strip(), (fields[1] if len(fields) > 1 else "").strip(), style.strip() or (tail or [""])[0],
                  fields[key].strip() if key else "", unscrambled(music), tail[1] if len(tail) > 1 else "", shown)
        )  # fmt: skip
    return tunes


def plain_tunes(body: str) -> list[Tune]:
    """title=composer=style=key=n=progression, six to a song; a last lone field is the playlist's name."""
    fields = body.split("=")
    tunes = []
    for i in range(0, len(fields) - 5, 6):
        title, composer, style, key, n, music = (field.strip() for field in fields[i : i + 6])
        if key == "n":  # some programs write n before the key
            key, n = n, key
        tunes.append(Tune(title, composer, style, key, music))
    return tunes


def unscrambled(music: str) -> str:
    """The progression in clear: characters are swapped end for end in blocks of 50; three words stand for others."""
    blocks: list[str] = []
    while len(music) - 50 * len(blocks) > 51:  # the app leaves a rest of one character, and the last block, as they are
        block = list(music[50 * len(blocks) : 50 * len(blocks) + 50])
        for i in (*range(5), *range(10, 24)):
            block[i], block[49 - i] = block[49 - i], block[i]
        blocks.append("".join(block))
    clear = "".join(blocks) + music[50 * len(blocks) :]
    return clear.replace("XyQ", "   ").replace("LZ", " |").replace("Kcl", "| x")


def key_or_none(text: str) -> Key | None:
    """The key that a field names, or None."""
    try:
        return parse_key(text)
    except ValueError:
        return None
