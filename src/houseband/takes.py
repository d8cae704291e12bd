"""The one pure whole: a session in, a take out, and the take's files on disk."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from houseband.arrangement import Arrangement, Ending, arrange
from houseband.band import perform
from houseband.charts.chart import Chart
from houseband.charts.conventions import CUSTOMARY, Conventions
from houseband.choices import SoundChoice, choices_of, sound_choice
from houseband.deliver.midi import write_midi
from houseband.errors import SoundError
from houseband.files import file_name, replace_file
from houseband.music.key import named_key
from houseband.performance import Performance
from houseband.session import Session, session_json
from houseband.stand import read
from houseband.styles.choose import find_style
from houseband.styles.own import own_styles
from houseband.styles.style import PLAYERS, Style, house_styles, is_style_file, parse_style, style_text

if TYPE_CHECKING:  # whoever wants notes only does not wait for the sound to be loaded
    from houseband.desk.aloud import Aloud
    from houseband.desk.desk import Desk
    from houseband.desk.mixing import Mix
    from houseband.sound.bank import Bank
    from houseband.sound.library import Library
    from houseband.sound.record import Stems

AUDIO_SUFFIXES = (".wav", ".flac")
MIDI_SUFFIXES = (".mid", ".midi")
STEM_PEAK = 0.89  # −1 dBFS: the loudest sample of the loudest stem
Progress = Callable[[str, float], None]
"""Told what is being done and the share of it done, 0–1."""


class Take:
    """A session played. Each step is made when it is first asked for, and kept."""

    def __init__(self, session: Session, progress: Progress | None = None, bank: "Bank | None" = None) -> None:
        self.session = session
        self._progress = progress
        self._bank = bank
        if session.desk:
            from houseband.desk.house_desks import check_wishes

            check_wishes(session.desk)

    @cached_property
    def style_toml(self) -> str:
        """The text of the style that was asked for, if it is none of the house's."""
        session = self.session
        if session.style_toml or session.style is None or not is_style_file(session.style):
            return session.style_toml
        return style_text(Path(session.style))

    @property
    def _style(self) -> Style | None:
        name = self.session.style
        if self.style_toml:
            return parse_style(self.style_toml, name or "")
        return None if name is None else find_style(name)

    @staticmethod
    def _own_text(style: Style) -> str:
        """The text of a style that lies in the user's own folder; '' for one of the house."""
        if style.name in house_styles():
            return ""
        own = own_styles()[0].get(style.name)
        return own.text if own else ""

    @cached_property
    def arrangement(self) -> Arrangement:
        """The bars as they sound."""
        session = self.session
        return arrange(
            session.chart,
            self._style,
            key=None if session.key is None else named_key(session.key),
            tempo_bpm=session.tempo_bpm,
            choruses=session.choruses,
            band=session.band,
            without=session.without,
            parts=session.parts,
            melody=session.melody,
            count_in=session.count_in,
            conventions=session.conventions,
            intro_bars=session.intro_bars,
            ending=session.ending,
            raise_last=session.raise_last,
        )

    @cached_property
    def performance(self) -> Performance:
        """The notes of each player."""
        return perform(self.arrangement, self.session.seed, self.session.swing, self._told("playing"))

    @cached_property
    def choices(self) -> tuple[SoundChoice, ...]:
        """Who plays from which library of samples: the style's wishes, and the session's on top of them."""
        if any(choice.player is None for choice in self.session.sounds):
            return self.session.sounds
        beside = Path(self.session.style or "").parent
        wishes = choices_of(self.arrangement.style.sounds, self.arrangement.style.name)
        found = {wish.player: wish.from_folder(beside) for wish in wishes}
        return tuple({**found, **{choice.player: choice for choice in self.session.sounds}}.values())

    @cached_property
    def library(self) -> "Library":
        """The sounds of the players. SoundError if one of those that were chosen cannot be had."""
        from houseband.sound.library import HOUSE

        if not self.choices:
            return HOUSE
        from houseband.sound.bank import default_folder
        from houseband.sound.fonts.chosen import ChosenSounds

        chosen = ChosenSounds(self.choices, default_folder())
        chosen.seat({chair.player: chair.instrument for chair in self.arrangement.line_up}, PLAYERS)
        return chosen

    @property
    def sounds(self) -> dict[str, str]:
        """What those players play who do not play the house's own sound of their instrument."""
        chairs = self.arrangement.line_up if self.choices else ()
        named = {chair.player: self.library.sound(chair.player, chair.instrument) for chair in chairs}
        return {chair.player: named[chair.player] for chair in chairs if named[chair.player] != chair.instrument}

    @cached_property
    def bank(self) -> "Bank":
        """Where the tones are kept."""
        from houseband.sound.bank import Bank, default_folder

        return self._bank or Bank(folder=default_folder(), library=self.library)

    @cached_property
    def stems(self) -> "Stems":
        """The sound of each player, a mapping of float32 arrays of shape (frames, 2), rendered when asked for."""
        from houseband.sound.record import record

        return record(self.performance, self.bank, self._told("recording"))

    def aloud(self) -> "Aloud":
        """The take from the top, in blocks that are made as they are read."""
        from houseband.desk.aloud import Aloud

        return Aloud(self.performance, self.bank, self.desk)

    @cached_property
    def mix(self) -> "Mix":
        """The whole band mixed and mastered."""
        from houseband.desk.mixing import mix

        return mix(self.stems, self.desk, self._told("mixing"))

    @cached_property
    def desk(self) -> "Desk":
        """The style's desk, with what the session wishes otherwise, and the style's own levels."""
        from houseband.desk.house_desks import desk_with, with_levels

        style = self.arrangement.style
        line_up = {chair.player: chair.instrument for chair in self.arrangement.line_up}
        return with_levels(desk_with(style.desk, self.session.desk), style.levels_db, line_up)

    @property
    def resolved(self) -> Session:
        """The session with its style and tempo filled in: what ``session.json`` says. It gives this very take."""
        arrangement = self.arrangement
        return Session(
            chart=self.session.chart,
            style=arrangement.style.name,
            style_toml=self.style_toml or self._own_text(arrangement.style),
            key=self.session.key,
            tempo_bpm=arrangement.tempo_bpm,
            choruses=self.session.choruses,
            seed=self.session.seed,
            band=tuple(chair.player for chair in arrangement.line_up if chair.part is None),
            parts=tuple(str(chair.part + 1) for chair in arrangement.line_up if chair.part is not None),
            swing=self.session.swing,
            melody=self.session.melody,
            count_in=self.session.count_in,
            intro_bars=self.session.intro_bars,
            ending=self.session.ending,
            raise_last=self.session.raise_last,
            conventions=self.session.conventions,
            sounds=self.library.resolved(),
            desk=self.session.desk,
        )

    def save(self, path: Path | str) -> tuple[Path, ...]:
        """Writes what the path's suffix says (.wav, .flac, .mid, .json) and returns what was written.

        A folder gets the mix, a stem a player, the MIDI file and ``session.json``. Raises SoundError if it cannot;
        what was there before is then as it was.
        """
        path = Path(path)
        kind = kind_of(path)
        if kind == "folder":
            return self._save_folder(path)
        if kind == "midi":
            write_midi(path, self.performance)
        elif kind == "session":
            text = session_json(self.resolved)
            replace_file(path, lambda temporary: temporary.write_text(text, "utf-8"))
        else:
            from houseband.deliver.audio import write_audio

            write_audio(path, self.mix.samples, self.mix.sample_rate_hz)
        return (path,)

    def _save_folder(self, folder: Path) -> tuple[Path, ...]:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SoundError(f"cannot be made: {error.strerror or error}", str(folder)) from None
        written = [*self.save(folder / "session.json"), *self.save(folder / "take.mid"), *self.save(folder / "mix.wav")]
        from houseband.deliver.audio import write_audio

        gain = np.float32(self._stem_gain())
        for number, (player, samples) in enumerate(self.stems.items(), 1):
            path = folder / f"{number:02}_{file_name(player)}.wav"
            write_audio(path, samples * gain, self.stems.sample_rate_hz)
            written.append(path)
        return tuple(written)

    def _stem_gain(self) -> float:
        """One gain for all stems, so that their balance is kept and none clips."""
        peak = max((peak_of(samples) for samples in self.stems.values()), default=0.0)
        return STEM_PEAK / peak if peak > STEM_PEAK else 1.0

    def _told(self, doing: str) -> Callable[[float], None] | None:
        progress = self._progress
        return None if progress is None else lambda share: progress(doing, share)


