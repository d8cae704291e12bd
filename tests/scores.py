"""Small MusicXML scores for the tests, built around what a measure says. Whole notes are 8 divisions long."""

from houseband.charts.chart import Chart
from houseband.charts.musicxml.reader import read
from houseband.charts.source import Source

ATTRIBUTES = "<attributes><divisions>2</divisions><time><beats>4</beats><beat-type>4</beat-type></time></attributes>"


def note(step: str = "C", duration: int = 8, octave: int = 5, inside: str = "") -> str:
    pitch = f"<pitch><step>{step}</step><octave>{octave}</octave></pitch>"
    return f"<note>{pitch}<duration>{duration}</duration>{inside}</note>"


def harmony(root: str, kind: str = "major", inside: str = "", text: str = "") -> str:
    alter = {"b": "<root-alter>-1</root-alter>", "#": "<root-alter>1</root-alter>"}.get(root[1:], "")
    shown = f' text="{text}"' if text else ""
    return f"<harmony><root><root-step>{root[0]}</root-step>{alter}</root><kind{shown}>{kind}</kind>{inside}</harmony>"


def degree(value: int, alter: int, kind: str) -> str:
    return (
        f"<degree><degree-value>{value}</degree-value><degree-alter>{alter}</degree-alter>"
        f"<degree-type>{kind}</degree-type></degree>"
    )


def words(text: str) -> str:
    return f"<direction><direction-type><words>{text}</words></direction-type></direction>"


def score(*measures: str, attributes: str = ATTRIBUTES, numbers: tuple[str, ...] = ()) -> bytes:
    """A score of one part with these measures; whole notes are 8 long unless ``attributes`` says otherwise."""
    body = "".join(
        f'<measure number="{numbers[i] if numbers else i + 1}">{attributes if i == 0 else ""}{content}</measure>'
        for i, content in enumerate(measures)
    )
    return f'<score-partwise><part-list/><part id="P1">{body}</part></score-partwise>'.encode()


def chart(*measures: str, **options: object) -> Chart:
    return read(Source(score(*measures, **options), "tune.musicxml"))[0]  # type: ignore[arg-type]
