"""A roadmap as MusicXML, the way notation programs write it: for programs that are to judge how we unfold it."""

from houseband.charts.chart import Bar, Chart

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><score-partwise version="4.0"><part-list><score-part id="P1">'
    '<part-name>Tune</part-name></score-part></part-list><part id="P1">'
)
_TIME = "<attributes><divisions>1</divisions><time><beats>4</beats><beat-type>4</beat-type></time></attributes>"


def musicxml(chart: Chart) -> str:
    """The chart's signs around whole notes; measures are numbered by their place from 1."""
    return _HEAD + "".join(_measure(chart.bars, i) for i in range(len(chart.bars))) + "</part></score-partwise>"


def _measure(bars: tuple[Bar, ...], i: int) -> str:
    bar = bars[i]
    before = bars[i - 1].endings if i else ()
    after = bars[i + 1].endings if i + 1 < len(bars) else ()
    starts = bool(bar.endings) and (before != bar.endings or bars[i - 1].repeat_count > 1)
    stops = bool(bar.endings) and (after != bar.endings or bar.repeat_count > 1)
    numbers = ",".join(map(str, bar.endings))
    left = f'<ending number="{numbers}" type="start"/>' if starts else ""
    left += '<repeat direction="forward"/>' if bar.repeat_start else ""
    kind = "stop" if bar.repeat_count > 1 or bar.jump else "discontinue"
    right = f'<ending number="{numbers}" type="{kind}"/>' if stops else ""
    times = f' times="{bar.repeat_count}"' if bar.repeat_count > 2 else ""
    right += f'<repeat direction="backward"{times}/>' if bar.repeat_count > 1 else ""
    length = int(bar.duration_quarters)
    note = f"<note><pitch><step>C</step><octave>5</octave></pitch><duration>{length}</duration></note>"
    short = ' implicit="yes"' if length < 4 else ""
    return (
        f'<measure number="{i + 1}"{short}>'
        + (_TIME if i == 0 else "")
        + (f'<barline location="left">{left}</barline>' if left else "")
        + (_direction("<segno/>", f'segno="{bar.segno}"') if bar.segno is not None else "")
        + (_direction("<coda/>", f'coda="{bar.coda}"') if bar.coda is not None else "")
        + note
        + (_direction("<words>To Coda</words>", f'tocoda="{bar.to_coda}"') if bar.to_coda is not None else "")
        + (_direction("<words>Fine</words>", 'fine="yes"') if bar.fine else "")
        + (_jump(bar) if bar.jump else "")
        + (f'<barline location="right">{right}</barline>' if right else "")
        + "</measure>"
    )


def _jump(bar: Bar) -> str:
    assert bar.jump is not None
    until = {"end": "", "fine": " al Fine", "coda": " al Coda"}[bar.jump.until]
    if bar.jump.to:
        return _direction(f"<words>D.S.{until}</words>", f'dalsegno="{bar.jump.to}"')
    return _direction(f"<words>D.C.{until}</words>", 'dacapo="yes"')


def _direction(kind: str, sound: str) -> str:
    return f"<direction><direction-type>{kind}</direction-type><sound {sound}/></direction>"