def take(
    chart: Chart | Path | str,
    *,
    style: str | None = None,
    key: str | None = None,
    tempo_bpm: float | None = None,
    choruses: int = 1,
    seed: int = 0,
    band: Sequence[str] | None = None,
    without: Sequence[str] = (),
    parts: Sequence[str] = (),
    swing: float | None = None,
    melody: bool = True,
    count_in: bool = False,
    intro_bars: int = 0,
    ending: Ending | None = None,
    raise_last: int = 0,
    conventions: Conventions = CUSTOMARY,
    sounds: str | Sequence[str] = (),
    desk: Mapping[str, Any] | Path | str | None = None,
    progress: Progress | None = None,
) -> Take:
    """A take of a chart, or of the chart in a file. Nothing is played until a part of the take is asked for.

    ``style`` is the name of a style of the house, or the path of a style file.
    ``tempo_bpm`` counts beats of the first meter; ``swing`` is the ratio of the eighths (1 even, 2 triplets; default by
    style and tempo). ``sounds`` are libraries of samples, as ``choices.sound_choice`` reads them: "FILE" for everybody,
    "PLAYER=FILE", "PLAYER=FILE:BANK:PROGRAM"; a player may also be an instrument. ``desk`` is a desk file, the name of
    a house desk, or tables as in such a file.

    Raises ChartError, StyleError or SoundError for a chart or a wish that nobody can play.
    """
    session = Session(
        chart=chart if isinstance(chart, Chart) else read(chart),
        style=style,
        key=key,
        tempo_bpm=tempo_bpm,
        choruses=choruses,
        seed=seed,
        band=None if band is None else tuple(band),
        without=tuple(without),
        parts=tuple(parts),
        swing=swing,
        melody=melody,
        count_in=count_in,
        intro_bars=intro_bars,
        ending=ending,
        raise_last=raise_last,
        conventions=conventions,
        sounds=tuple(map(sound_choice, [sounds] if isinstance(sounds, str) else sounds)),
        desk={} if desk is None else _wishes(desk),
    )
    return Take(session, progress)


def _wishes(desk: Mapping[str, Any] | Path | str) -> Mapping[str, Any]:
    if isinstance(desk, Mapping):
        return desk
    from houseband.desk.house_desks import read_wishes

    return read_wishes(desk)


def kind_of(path: Path) -> str:
    """What a path asks for: audio, midi, session or folder. Raises SoundError for a suffix that nobody writes."""
    suffix = path.suffix.lower()
    if path.is_dir():
        return "folder"
    if suffix in MIDI_SUFFIXES:
        return "midi"
    if suffix in AUDIO_SUFFIXES:
        return "audio"
    if suffix == ".json":
        return "session"
    if not suffix:
        return "folder"
    known = ", ".join((*AUDIO_SUFFIXES, *MIDI_SUFFIXES[:1], ".json"))
    raise SoundError(f"cannot write a {suffix} file", str(path), hint=f"give {known}, or a folder for everything")


def peak_of(samples: NDArray[np.float32]) -> float:
    """The largest sample, as an amplitude."""
    return float(max(samples.max(initial=0.0), -samples.min(initial=0.0)))
