"""An SFZ instrument as a font of one preset: each region that a key and a velocity sound becomes a zone.

SFZ 1 (Cakewalk 2004) and what is common of SFZ 2 and ARIA (sfzformat.com). Envelope times are those of sfizz, whose
decay and release fall by e⁻⁹ (78 dB) in the time that is given. Controllers rest where ``<control>`` sets them.
"""

import functools
import math
import struct
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import soundfile

from houseband.errors import Remark, SoundError
from houseband.sound.fonts import riff
from houseband.sound.fonts.filters import KINDS
from houseband.sound.fonts.font import About, Preset
from houseband.sound.fonts.sfz_opcodes import ALIASES, KEYS, NUMBERS, Values, key_of, number_of, unknown
from houseband.sound.fonts.sfz_text import Block, Text, found, library_folder, read_text
from houseband.sound.fonts.waves import Memory, decoded
from houseband.sound.fonts.zone import Contour, Filter, Lfo, LoopMode, Move, Planes, VolumeEnvelope, Wave, Zone

DECAY_DB = 78.17
MOST_VARIANTS, RANDOM_VARIANTS = 12, 4
LEVELS = ("global", "master", "group", "region")
MOST_REMARKS = 40
MOST_LOOKED_AT = 64


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A region with all that it inherits, and the conditions under which it sounds."""

    values: Values
    sample: Path
    keys: tuple[int, int]
    velocities: tuple[float, float]
    turn: tuple[int, int]
    """Its place in the round, from 1, and the length of the round."""
    chance: tuple[float, float]
    line: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sample's file says before it is decoded."""

    sample_rate_hz: int
    channels: int
    loop: tuple[int, int] | None
    """First frame, and one past the last."""
    root_key: int | None


