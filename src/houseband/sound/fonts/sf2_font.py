"""A SoundFont as a font: each split that a key and a velocity sound becomes a zone in seconds, Hz and dB.

SoundFont Technical Specification 2.04, §8.1.3 (what each generator does) and §9. One thing differs from its letter:
an attenuation generator counts for 0.4 of what it says. So did E-mu's own hardware, fonts were balanced by ear on it,
and FluidSynth does the same (EMU_ATTENUATION_FACTOR); modulators' attenuation counts whole, as there.
"""

import functools
from pathlib import Path

from houseband.errors import Remark, SoundError
from houseband.sound.fonts.font import Preset
from houseband.sound.fonts.generators import NUMBERS, hertz, seconds
from houseband.sound.fonts.sf2 import ROM, SoundFont, open_soundfont, text_of
from houseband.sound.fonts.sf2_presets import Split, splits_of
from houseband.sound.fonts.waves import LEAST_RATE_HZ, MOST_RATE_HZ
from houseband.sound.fonts.zone import Contour, Filter, Lfo, LoopMode, Move, VolumeEnvelope, Zone

ATTENUATION_SHARE = 0.4
OPEN_CENTS = 13_500
"""A cutoff from which on there is no filter (§8.1.3, number 8)."""
BUTTERWORTH_DB = 3.01
FULL_DB = 100.0
"""The span of the volume envelope: decay and release are the times for all of it (numbers 36, 38)."""
RELEASED_SHARE = 0.6
"""Of a release of 100 dB, what it takes to −60 dB."""
MIDDLE_KEY = 60
COARSE_FRAMES = 32_768
UNPITCHED = 255


