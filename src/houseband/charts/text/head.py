"""What a page says of its tune: title, people, key, meter, tempo, style, capo and tuning, mostly one fact a line.

Title: …   Composer: …   Key: G   Time: 3/4   Tempo: 120   Style: Bossa      with : or =; several on a line, two
3/4        ♩ = 96        120 bpm  Capo 2nd fret   Tuning: DADGBE             blanks or a comma between them
by Ann Example           # Blue Kitchen            Blue Kitchen chords by Ann Example
"""

import re

from houseband.charts.draft import Draft
from houseband.music.key import parse_key
from houseband.music.meter import parse_meter

LONGEST_TITLE = 120
_NAMES = {
    "title": "title", "song": "title", "song title": "title", "name": "title", "tune": "title", "subject": "subject",
    "titel": "title", "título": "title", "titulo": "title", "titre": "title", "titolo": "title",
    "composer": "composer", "composed by": "composer", "words and music": "composer", "words & music": "composer",
    "music": "composer", "music by": "composer", "written by": "composer", "author": "composer", "by": "composer",
    "writer": "composer", "writers": "composer", "songwriter": "composer", "words and music by": "composer",
    "artist": "artist", "performed by": "artist", "artista": "artist", "interpret": "artist", "artiste": "artist",
    "band": "artist", "author/artist": "artist", "as performed by": "artist", "recorded by": "artist",
    "lyricist": "lyricist", "lyrics": "lyricist", "lyrics by": "lyricist", "words": "lyricist", "words by": "lyricist",
    "arranger": "arranger", "arranged by": "arranger", "arr": "arranger", "copyright": "copyright", "album": "album",
    "transcribed by": "transcriber", "tabbed by": "transcriber", "chords by": "transcriber", "year": "year",
    "key": "key", "original key": "key", "key signature": "key", "tonart": "key", "tonalidad": "key", "tom": "key",
    "tonalité": "key", "tonalità": "key", "tono": "key", "tonalidade": "key",
    "musik": "composer", "musik und text": "composer", "musik & text": "composer", "text und musik": "composer",
    "text & musik": "composer", "autor": "composer", "auteur": "composer", "autore": "composer",
    "música": "composer", "musica": "composer", "letra y música": "composer", "musique": "composer",
    "paroles et musique": "composer", "letra": "lyricist", "paroles": "lyricist", "compás": "time",
    "tempo": "tempo", "bpm": "tempo", "time": "time", "meter": "time", "metre": "time", "time signature": "time",
    "takt": "time", "style": "style", "feel": "style", "groove": "style", "rhythm": "style", "genre": "style",
    "capo": "capo", "tuning": "tuning", "strumming": "strumming", "strumming pattern": "strumming",
    "strum": "strumming", "order": "order", "form": "order", "structure": "order",
}  # fmt: skip
_FIELD = re.compile(r"\s*([^\W\d][\w &/]{1,18}?)\s*[:=]\s*(\S.*?)\s*")
_MORE = re.compile(r"(?:\s{2,}|[,;|·•]\s*)(?=(?:key|tempo|bpm|time|meter|style|feel|capo|artist|tuning)\s*[:=])", re.I)
_BPM = re.compile(
    r"(?:(?:tempo|moderato|allegro|andante|♩|q|quarter)\s*=?\s*(\d{2,3}(?:\.\d+)?)(?:\s*bpm)?|(\d{2,3}(?:\.\d+)?)\s*bpm)",
    re.I,
)
_CAPO = re.compile(
    r"\(?\s*(?:put\s+)?(?:(?P<none>no capo|capo\s*[:=]?\s*(?:none|no|0|off|n/a)\b).*"
    r"|capo\W*(?:on|at|in|fret|the|\s)*\s*(?P<fret>\d{1,2}(?!\d)|(?:I{1,3}|IV|VI{0,3}|IX|XI{0,2})\b)"
    r"(?:st|nd|rd|th)?\s*(?:fret|traste|bund)?(?P<rest>[^|]{0,60})|(?P<late>\d{1,2})(?:st|nd|rd|th)\s+fret\s+capo)\s*\)?",
    re.I,
)
_ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
    "XI": 11,
    "XII": 12,
}
_METER = re.compile(r"\(?(\d{1,2}(?:\+\d{1,2})*/(?:1|2|4|8|16|32))(?:\s+time)?\)?", re.I)
_BY = re.compile(r"(?:written |composed |words and music |music )?by:?\s+(\S.{0,80})", re.I)
_CHORDS_BY = re.compile(
    r"(.{1,80}?)\s+(?:ukulele |guitar )?(?:chords|tabs?|crd)(?:\s*\(?ver(?:sion)?\.? ?\d+\)?)?\s+by\s+(.{1,80})", re.I
)
_STANDARD = re.compile(r"(?:guitar\s)?(?:standard|normal|regular)\b.*|e\W*a\W*d\W*g\W*b\W*e\W*", re.I)
_TUNED = re.compile(
    r".*\b(?:tun(?:e|ed|ing)\b.{0,30}\bdown|drop(?:ped)? [a-g]\b|half[- ]step down|open [a-g] tuning).*", re.I
)
_MAIL = re.compile(
    r"(?:from|to|date|e-?mail|newsgroups|organization|message-id|reply-to|sender|lines|cc|content-[a-z-]+|received"
    r"|references|x-[a-z-]+|mime-version|path|nntp-[a-z-]+|last update|url|website|source|file):\s.*",
    re.I,
)
_ADDRESS = re.compile(r"https?://|www\.|\S@\S+\.\w")
_KEY_WORDS = re.compile(r"(?:in\s+)?(?:the\s+)?key\s+of\s+(.{1,12})|in\s+([A-G][#b]?(?:\s+(?:major|minor))?)", re.I)