class SfzFont:
    """An open SFZ instrument."""

    def __init__(self, path: Path) -> None:
        text = read_text(path)
        self.path = path
        self.format = "SFZ"
        self.about = About(title=path.stem, comment=text.comment)
        self.presets = (Preset(path.stem, 0, 0),)
        self._memory = Memory()
        self._remarks: list[Remark] = list(text.remarks)
        self._controllers: dict[int, float] = {}
        self._regions = self._read(text)
        samples = {region.sample for region in self._regions}
        self.sample_count = len(samples)
        self.files = (*text.files, *sorted(samples))
        self.remarks = tuple(self._remarks[:MOST_REMARKS])
        if not self._regions:
            said = "; ".join(remark.problem for remark in self._remarks[:3])
            raise SoundError("nothing in it can be played", str(path), hint=said)

    def zones(self, preset: int, key: int, velocity: int, turn: int) -> tuple[Zone, ...]:
        """The zones of a key and a velocity; ``turn`` counts the strokes of a key."""
        chance = (turn % self.variants(0) + 0.5) / self.variants(0)
        return tuple(
            self._zone(region, key, velocity)
            for region in self._regions
            if region.keys[0] <= key <= region.keys[1]
            and region.velocities[0] <= velocity <= region.velocities[1]
            and turn % region.turn[1] + 1 == region.turn[0]
            and region.chance[0] <= chance < region.chance[1]
        )

    def keys(self, preset: int) -> frozenset[int]:
        """The keys that sound."""
        return frozenset(key for region in self._regions for key in range(region.keys[0], region.keys[1] + 1))

    @functools.cached_property
    def _variants(self) -> int:
        turns = math.lcm(*{region.turn[1] for region in self._regions})
        is_random = any(region.chance != (0.0, 1.0) for region in self._regions)
        return min(max(turns, RANDOM_VARIANTS if is_random else 1), MOST_VARIANTS)

    def variants(self, preset: int) -> int:
        """As many as the rounds need, and at least four where chance decides."""
        return self._variants

    @functools.cached_property
    def _planes(self) -> int:
        if any(region.values.number("pan") or region.values.number("position") for region in self._regions):
            return 2
        looked_at = sorted({region.sample for region in self._regions})[:MOST_LOOKED_AT]
        return 2 if any(facts_of(sample).channels > 1 for sample in looked_at) else 1

    def planes(self, preset: int) -> int:
        """2 if a region is beside the middle or a sample is stereo."""
        return self._planes

    def _read(self, text: Text) -> list[Region]:
        inherited: dict[str, dict[str, str]] = {level: {} for level in LEVELS}
        control: dict[str, str] = {}
        regions: list[tuple[dict[str, str], Block, dict[str, str]]] = []
        ignored: Counter[str] = Counter()
        for block in text.blocks:
            opcodes = {ALIASES.get(name, name): value for name, value in block.opcodes.items()}
            if block.header == "control":
                control.update(opcodes)
                self._set_controllers(opcodes)
            elif block.header in LEVELS:
                for level in LEVELS[LEVELS.index(block.header) :]:
                    inherited[level] = {}
                inherited[block.header] = opcodes
                if block.header == "region":
                    merged = {name: value for level in LEVELS for name, value in inherited[level].items()}
                    regions.append((merged, block, dict(control)))
            else:
                ignored[f"<{block.header}>"] += 1
        for header, count in ignored.items():
            if header not in ("<curve>", "<midi>"):
                self._remarks.append(Remark(f"the header {header} is not played ({count} times)"))
        return self._usable(regions)

    def _set_controllers(self, opcodes: dict[str, str]) -> None:
        for name, value in opcodes.items():
            for start, scale in (("set_cc", 1.0), ("set_hdcc", 127.0), ("set_realcc", 127.0)):
                if name.startswith(start) and name[len(start) :].isdecimal() and len(name) < len(start) + 4:
                    self._controllers[int(name[len(start) :])] = number_of(value) * scale

    def _usable(self, regions: list[tuple[dict[str, str], Block, dict[str, str]]]) -> list[Region]:
        root = library_folder(self.path)
        switch = next((key_of(opcodes["sw_default"], -1) for opcodes, _, _ in regions if "sw_default" in opcodes), None)
        missing: Counter[str] = Counter()
        passed: Counter[str] = Counter()
        names: Counter[str] = Counter()
        files: dict[str, Path | None] = {}
        usable = []
        for opcodes, block, control in regions:
            names.update(unknown(opcodes))
            values = Values(opcodes, self._controllers)
            reason = self._silent(opcodes, values, switch)
            if reason:
                passed[reason] += 1
                continue
            name = (control.get("default_path", "") + opcodes["sample"]).replace("\\", "/")
            if name not in files:
                files[name] = found(self.path.parent / name, root)
            sample = files[name]
            if sample is None:
                missing[name] += 1
                continue
            usable.append(_region(values, sample, control, block.line))
        for reason, count in passed.items():
            if reason != "switched off":
                self._remarks.append(Remark(f"{count} regions: {reason}", hint="they are silent"))
        for name, _ in list(missing.items())[:5]:
            self._remarks.append(
                Remark(f"there is no sample '{name[:200]}' in the library's folder", hint="it is silent")
            )
        if len(missing) > 5:
            self._remarks.append(Remark(f"{len(missing) - 5} more samples are not there", hint="they are silent"))
        for name, count in names.most_common():
            self._remarks.append(
                Remark(f"the opcode '{name[:80]}' is not known here ({count} regions)", hint="it does nothing")
            )
        self._doubtful(regions)
        return usable

    def _doubtful(self, regions: list[tuple[dict[str, str], Block, dict[str, str]]]) -> None:
        """Remarks on numbers that are none."""
        seen = set()
        for opcodes, block, _ in regions:
            for name, value in opcodes.items():
                wrong = name in NUMBERS and math.isnan(number_of(value, math.nan))
                wrong = wrong or (name in KEYS and value != "sample" and key_of(value, -999) == -999)
                if wrong and (name, value) not in seen:
                    seen.add((name, value))
                    self._remarks.append(
                        Remark(f"'{name}={value[:40]}' is no number", block.line, hint="its default is taken")
                    )
                if len(seen) >= 10:
                    return

    def _silent(self, opcodes: dict[str, str], values: Values, switch: int | None) -> str:
        """Why a region does not sound when a key is struck; '' if it does."""
        trigger = values.word("trigger", "attack")
        if trigger in ("release", "release_key"):
            return "sounds of the release are not played"
        if trigger == "legato" or "sw_down" in opcodes:
            return "switched off"
        if not opcodes.get("sample"):
            return "no sample"
        if opcodes["sample"].startswith("*"):
            return f"the generator {opcodes['sample'][:20]} is not played"
        if "sw_last" in opcodes and switch is not None and key_of(opcodes["sw_last"], -1) != switch:
            return "switched off"
        if (
            ("sw_lolast" in opcodes or "sw_hilast" in opcodes)
            and switch is not None
            and not (values.key("sw_lolast", 0) <= switch <= values.key("sw_hilast", 127))
        ):
            return "switched off"
        for name, value in opcodes.items():
            for start, is_low in (("locc", True), ("hicc", False)):
                if name.startswith(start) and name[4:].isdecimal() and len(name) < 8 and int(name[4:]) < 128:
                    at = values.controller(int(name[4:]))
                    if (at < number_of(value, 0.0)) if is_low else (at > number_of(value, 127.0)):
                        return "switched off"
            if name.startswith(("on_locc", "on_hicc", "start_locc", "start_hicc")):
                return "switched off"
        return ""

    def _zone(self, region: Region, key: int, velocity: int) -> Zone:
        values, facts = region.values, facts_of(region.sample)
        hard = velocity / 127.0
        root = facts.root_key if values.word("pitch_keycenter") == "sample" else None
        centre = root if root is not None else values.key("pitch_keycenter", values.key("key", 60))
        cents = (key - centre) * values.number("pitch_keytrack", 100.0) + values.number("tune")
        cents += 100.0 * values.number("transpose") + values.number("pitch_veltrack") * hard
        loop, loop_start, loop_end = _loop(values, facts)
        end = values.number("end", 0.0)
        return Zone(
            wave=self._wave(region.sample, facts),
            cents=cents,
            start_frames=int(max(values.number("offset"), 0.0)),
            end_frames=int(end) + 1 if end > 0 else None,
            loop=loop,
            loop_start_frames=loop_start,
            loop_end_frames=loop_end,
            level_db=_level_db(values, key, velocity),
            pan=min(max((values.number("pan") + values.number("position")) / 100.0, -1.0), 1.0),
            width=min(max(values.number("width", 100.0) / 100.0, -1.0), 1.0),
            volume=_volume(values, hard),
            filter=_filter(values, key, hard),
            pitch_moves=_moves(values, "pitch", hard),
            filter_moves=_moves(values, "fil", hard) if values.has("cutoff") else (),
            level_moves=_lfo_moves(values, "amp"),
        )

    def _wave(self, sample: Path, facts: Facts) -> Wave:
        def planes() -> Planes:
            return self._memory.planes(sample, lambda: decoded(sample, str(sample))[0])

        return Wave(sample.name, facts.sample_rate_hz, planes)


