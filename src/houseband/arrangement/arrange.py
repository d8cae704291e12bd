"""A chart as a band will play it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from houseband.arrangement.bars import Leg, bars_in_order
from houseband.arrangement.endings import fade_seconds, home_bar, wants_home, with_intro, with_outro, with_slowing
from houseband.arrangement.energy import with_builds
from houseband.arrangement.line_up import band_chairs, written_chairs
from houseband.arrangement.planned import Arrangement, Ending, PlannedBar
from houseband.charts.chart import Chart
from houseband.charts.conventions import CUSTOMARY, Conventions
from houseband.charts.form import Form, unfold
from houseband.charts.transpose import chart_in_key, transposed
from houseband.errors import ChartError, Remark
from houseband.music.key import Key
from houseband.styles.choose import choose_style
from houseband.styles.style import PLAYERS, Style

AHEAD_BARS = 2  # how far players see: the rest of the bar and two more
MAX_BARS = 20_000  # longer than any concert: a slip in --choruses, not a wish
MAX_INTRO_BARS = 64
TEMPO_RANGE_BPM = (20.0, 400.0)


def arrange(
    chart: Chart,
    style: Style | None = None,
    *,
    key: Key | None = None,
    tempo_bpm: float | None = None,
    choruses: int = 1,
    band: Sequence[str] | None = None,
    without: Sequence[str] = (),
    parts: Sequence[str] = (),
    melody: bool = True,
    count_in: bool = False,
    conventions: Conventions = CUSTOMARY,
    intro_bars: int = 0,
    ending: Ending | None = None,
    raise_last: int = 0,
) -> Arrangement:
    """The chart as this band will play it.

    ``style`` None: by the chart's own words, else its meter and tempo. ``key``: by the shortest way. ``band``: players'
    names (default: the whole band, and a lead where there is a melody), less those of ``without``. ``parts``: written
    parts of the chart, by name or number from 1, or "all", that are played note for note; then the default band is
    nobody. ``intro_bars``: the last bars of the tune as an introduction. ``ending`` None: by the style. ``raise_last``:
    by how many semitones the last chorus is raised. Raises ChartError for a chart with nothing to play, and for values
    that nobody can play.
    """
    unharmonised = not any(bar.chords or bar.melody for bar in chart.bars)
    if unharmonised and not any(notes for part in chart.parts for notes in part.bars):
        raise ChartError("the chart has neither chords nor melody: there is nothing to play", chart.title)
    if unharmonised and not parts:
        parts = ("all",)
    if choruses < 1:
        raise ChartError(f"cannot play {choruses} choruses", hint="give 1 or more")
    chart, home, told = chart_in_key(chart, key)
    remarks = list(told)
    if not 0 <= intro_bars <= MAX_INTRO_BARS:
        raise ChartError(f"an introduction of {intro_bars} bars", hint=f"give 0 to {MAX_INTRO_BARS}")
    forms = _forms(chart, conventions, choruses)
    remarks += forms[-1].remarks
    count = sum(len(form.order) for form in forms)
    if count > MAX_BARS:
        raise ChartError(f"{count} bars are too many", hint=f"{MAX_BARS} at most")
    style = style or choose_style(chart)
    wished = (tempo_bpm, chart.tempo_bpm, style.usual_tempo_bpm(chart.meter))
    bpm = float(next(tempo for tempo in wished if tempo is not None))
    if not TEMPO_RANGE_BPM[0] <= bpm <= TEMPO_RANGE_BPM[1]:
        raise ChartError(f"nobody plays at {bpm:g} bpm", hint="tempos go from {:g} to {:g}".format(*TEMPO_RANGE_BPM))
    if tempo_bpm is None and chart.tempo_bpm is None:
        remarks.append(Remark(f"no tempo given: {bpm:g} bpm, usual for {style.title}"))
    scale = bpm / chart.tempo_bpm if tempo_bpm is not None and chart.tempo_bpm else 1.0
    legs = [Leg(chart, home, form, chorus) for chorus, form in enumerate(forms)]
    if raise_last:
        legs[-1] = _raised(legs[-1], raise_last, remarks)
    ending = ending or style.form.ending
    legs = with_outro(with_intro(legs, intro_bars), ending)
    last_home = legs[-1].home
    bars = list(bars_in_order(legs, bpm, scale, count_in))
    written = written_chairs(chart, parts)
    if written and band is None:
        band = ()
    improvised = not written or bool(band)
    if improvised and ending != "fade" and wants_home(bars, last_home) and not chart.bars[forms[-1].order[-1]].fine:
        bars.append(home_bar(bars[-1], last_home))
        remarks.append(Remark("the form ends on the way home: one bar of the tonic is added to end on"))
    if ending != "fade":
        bars[-1] = replace(bars[-1], is_last=True, role="ending", closes_section=False, ending=ending)
    if ending == "ritardando":
        bars = with_slowing(bars)
    bars = with_builds(bars, style.form.enters)
    has_melody = melody and any(bar.melody for bar in bars)
    line_up = (*band_chairs(style, band, without, has_melody=has_melody, remarks=remarks), *written)
    if not line_up:
        raise ChartError("nobody is left to play", hint="the band is " + ", ".join(PLAYERS))
    if count_in and not any(chair.player == "drums" for chair in line_up):
        remarks.append(Remark("nobody counts in: there is no drummer", hint="the bar is silent"))
    if not melody:
        bars = [replace(bar, melody=()) for bar in bars]
    if not any(span.chord.intervals for bar in bars for span in bar.spans):
        remarks.append(Remark("the chart has no chords: bass, guitar and keys lay out"))
    return Arrangement(
        chart.title,
        chart,
        forms,
        style,
        home,
        bpm,
        line_up,
        _with_ahead(bars),
        tuple(remarks),
        fade_seconds(bars) if ending == "fade" else 0.0,
    )


def _forms(chart: Chart, conventions: Conventions, choruses: int) -> tuple[Form, ...]:
    """The form of each chorus."""
    if choruses == 1:
        return (unfold(chart, conventions),)
    first, last = unfold(chart, conventions, "first"), unfold(chart, conventions, "last")
    inner = unfold(chart, conventions, "inner") if choruses > 2 else first
    return (first, *[inner] * (choruses - 2), last)


def _raised(leg: Leg, semitones: int, remarks: list[Remark]) -> Leg:
    """The last chorus in a higher (or lower) key."""
    if leg.home is None:
        remarks.append(Remark("the chart has no key and no chords to tell it from: the last chorus stays where it is"))
        return leg
    home = leg.home.transposed(semitones)
    return replace(leg, chart=transposed(leg.chart, semitones, home), home=home)


def _with_ahead(bars: Sequence[PlannedBar]) -> tuple[PlannedBar, ...]:
    """Each bar with the chords of the next two, counted from its own bar line, and the span of the melody."""
    pitches = [note.pitch for bar in bars for note in bar.melody]
    span = (min(pitches), max(pitches)) if pitches else None
    for bar, following in pairwise(bars):
        assert following.onset_ticks == bar.onset_ticks + bar.duration_ticks
    done = []
    for i, bar in enumerate(bars):
        ahead = tuple(
            replace(span, onset_ticks=later.onset_ticks - bar.onset_ticks + span.onset_ticks)
            for later in bars[i + 1 : i + 1 + AHEAD_BARS]
            for span in later.spans
        )
        done.append(replace(bar, ahead=ahead, tune_span=span))
    return tuple(done)