class Head:
    """Takes the facts of a page's head into a draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.subject = ""
        self.order = ""

    def take(self, text: str, number: int) -> bool:
        """Whether the line is a fact (or a line of a mail's head), and then it is taken in."""
        bare = text.strip()
        if len(bare) > 400:
            return False
        if bare[0] == "(" and bare[-1] == ")" and ":" in bare:
            bare = bare[1:-1].strip()
        if bare[0] in "(0123456789" and (found := _METER.fullmatch(bare)):
            return self.set("time", found[1], number, text)
        if ":" in bare or "=" in bare:
            if _MORE.search(bare):
                parts = _MORE.split(bare)
                if all((found := _FIELD.fullmatch(part)) and found[1].lower() in _NAMES for part in parts):
                    for part in parts:
                        self.take(part, number)
                    return True
            if (found := _FIELD.fullmatch(bare)) and (name := _NAMES.get(found[1].lower())):
                return self.set(name, found[2], number, text)
            if _MAIL.fullmatch(bare):
                return True
        folded = bare[:40].lower()
        if "capo" in folded and (found := _CAPO.fullmatch(bare)):
            return self.capo(found, number, text)
        if (found := _BPM.fullmatch(bare)) and "|" not in text:
            return self.set("tempo", found[1] or found[2], number, text)
        if " key " in f" {folded}" and (found := _KEY_WORDS.fullmatch(bare)):
            return self.set("key", found[1] or found[2], number, text)
        if "|" not in text and ("tun" in folded or "drop" in folded or "step" in folded) and _TUNED.fullmatch(bare):
            return self.set("tuning", bare, number, text)
        return False

    def would_take(self, bare: str) -> bool:
        """Whether a line is a fact, by its look alone."""
        if ":" in bare or "=" in bare:
            found = _FIELD.fullmatch(bare) if len(bare) <= 400 else None
            if (found and found[1].lower() in _NAMES) or _MAIL.fullmatch(bare) or _MORE.search(bare):
                return True
        return bool(_METER.fullmatch(bare) or _BPM.fullmatch(bare) or _KEY_WORDS.fullmatch(bare)
                    or ("capo" in bare[:40].lower() and _CAPO.fullmatch(bare)))  # fmt: skip

    def by(self, text: str) -> bool:
        """``by Ann Example``: the composer, if none is known."""
        found = _BY.fullmatch(text.strip())
        if found and not self.draft.composer:
            self.draft.composer = found[1]
        return bool(found)

    def title(self, text: str) -> bool:
        """Take a line that is no music as the title, if it can be one."""
        bare = text.strip().strip("*_~=|").strip("# ").strip()
        if not bare or len(bare) > LONGEST_TITLE or is_noise(bare) or not any(c.isalnum() for c in bare):
            return False
        if found := _CHORDS_BY.fullmatch(bare):
            self.draft.title = found[1]
            self.draft.credits.append(("artist", found[2]))
        elif (parts := re.split(r"\s{2,}|\t+", bare))[1:] and all(map(self.would_take, parts[1:])):
            self.draft.title = parts[0]
            for part in parts[1:]:
                self.take(part, 1)
        elif found := re.fullmatch(r"(.+?)\s+[-–—]\s*by\s+(.+)", bare, re.I):
            self.draft.title, self.draft.composer = found[1], self.draft.composer or found[2]
        else:
            self.draft.title = bare
        return True

    def capo(self, found: re.Match[str], number: int, text: str) -> bool:
        if found["none"]:
            return True
        value = (found["fret"] or found["late"]).upper()
        fret = _ROMAN.get(value) or int(value) if not value.isalpha() or value in _ROMAN else 0
        if fret > 24:
            self.draft.remark(f"a capo at fret {fret} is not understood", number, 1, text, "not acted on")
        else:
            self.draft.capo_fret = fret
        return True

    def set(self, name: str, value: str, number: int, text: str) -> bool:
        """Take one fact; one that is not understood is remarked on."""
        draft = self.draft
        try:
            if name == "title":
                draft.title = value
            elif name == "subject":
                self.subject = self.subject or re.sub(
                    r"^(?:re:|fwd:|crd:?|chords?:?|tab:?|lyr\w*:?|\s|/)+", "", value, flags=re.I
                )
            elif name == "composer":
                draft.composer = draft.composer or value
            elif name == "key":
                draft.set_key(parse_key(re.sub(r"\s*[(,;|].*| \(original.*", "", value)))
            elif name == "time":
                draft.meter = parse_meter(value)
            elif name == "tempo":
                found = re.search(r"\d+(?:\.\d+)?", value)
                if not found or not 20 <= float(found[0]) <= 500:
                    raise ValueError(value)
                draft.set_tempo(float(found[0]))
            elif name == "style":
                draft.style = value
            elif name == "capo":
                if not (found := _CAPO.fullmatch(f"capo {value}")):
                    raise ValueError(value)
                self.capo(found, number, text)
            elif name == "tuning":
                if not _STANDARD.fullmatch(value):
                    draft.remark(f"tuning {value!r}", number, text.find(value) + 1, text,
                                 "the chords are played as written, as if in standard tuning")  # fmt: skip
            elif name == "strumming":
                draft.remark(
                    f"strumming pattern {value!r}", number, text.find(value) + 1, text, "the band plays its own"
                )
            elif name == "order":
                self.order = value
            else:
                draft.credits.append((name, value))
        except ValueError:
            draft.remark(f"{name} {value!r} is not understood", number, text.find(value) + 1, text, "not acted on")
        return True


def is_noise(bare: str) -> bool:
    """Whether a line is an address, or the head of a mail: nothing that a tune would be called."""
    if not (":" in bare or "@" in bare or "." in bare):  # most lines
        return False
    return _ADDRESS.search(bare) is not None or _MAIL.fullmatch(bare) is not None