def _region(values: Values, sample: Path, control: dict[str, str], line: int) -> Region:
    shift = round(number_of(control.get("note_offset", "0")) + 12 * number_of(control.get("octave_offset", "0")))
    one = values.key("key", -2)
    low, high = (one, one) if one != -2 else (0, 127)
    low, high = values.key("lokey", low), values.key("hikey", high)
    length = min(max(1, round(values.number("seq_length", 1.0))), 100)
    place = min(max(1, round(values.number("seq_position", 1.0))), length)
    chance = (values.number("lorand", 0.0), values.number("hirand", 1.0))
    keys = (max(0, low + shift), min(127, high + shift)) if high >= 0 else (1, 0)
    return Region(
        values, sample, keys, (values.number("lovel"), values.number("hivel", 127.0)), (place, length), chance, line
    )  # fmt: skip


@functools.lru_cache(4096)
def facts_of(sample: Path) -> Facts:
    """What a sample's file says of itself. SoundError if it cannot be read."""
    try:
        info = soundfile.info(sample)
        with open(sample, "rb") as file:
            is_wave = file.read(4) == b"RIFF"
    except (soundfile.SoundFileError, OSError, RuntimeError) as error:
        raise SoundError(f"a sample that cannot be read: {error}", str(sample)) from None
    loop, root = _smpl(sample) if is_wave else (None, None)
    return Facts(max(1, int(info.samplerate)), int(info.channels), loop, root)


def _smpl(sample: Path) -> tuple[tuple[int, int] | None, int | None]:
    """The first loop and the root key of a WAV file's 'smpl' chunk (RIFF Sampler, Microsoft 1994)."""
    try:
        content = riff.Content(sample)
        for chunk in riff.form_of(content, str(sample))[1]:
            if chunk.name == "smpl" and chunk.size >= 36:
                words = struct.unpack("<9I", content[chunk.start : chunk.start + 36])
                root = words[3] if words[3] <= 127 else None
                if words[7] and chunk.size >= 60:
                    first, last = struct.unpack("<2I", content[chunk.start + 44 : chunk.start + 52])
                    return (first, last + 1), root
                return None, root
    except SoundError:
        pass  # libsndfile reads what is no RIFF file
    return None, None


def _loop(values: Values, facts: Facts) -> tuple[LoopMode, int, int]:
    first, last = facts.loop or (0, 0)
    first = int(values.number("loop_start", first))
    last = int(values.number("loop_end", last - 1)) + 1
    mode = values.word("loop_mode", "loop_continuous" if facts.loop else "no_loop")
    if mode == "one_shot":
        return LoopMode.ONE_SHOT, 0, 0
    if mode in ("loop_continuous", "loop_sustain") and last > first:
        return LoopMode.HELD, first, last
    return LoopMode.NONE, 0, 0