class Sf2Font:
    """An open SoundFont. Presets are compiled when they are first asked for."""

    def __init__(self, path: Path) -> None:
        self._font: SoundFont = open_soundfont(path)
        self.path = path
        self.format = "SF3" if self._font.is_compressed else "SF2"
        self.about = self._font.about
        self.files = (path,)
        heads = self._font.tables["phdr"][:-1]
        order = sorted(range(len(heads)), key=lambda i: (int(heads[i]["bank"]), int(heads[i]["program"]), i))
        self._places = tuple(order)
        self.presets = tuple(
            Preset(text_of(heads[i]["name"]), int(heads[i]["bank"]), int(heads[i]["program"])) for i in order
        )
        if not self.presets:
            raise SoundError("a SoundFont without presets", str(path), hint="the file is spoiled; get it again")
        self.sample_count = len(self._font.tables["shdr"])
        self.remarks = (*self._font.remarks, *self._doubts())
        self._splits = functools.cache(self._compiled)

    def zones(self, preset: int, key: int, velocity: int, turn: int) -> tuple[Zone, ...]:
        """The zones of a key and a velocity; a SoundFont has no turns."""
        return tuple(
            self._zone(split, key, velocity) for split in self._splits(preset) if split.sounds(key, velocity)
        )  # fmt: skip

    def keys(self, preset: int) -> frozenset[int]:
        """The keys that sound."""
        return frozenset(key for split in self._splits(preset) for key in range(split.keys[0], split.keys[1] + 1))

    def variants(self, preset: int) -> int:
        """1: a SoundFont knows no round robin."""
        return 1

    def planes(self, preset: int) -> int:
        """2 if anything sits beside the middle."""
        return 2 if any(split.values[NUMBERS["pan"]] for split in self._splits(preset)) else 1

    def _compiled(self, preset: int) -> tuple[Split, ...]:
        heads = self._font.tables["shdr"]
        usable = (
            (heads["type"] & ROM == 0)
            & (heads["rate"] >= LEAST_RATE_HZ)
            & (heads["rate"] <= MOST_RATE_HZ)
            & (heads["end"] > heads["start"])
        )
        return tuple(split for split in splits_of(self._font, self._places[preset]) if usable[split.sample])

    def _doubts(self) -> list[Remark]:
        heads = self._font.tables["shdr"]
        said = []
        rom = int((heads["type"] & ROM != 0).sum())
        if rom:
            said.append(Remark(f"{rom} samples lie in a sound card's memory", hint="they are silent"))
        broken = int(((heads["end"] <= heads["start"]) & (heads["type"] & ROM == 0)).sum())
        if broken:
            said.append(Remark(f"{broken} samples are empty", hint="they are silent"))
        if self.about.version and not self.about.version.startswith(("2.", "3.")):
            said.append(Remark(f"version {self.about.version}", hint="it is read as version 2.04"))
        return said

    def _zone(self, split: Split, key: int, velocity: int) -> Zone:
        head = self._font.tables["shdr"][split.sample]
        values = split.values
        forced_key, forced_velocity = int(values[NUMBERS["key"]]), int(values[NUMBERS["velocity"]])
        key = forced_key if forced_key >= 0 else key
        velocity = forced_velocity if forced_velocity >= 0 else velocity
        moved: dict[int, float] = {}
        for modulator in split.modulators:
            moved[modulator.target] = moved.get(modulator.target, 0.0) + modulator.value(key, velocity)

        def value(name: str) -> float:
            return float(values[NUMBERS[name]]) + moved.get(NUMBERS[name], 0.0)

        def at_key(name: str) -> float:
            return seconds(value(name) + value(f"key to {name}") * (MIDDLE_KEY - key))

        root = int(values[NUMBERS["root key"]])
        root = root if root >= 0 else int(head["key"]) if head["key"] <= 127 else MIDDLE_KEY
        cents = (key - root) * value("scale tuning") + 100.0 * value("coarse tune") + value("fine tune")
        attenuation_cb = ATTENUATION_SHARE * float(values[NUMBERS["attenuation"]])
        attenuation_cb += moved.get(NUMBERS["attenuation"], 0.0)
        sustain_db = -min(max(value("volume sustain") / 10.0, 0.0), 144.0)
        contour = Contour(
            seconds(value("contour delay")),
            seconds(value("contour attack")),
            at_key("contour hold"),
            at_key("contour decay"),
            1.0 - min(max(value("contour sustain") / 1000.0, 0.0), 1.0),
            is_convex=True,
        )
        vibrato = Lfo(hertz(value("vibrato rate")), seconds(value("vibrato delay")))
        sway = Lfo(hertz(value("sway rate")), seconds(value("sway delay")))
        filter_moves = _moves((contour, value("contour to filter")), (sway, value("sway to filter")))
        resonance_db = min(max(value("filter resonance") / 10.0, 0.0), 96.0)
        first, end = int(head["start"]), int(head["end"])
        is_compressed = self._font.is_compressed
        start_offset = int(values[NUMBERS["start"]] + COARSE_FRAMES * values[NUMBERS["start coarse"]])
        end_offset = int(values[NUMBERS["end"]] + COARSE_FRAMES * values[NUMBERS["end coarse"]])
        origin = 0 if is_compressed else first
        loop_start = (
            int(head["loop_start"])
            - origin
            + int(values[NUMBERS["loop start"]] + COARSE_FRAMES * values[NUMBERS["loop start coarse"]])
        )
        loop_end = (
            int(head["loop_end"])
            - origin
            + int(values[NUMBERS["loop end"]] + COARSE_FRAMES * values[NUMBERS["loop end coarse"]])
        )
        return Zone(
            wave=self._font.wave(split.sample),
            cents=cents + float(head["correction"]),
            start_frames=max(0, start_offset),
            end_frames=(end_offset or None) if is_compressed else max(0, end - first + end_offset),
            loop=LoopMode.HELD if int(values[NUMBERS["loop mode"]]) in (1, 3) else LoopMode.NONE,
            loop_start_frames=loop_start,
            loop_end_frames=loop_end,
            level_db=-min(max(attenuation_cb, 0.0), 1440.0) / 10.0 - 0.5 * resonance_db,  # half of it off at DC
            pan=min(max(value("pan") / 500.0, -1.0), 1.0),
            volume=VolumeEnvelope(
                seconds(value("volume delay")),
                seconds(value("volume attack")),
                at_key("volume hold"),
                FULL_DB / max(at_key("volume decay"), 1e-3),
                sustain_db,
                RELEASED_SHARE * seconds(value("volume release")),
            ),
            filter=_filter(value("filter cutoff"), resonance_db, bool(filter_moves)),
            pitch_moves=_moves(
                (contour, value("contour to pitch")),
                (vibrato, value("vibrato to pitch")),
                (sway, value("sway to pitch")),
            ),
            filter_moves=filter_moves,
            level_moves=_moves((sway, value("sway to volume") / 10.0)),
        )  # fmt: skip


def _filter(cutoff_cents: float, resonance_db: float, is_moved: bool) -> Filter | None:
    """The low-pass filter; at no resonance it is Butterworth's, 3 dB down at its cutoff (number 9)."""
    if cutoff_cents >= OPEN_CENTS and resonance_db <= 0 and not is_moved:
        return None
    return Filter(hertz(min(max(cutoff_cents, 1500.0), float(OPEN_CENTS))), resonance_db - BUTTERWORTH_DB)


def _moves(*pairs: tuple[Contour | Lfo, float]) -> tuple[Move, ...]:
    """Those that move anything."""
    return tuple(Move(by, depth) for by, depth in pairs if abs(depth) > 1e-6)
