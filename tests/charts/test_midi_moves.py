"""What pedals and wheels of a MIDI file do is read, played, and written again."""

import io
from fractions import Fraction

import mido
import numpy as np
import pytest

from houseband.arrangement import arrange
from houseband.band import perform
from houseband.charts.chart import Bar, Chart, PartMove, PartNote, WrittenPart
from houseband.charts.formats import read_charts
from houseband.charts.source import Source
from houseband.deliver.midi import BEND_RANGE_CENTS, midi_bytes
from houseband.music.articulation import Articulation
from houseband.music.controller import EXPRESSION, MODULATION, PITCH_BEND, SUSTAIN_PEDAL, VOLUME
from houseband.music.meter import parse_meter
from houseband.performance import Performance
from houseband.sound.pitch import moves

Q = 480


def chart_of(*messages: mido.Message) -> Chart:
    """A file of one track: a long note a bar for three bars of 4/4, and messages whose time is their tick."""
    played = [mido.Message("note_on", note=60 + bar, velocity=90, time=bar * 4 * Q) for bar in range(3)]
    played += [mido.Message("note_off", note=60 + bar, time=(bar * 4 + 4) * Q - 1) for bar in range(3)]
    file = mido.MidiFile(ticks_per_beat=Q)
    track = mido.MidiTrack()
    now = 0
    for message in sorted([*messages, *played], key=lambda message: message.time):
        track.append(message.copy(time=message.time - now))
        now = message.time
    file.tracks.append(track)
    written = io.BytesIO()
    file.save(file=written)
    (chart,) = read_charts(Source(written.getvalue(), "song.mid"))
    return chart


def control(tick: int, number: int, value: int) -> mido.Message:
    return mido.Message("control_change", control=number, value=value, time=tick)


def bend(tick: int, value: int) -> mido.Message:
    return mido.Message("pitchwheel", pitch=value, time=tick)


def test_pedals_and_wheels_stand_in_their_bars() -> None:
    chart = chart_of(
        control(0, VOLUME, 80), control(Q, SUSTAIN_PEDAL, 127), control(3 * Q, SUSTAIN_PEDAL, 0),
        control(4 * Q, EXPRESSION, 60), control(4 * Q, 93, 40), control(9 * Q, MODULATION, 64),
    )  # fmt: skip
    first, second, third = chart.parts[0].moves
    zero = Fraction(0)
    assert first == (
        PartMove(zero, MODULATION, 0), PartMove(zero, EXPRESSION, 127), PartMove(zero, SUSTAIN_PEDAL, 0),
        PartMove(zero, VOLUME, 80), PartMove(Fraction(1), SUSTAIN_PEDAL, 127), PartMove(Fraction(3), SUSTAIN_PEDAL, 0),
    )  # fmt: skip
    assert second == (PartMove(zero, EXPRESSION, 60),)
    assert third == (PartMove(Fraction(1), MODULATION, 64),)


def test_a_file_without_any_has_none() -> None:
    assert chart_of().parts[0].moves == ()
    assert chart_of(control(0, VOLUME, 100), control(0, MODULATION, 0)).parts[0].moves == ()


@pytest.mark.parametrize(
    ("range_messages", "wheel", "cents"),
    [
        ((), 8191, 200), ((), -8192, -200), ((), 4096, 100),
        ((control(0, 101, 0), control(0, 100, 0), control(0, 6, 12)), 4096, 600),
        ((control(0, 101, 0), control(0, 100, 0), control(0, 6, 1), control(0, 38, 50)), 8191, 150),
        ((control(0, 101, 0), control(0, 100, 1), control(0, 6, 12)), 4096, 100),  # another parameter
    ],
)  # fmt: skip
def test_a_bend_is_as_wide_as_its_range(range_messages: tuple[mido.Message, ...], wheel: int, cents: int) -> None:
    chart = chart_of(*range_messages, bend(2 * Q, wheel), bend(3 * Q, 0))
    found = [move for move in chart.parts[0].moves[0] if move.number == PITCH_BEND]
    assert found == [
        PartMove(Fraction(0), PITCH_BEND, 0), PartMove(Fraction(2), PITCH_BEND, cents),
        PartMove(Fraction(3), PITCH_BEND, 0),
    ]  # fmt: skip


def performed(chart: Chart) -> Performance:
    return perform(arrange(chart, parts=["all"], band=[], tempo_bpm=120))


def test_they_are_performed_at_their_seconds_in_every_chorus() -> None:
    chart = chart_of(control(Q, SUSTAIN_PEDAL, 127), bend(5 * Q, 4096))
    performance = perform(arrange(chart, parts=["all"], band=[], tempo_bpm=120, choruses=2))
    (part,) = performance.parts.values()
    rows = [tuple(row) for row in part.controls[["onset_seconds", "number", "value"]].tolist()]
    chorus = [(0.0, SUSTAIN_PEDAL, 0), (0.0, PITCH_BEND, 0), (0.5, SUSTAIN_PEDAL, 127), (2.5, PITCH_BEND, 100)]
    assert rows == chorus + [(seconds + 6.0, number, value) for seconds, number, value in chorus]
    assert list(moves(part)) == [False, True, True, True, True, True]


def test_they_are_written_again() -> None:
    chart = chart_of(control(Q, SUSTAIN_PEDAL, 127), control(2 * Q, EXPRESSION, 90), bend(5 * Q, 4096), bend(6 * Q, 0))
    (again,) = read_charts(Source(midi_bytes(performed(chart)), "again.mid"))
    part = next(part for part in again.parts if any(part.bars))
    assert part.moves[:2] == chart.parts[0].moves[:2]


def bent_chart(bends: tuple[tuple[Fraction, int], ...] = (), articulation: Articulation = Articulation.NORMAL) -> Chart:
    note = PartNote(Fraction(0), Fraction(4), 64, 90, articulation=articulation, bends=bends)
    bar = Bar(1, parse_meter("4/4"), Fraction(4))
    return Chart("", (bar,), "test", parts=(WrittenPart("Guitar", ((note,),), 25),))


def wheel_cents(performance: Performance) -> list[tuple[float, float]]:
    """The wheel of the file that is written: seconds at 120 bpm, and cents."""
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(performance)))
    found = []
    for track in file.tracks:
        ticks = 0
        for message in track:
            ticks += message.time
            if message.type == "pitchwheel":
                found.append((ticks / file.ticks_per_beat / 2, message.pitch * BEND_RANGE_CENTS / 8192))
    return found


def test_a_bend_of_one_note_is_played_and_written() -> None:
    points = ((Fraction(1), 0), (Fraction(2), 200), (Fraction(3), 0))
    performance = performed(bent_chart(bends=points))
    (part,) = performance.parts.values()
    assert part.bends.tolist() == [(0, 0.5, 0.0), (0, 1.0, 200.0), (0, 1.5, 0.0)]
    cents = dict(wheel_cents(performance))
    at, level = np.array(list(cents)), np.array(list(cents.values()))
    assert np.interp([0.2, 0.75, 1.0, 1.25, 1.8], at, level) == pytest.approx([0, 100, 200, 100, 0], abs=4)


def test_a_fall_is_written_as_the_bend_that_it_is() -> None:
    performance = performed(bent_chart(articulation=Articulation.FALL))
    cents = wheel_cents(performance)
    assert min(level for _, level in cents) == pytest.approx(-260, abs=20)
    assert cents[-1][0] == pytest.approx(2.0, abs=0.01)
    assert cents[-1][1] == 0.0
    (part,) = performance.parts.values()
    assert part.notes["articulation"].tolist() == [Articulation.FALL]