def _level_db(values: Values, key: int, velocity: int) -> float:
    level = values.number("volume") + sum(values.number(f"{above}_volume") for above in ("group", "master", "global"))
    amplitude = values.number("amplitude", 100.0) / 100.0
    track = min(max(values.number("amp_veltrack", 100.0) / 100.0, -1.0), 1.0)
    square = (velocity / 127.0) ** 2
    amplitude *= 1.0 - abs(track) + abs(track) * (square if track >= 0 else 1.0 - square)
    amplitude *= _crossfade(values, "vel", float(velocity)) * _crossfade(values, "key", float(key))
    level += values.number("amp_keytrack") * (key - values.key("amp_keycenter", 60))
    return min(max(level + 20.0 * math.log10(max(amplitude, 1e-7)), -144.0), 48.0)


def _crossfade(values: Values, what: str, at: float) -> float:
    """The amplitude of a region at the edges that it shares with others."""

    def edge(name: str, default: float) -> float:
        return float(values.key(name, round(default))) if what == "key" else values.number(name, default)

    share = 1.0
    low, high = edge(f"xfin_lo{what}", -1.0), edge(f"xfin_hi{what}", -1.0)
    if values.has(f"xfin_hi{what}") and high > low:
        share *= min(max((at - low) / (high - low), 0.0), 1.0)
    low, high = edge(f"xfout_lo{what}", 128.0), edge(f"xfout_hi{what}", 128.0)
    if values.has(f"xfout_lo{what}") and high > low:
        share *= min(max((high - at) / (high - low), 0.0), 1.0)
    return share if values.word(f"xf_{what}curve", "power") == "gain" else math.sqrt(share)


def _seconds(values: Values, name: str, hard: float = 0.0) -> float:
    by_velocity = values.number(name.replace("_", "_vel2", 1)) * hard if name.startswith("ampeg") else 0.0
    return min(max(values.number(name) + by_velocity, 0.0), 100.0)


def _volume(values: Values, hard: float) -> VolumeEnvelope:
    sustain = (values.number("ampeg_sustain", 100.0) + values.number("ampeg_vel2sustain") * hard) / 100.0
    return VolumeEnvelope(
        _seconds(values, "delay") + _seconds(values, "ampeg_delay", hard),
        _seconds(values, "ampeg_attack", hard),
        _seconds(values, "ampeg_hold", hard),
        DECAY_DB / max(_seconds(values, "ampeg_decay", hard), 1e-3),
        20.0 * math.log10(min(max(sustain, 1e-6), 1.0)),
        _seconds(values, "ampeg_release", hard) * 60.0 / DECAY_DB,
    )


def _filter(values: Values, key: int, hard: float) -> Filter | None:
    if not values.has("cutoff"):
        return None
    cents = (
        values.number("fil_keytrack") * (key - values.key("fil_keycenter", 60)) + values.number("fil_veltrack") * hard
    )
    kind = values.word("fil_type", "lpf_2p")
    cutoff_hz = values.number("cutoff") * 2.0 ** (min(max(cents, -12_000.0), 12_000.0) / 1200.0)
    resonance_db = min(max(values.number("resonance"), 0.0), 60.0)
    return Filter(min(max(cutoff_hz, 10.0), 24_000.0), resonance_db, kind if kind in KINDS else "lpf_2p")


def _moves(values: Values, what: str, hard: float) -> tuple[Move, ...]:
    """The envelope and the LFO of pitch ('pitch') or of the cutoff ('fil')."""
    depth = values.number(f"{what}eg_depth") + values.number(f"{what}eg_vel2depth") * hard
    if not depth:
        return _lfo_moves(values, what)
    contour = Contour(
        _seconds(values, f"{what}eg_delay"),
        _seconds(values, f"{what}eg_attack"),
        _seconds(values, f"{what}eg_hold"),
        _seconds(values, f"{what}eg_decay"),
        min(max(values.number(f"{what}eg_sustain", 100.0) / 100.0, 0.0), 1.0),
    )
    return (Move(contour, min(max(depth, -12_000.0), 12_000.0)), *_lfo_moves(values, what))


def _lfo_moves(values: Values, what: str) -> tuple[Move, ...]:
    depth, hz = values.number(f"{what}lfo_depth"), values.number(f"{what}lfo_freq")
    if not depth or hz <= 0:
        return ()
    lfo = Lfo(min(hz, 100.0), _seconds(values, f"{what}lfo_delay"), _seconds(values, f"{what}lfo_fade"), is_sine=True)
    most = 24.0 if what == "amp" else 12_000.0
    return (Move(lfo, min(max(depth, -most), most)),)
