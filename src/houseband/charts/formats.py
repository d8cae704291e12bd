"""Which reader a chart needs: one table, read top to bottom; the first row whose test holds is the format.

A row's test looks at the name's ending and at the first bytes; nothing is tried and caught. What is known but not read
is in the table too, with the sentence that says so.
"""

import importlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from houseband.charts.chart import Chart
from houseband.charts.source import MAX_BYTES, Source
from houseband.charts.written import Written
from houseband.errors import ChartError

_LOOKED_AT_BYTES = 200_000  # a web page of charts may begin with much that is not a link


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write charts down, and its reader."""

    name: str
    suffixes: tuple[str, ...]
    """Endings of names, lower case with their dot."""
    sniff: Callable[[Source], bool]
    """Whether a source is in this format, by its ending and its first bytes."""
    module: str | None = None
    """Where ``read(source) -> tuple[Chart, ...]`` is; loaded when asked. None: known, but not read."""
    writer: str | None = None
    """Where ``write(charts) -> Written`` is; loaded when asked. None: not written."""
    refusal: str = ""
    """What to say of a format that is not read."""

    def read(self, source: Source) -> tuple[Chart, ...]:
        """The charts of a source in this format. Raises ChartError."""
        if self.module is None:
            raise ChartError(self.refusal, source.name, hint=f"charts are read from {_readable()}")
        charts: tuple[Chart, ...] = importlib.import_module(self.module).read(source)
        return charts

    def write(self, charts: Sequence[Chart]) -> Written:
        """The charts as a file in this format. Raises ChartError if it is not written."""
        if self.writer is None:
            raise ChartError(f"{self.name} is not written", hint=f"charts are written as {_writable()}")
        written: Written = importlib.import_module(self.writer).write(charts)
        return written


def _head(source: Source) -> bytes:
    head = source.data[:_LOOKED_AT_BYTES]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def _starts(*magics: bytes) -> Callable[[Source], bool]:
    return lambda source: source.data.startswith(magics)


def _finds(pattern: bytes, *signs: bytes) -> Callable[[Source], bool]:
    """Whether the head has a pattern; it is only looked for where one of ``signs`` is, as it must be."""
    compiled = re.compile(pattern)

    def finds(source: Source) -> bool:
        head = _head(source)
        return any(sign in head for sign in signs) and compiled.search(head) is not None

    return finds


def _is_musicxml(source: Source) -> bool:
    head = _head(source)
    return re.search(rb"<score-(?:partwise|timewise)\b|<!DOCTYPE score-", head) is not None or (
        source.suffix in (".musicxml", ".xml") and head.startswith(b"<")
    )


def _is_mxl(source: Source) -> bool:
    return source.data.startswith(b"PK\x03\x04") and (
        source.suffix == ".mxl" or b"META-INF/container.xml" in source.data
    )


def _is_guitar_pro(source: Source) -> bool:
    data = source.data
    return (
        re.search(rb"FICHIER GUITARE? PRO|CLIPBOARD G(?:UITAR |P)", data[:32]) is not None
        or data.startswith((b"BCFZ", b"BCFS"))
        or (data.startswith(b"PK\x03\x04") and (source.suffix == ".gp" or b"Content/score.gpif" in data))
        or re.match(rb"(?:<\?xml[^>]*>\s*)?<GPIF\b", _head(source)) is not None
    )


def _is_midi(source: Source) -> bool:
    return source.data.startswith(b"MThd") or (source.data[:4] == b"RIFF" and source.data[8:12] == b"RMID")


def _is_musescore(source: Source) -> bool:
    return source.suffix in (".mscz", ".mscx") or b"<museScore" in _head(source)[:500]


def _is_band_in_a_box(source: Source) -> bool:
    return re.fullmatch(r"\.[sm]g[0-9u]", source.suffix) is not None


_CHORDPRO_SUFFIXES = (".cho", ".chopro", ".chordpro", ".pro", ".chord")


def _is_abc(source: Source) -> bool:
    head = _head(source)
    if source.suffix in _CHORDPRO_SUFFIXES or b"{start_of_abc" in head:  # a song with a passage of ABC
        return False
    return head.startswith(b"%abc") or (re.search(rb"(?m)^X:\s*\d+", head) is not None and b"\nK:" in head)


_IREAL_LINK = _finds(rb"(?i)irealb(?:ook)?://", b"://")
_CHORDPRO = _finds(
    rb"(?im)^\s*\{\s*(?:title|t|subtitle|st|key|time|tempo|capo|artist|soc|sov|sob|sog|start_of_\w+|ns|new_song|c|comment)"
    rb"\b[^{}\n]*\}|\[[A-G][#b]?(?:m|maj|min|dim|aug|sus|add|M)?\d{0,2}(?:/[A-G][#b]?)?\][^\W\d]"
    rb"|[^\W\d]\[[A-G][#b]?m?7?\][^\W\d]|\[[A-G][#b]?[^\s\[\]]{0,10}\][^\[\]|\n]{0,200}\[[A-G][#b]?[^\s\[\]]{0,10}\]",
    b"{", b"[",
)  # fmt: skip
_CHORD_LINE = rb"[ \t]*(?:\[[A-G][^\[\]\s]{0,10}\][ \t]*){1,40}"
_BRACKETS_OVER_WORDS = re.compile(rb"(?m)^" + _CHORD_LINE + rb"\r?\n[ \t]*[^\W\d][^\[\]{}|\r\n]*\r?$")
_IN_WORDS = re.compile(rb"\{|\w\[[A-G][^\[\]\s]{0,10}\]|\[[A-G][^\[\]\s]{0,10}\][^\W\d]")


def _has_brackets_over_words(source: Source) -> bool:
    """Whether chords in brackets stand in lines of their own over the words: plain text, as song sheets have it."""
    head = _head(source)
    return _BRACKETS_OVER_WORDS.search(head) is not None and _IN_WORDS.search(head) is None


_TEXT = (".txt", "", ".text", ".chart", ".crd", ".tab", ".md")
_AUDIO = (b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"FORM")
_CHARTS = "houseband.charts"

# A row a format; None in the place of a reader or writer: there is none.
FORMATS: dict[str, Format] = {
    "midi": Format("midi", (".mid", ".midi", ".rmi", ".kar"), _is_midi, f"{_CHARTS}.midi.reader"),

    "pdf": Format("pdf", (".pdf",), _starts(b"%PDF"), refusal="PDF is a picture of a chart: it is not read"),

    "audio": Format("audio", (".mp3", ".wav", ".flac", ".ogg", ".aiff"),
                    lambda s: s.data.startswith(_AUDIO) or (s.data[:4] == b"RIFF" and s.data[8:12] == b"WAVE"),
                    refusal="this is a recording: a chart is needed"),

    "picture": Format("picture", (".png", ".jpg", ".gif"), _starts(b"\x89PNG", b"\xff\xd8\xff", b"GIF8"),
                      refusal="this is a picture: a chart is needed as text"),

    "guitar pro": Format("guitar pro", (".gp", ".gp3", ".gp4", ".gp5", ".gpx"), _is_guitar_pro,
                         f"{_CHARTS}.guitarpro.reader"),

    "mxl": Format("mxl", (".mxl",), _is_mxl, f"{_CHARTS}.musicxml.reader", f"{_CHARTS}.musicxml.mxl_writer"),

    "musescore": Format("musescore", (".mscz", ".mscx"), _is_musescore,
                        f"{_CHARTS}.musescore.reader"),

    "zip": Format("zip", (".zip",), _starts(b"PK\x03\x04"), refusal="this is a zip archive: unpack it first"),

    "band-in-a-box": Format("band-in-a-box", (".sgu", ".mgu"), _is_band_in_a_box,
                            refusal="Band-in-a-Box files are not read: save the song as MusicXML in the program"),

    "binary": Format("binary", (), lambda s: b"\x00" in s.data[:4000] and s.data[:2] not in (b"\xff\xfe", b"\xfe\xff"),
                     refusal="this is not a chart: it is not text"),

    "musicxml": Format("musicxml", (".musicxml", ".xml"), _is_musicxml, f"{_CHARTS}.musicxml.reader",
                       f"{_CHARTS}.musicxml.writer"),

    "ireal": Format("ireal", (".html", ".htm", ".ireal"), _IREAL_LINK, f"{_CHARTS}.ireal.reader",
                    f"{_CHARTS}.ireal.writer"),

    "abc": Format("abc", (".abc",), lambda s: s.suffix == ".abc" or _is_abc(s), f"{_CHARTS}.abc.reader",
                  f"{_CHARTS}.abc.writer"),

    "jams": Format("jams", (".jams",), lambda s: s.suffix == ".jams", f"{_CHARTS}.labels.jams"),

    "harte": Format("harte", (".lab",), lambda s: s.suffix == ".lab", f"{_CHARTS}.labels.lab"),

    "billboard": Format("billboard", (".txt",), _finds(rb"(?s)\A# title: .*\n# metre: ", b"# title: "),
                        f"{_CHARTS}.labels.billboard"),

    "rock corpus": Format("rock corpus", (".har",), lambda s: s.suffix == ".har",
                          f"{_CHARTS}.labels.rock"),

    "impro-visor": Format("impro-visor", (".ls",), lambda s: s.suffix == ".ls",
                          f"{_CHARTS}.improvisor.reader"),

    "chordpro": Format("chordpro", (".cho", ".crd", ".chopro", ".chordpro", ".pro", ".chord"),
                       lambda s: s.suffix in _CHORDPRO_SUFFIXES or (_CHORDPRO(s) and not _has_brackets_over_words(s)),
                       f"{_CHARTS}.chordpro.reader", f"{_CHARTS}.chordpro.writer"),

    "web page": Format("web page", (".html", ".htm"), lambda s: s.suffix in (".html", ".htm") or
                       _head(s)[:15].lower().startswith((b"<!doctype html", b"<html")),
                       refusal="a web page without iReal Pro links in it"),

    "text": Format("text", _TEXT, lambda s: True, f"{_CHARTS}.text.reader", f"{_CHARTS}.text.writer"),
}  # fmt: skip


def find_format(source: Source) -> Format:
    """The format of a source. Raises ChartError if it is empty or too large to be a chart."""
    if len(source.data) > MAX_BYTES:
        raise ChartError(
            f"{len(source.data) / 1e6:.0f} MB is too large for a chart", source.name,
            hint=f"at most {MAX_BYTES // 1_000_000} MB are read",
        )  # fmt: skip
    if not source.data.strip():
        raise ChartError("the file is empty", source.name, hint="is it the right file?")
    return next(known for known in FORMATS.values() if known.sniff(source))


def read_charts(source: Source) -> tuple[Chart, ...]:
    """All charts of a source, at least one. Raises ChartError with a place if there is none that can be played."""
    return find_format(source).read(source)


def format_to_write(suffix: str) -> Format:
    """The format that a name with this ending is written in. Raises ChartError if there is none."""
    found = [known for known in FORMATS.values() if known.writer and suffix and suffix.lower() in known.suffixes]
    if not found:
        suffixes = " ".join(known.suffixes[0] for known in FORMATS.values() if known.writer and known.suffixes[0])
        raise ChartError(
            f"no chart is written as {suffix or 'a file without an ending'}", hint=f"end the name in one of {suffixes}"
        )
    return found[0]


def format_named(name: str) -> Format:
    """The format of that name, or of that ending (``cho``, ``.abc``). Raises ChartError with the names there are."""
    if name.lower() not in FORMATS:
        suffix = "." + name.lower().removeprefix(".")
        for known in FORMATS.values():
            if known.writer and len(suffix) > 1 and suffix in known.suffixes:
                return known
        raise ChartError(f"no format is called {name!r}", hint=f"charts are written as {_writable()}")
    return FORMATS[name.lower()]


def _readable() -> str:
    return ", ".join(known.name for known in FORMATS.values() if known.module)


def _writable() -> str:
    return ", ".join(known.name for known in FORMATS.values() if known.writer)
