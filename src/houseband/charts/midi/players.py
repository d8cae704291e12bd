"""Who plays what in a MIDI file, and their parts bar by bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from houseband.charts.chart import PartNote
from houseband.charts.midi.grid import Grid
from houseband.charts.midi.smf import INSTRUMENT_NAME, TRACK_NAME, Note, Track, text_of

DRUM_CHANNEL = 9


@dataclass(frozen=True, slots=True)
class Player:
    """A track's notes on one channel."""

    name: str
    channel: int
    program: int | None
    notes: list[Note]

    @property
    def is_drums(self) -> bool:
        """Whether these are keys of a drum kit."""
        return self.channel == DRUM_CHANNEL


def players_of(tracks: Sequence[Track]) -> list[Player]:
    """Every player: a track, or where a track has several channels, each of them."""
    programs: dict[int, int] = {}
    for track in tracks:
        for channel, set_program in track.programs.items():
            programs.setdefault(channel, set_program)
    players: list[Player] = []
    for track in tracks:
        by_channel: dict[int, list[Note]] = {}
        for note in track.notes:
            by_channel.setdefault(note.channel, []).append(note)
        name = name_of(track)
        for channel, notes in sorted(by_channel.items()):
            program = track.programs.get(channel, programs.get(channel))
            shown = name if len(by_channel) == 1 else f"{name} {channel + 1}".strip()
            if channel == DRUM_CHANNEL and (not name or len(by_channel) > 1):
                shown = "drums of the file"
            players.append(Player(shown, channel, program, notes))
    return players


def name_of(track: Track) -> str:
    """What the track is called, or its instrument; '' if it has no name."""
    for wanted in (TRACK_NAME, INSTRUMENT_NAME):
        for _, kind, text in track.texts:
            if kind == wanted and text.strip():
                return " ".join(text_of(text).split())
    return ""


def part_bars(notes: Sequence[Note], grid: Grid) -> tuple[tuple[PartNote, ...], ...]:
    """The notes by the bar in which they begin, their onsets exact."""
    bars: list[list[PartNote]] = [[] for _ in grid.meters]
    starts, per_quarter = grid.starts_ticks, grid.ticks_per_quarter
    lengths: dict[int, Fraction] = {}  # the same few lengths come again and again
    index = 0
    for onset, end, _, pitch, velocity in _rows(notes):
        while onset >= starts[index + 1] and index + 1 < len(bars):
            index += 1
        place, length = onset - starts[index], max(1, end - onset)
        for ticks in (place, length):
            if ticks not in lengths:
                lengths[ticks] = Fraction(ticks, per_quarter)
        bars[index].append(PartNote(lengths[place], lengths[length], pitch, velocity))
    return tuple(map(tuple, bars))


def _rows(notes: Sequence[Note]) -> list[tuple[int, int, int, int, int]]:
    return [(note.onset_ticks, note.end_ticks, note.channel, note.pitch, note.velocity) for note in notes]
