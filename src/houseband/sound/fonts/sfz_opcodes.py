"""Which SFZ opcodes are played, which need no playing, and the numbers in them.

After sfzformat.com's list of opcodes. What is in neither table is remarked on.
"""

import math
import re
from collections.abc import Iterable, Mapping

from houseband.sound.fonts.modulators import AT_REST

ALIASES: Mapping[str, str] = {
    "loopmode": "loop_mode", "loopstart": "loop_start", "loopend": "loop_end", "pitch": "tune",
    "filtype": "fil_type", "fil1_type": "fil_type", "cutoff1": "cutoff", "resonance1": "resonance",
    "gain": "volume", "offby": "off_by",
}  # fmt: skip
NUMBERS = frozenset({
    "lovel", "hivel", "lorand", "hirand", "seq_length", "seq_position", "offset", "end", "delay", "tune",
    "transpose", "pitch_keytrack", "pitch_veltrack", "volume", "group_volume", "master_volume", "global_volume",
    "amplitude", "amp_keytrack", "amp_veltrack", "pan", "position", "width", "loop_start", "loop_end", "cutoff",
    "resonance", "fil_keytrack", "fil_veltrack", "xfin_lovel", "xfin_hivel", "xfout_lovel", "xfout_hivel",
    "ampeg_delay", "ampeg_attack", "ampeg_hold", "ampeg_decay", "ampeg_sustain", "ampeg_release", "ampeg_vel2delay",
    "ampeg_vel2attack", "ampeg_vel2hold", "ampeg_vel2decay", "ampeg_vel2sustain", "ampeg_vel2release",
    "fileg_delay", "fileg_attack", "fileg_hold", "fileg_decay", "fileg_sustain", "fileg_depth", "fileg_vel2depth",
    "pitcheg_delay", "pitcheg_attack", "pitcheg_hold", "pitcheg_decay", "pitcheg_sustain", "pitcheg_depth",
    "pitcheg_vel2depth", "amplfo_delay", "amplfo_fade", "amplfo_freq", "amplfo_depth", "pitchlfo_delay",
    "pitchlfo_fade", "pitchlfo_freq", "pitchlfo_depth", "fillfo_delay", "fillfo_fade", "fillfo_freq",
    "fillfo_depth",
})  # fmt: skip
KEYS = frozenset({
    "key", "lokey", "hikey", "pitch_keycenter", "amp_keycenter", "fil_keycenter", "xfin_lokey", "xfin_hikey",
    "xfout_lokey", "xfout_hikey", "sw_last", "sw_lolast", "sw_hilast", "sw_default", "sw_lokey", "sw_hikey",
    "sw_down", "sw_up", "sw_previous",
})  # fmt: skip
"""Numbers that may be names of notes."""
WORDS = frozenset({
    "sample", "trigger", "loop_mode", "fil_type", "xf_velcurve", "xf_keycurve", "default_path",
})  # fmt: skip
PLAYED = NUMBERS | KEYS | WORDS
PASSED = frozenset({
    "group", "off_by", "off_mode", "off_time", "off_curve", "polyphony", "note_polyphony", "note_selfmask",
    "rt_decay", "rt_dead", "output", "region_label", "group_label", "master_label", "global_label", "sw_label",
    "sw_vel", "sw_note_offset", "sw_octave_offset", "bend_up", "bend_down", "bend_step", "bend_smooth", "bendup",
    "benddown", "bend_stepup", "bend_stepdown", "sustain_sw", "sostenuto_sw", "sustain_cc", "sostenuto_cc",
    "sustain_lo", "loop_crossfade", "lobend", "hibend", "lochan", "hichan",
    "lobpm", "hibpm", "lochanaft", "hichanaft", "lopolyaft", "hipolyaft", "note_offset", "octave_offset",
    "hint_ram_based", "load_mode", "load_start", "load_end", "sample_quality", "waveguide",
    "pitch_keycenter_cc",
    "ampeg_release_shape", "ampeg_decay_shape", "ampeg_attack_shape", "ampeg_dynamic", "ampeg_start",
    "fileg_release", "fileg_start", "pitcheg_release", "pitcheg_start", "ampeg_decay_zero", "ampeg_release_zero",
    "sustain_smooth", "amplfo_beats", "pitchlfo_beats", "fillfo_beats", "image", "fx_send", "vendor_specific",
})  # fmt: skip
"""What the recorder does itself, or what nothing depends on while a band plays."""
PASSED_PATTERN = re.compile(
    r"^(?:label_|hint_|image_|sw_label|set_|note_|effect|fx|amp_velcurve_|.*_curvecc|.*_smoothcc|.*_stepcc|"
    r"start_(?:lo|hi)|on_(?:lo|hi)|(?:lo|hi)cc|(?:lo|hi)hdcc|xf(?:in|out)_(?:lo|hi)cc|delay_beats|param_)"
)
BY_CONTROLLER = re.compile(r"^(\w+?)_?(?:on)?(?:hd)?cc(\d+)$")
NOTE = re.compile(r"^([a-gA-G])([#b♯♭]?)(-?\d{1,2})$")
STEPS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
LARGEST = 1e9
Opcodes = Mapping[str, str]


def number_of(text: str, default: float = 0.0) -> float:
    """A number as an SFZ file writes it; the default for anything else."""
    try:
        value = float(text)
    except ValueError:
        return default
    return min(max(value, -LARGEST), LARGEST) if math.isfinite(value) else default


def key_of(text: str, default: int) -> int:
    """A key by its number or its name (c4 is 60); −1 and less mean none."""
    match = NOTE.match(text)
    if match:
        sharp = {"#": 1, "♯": 1, "b": -1, "♭": -1, "": 0}[match[2]]
        return STEPS[match[1].lower()] + sharp + 12 * (int(match[3]) + 1)
    return round(number_of(text, float(default)))


class Values:
    """The opcodes of a region as numbers, with what controllers at rest add to them."""

    def __init__(self, opcodes: Opcodes, controllers: Mapping[int, float]) -> None:
        self._opcodes = opcodes
        self._controllers = controllers
        self._added: dict[str, float] = {}
        self._scaled: dict[str, float] = {}
        for name, text in opcodes.items():
            match = BY_CONTROLLER.match(name) if "cc" in name else None
            if match and ALIASES.get(match[1], match[1]) in NUMBERS:
                target = ALIASES.get(match[1], match[1])
                share = self.controller(int(match[2])) / 127.0
                if target == "amplitude":
                    self._scaled[target] = self._scaled.get(target, 1.0) * number_of(text, 100.0) / 100.0 * share
                else:
                    self._added[target] = self._added.get(target, 0.0) + number_of(text) * share

    def controller(self, number: int) -> float:
        """Where a controller stands, 0–127."""
        return self._controllers.get(number, float(AT_REST[number]) if number < 70 and number in AT_REST else 0.0)

    def number(self, name: str, default: float = 0.0) -> float:
        value = number_of(self._opcodes[name], default) if name in self._opcodes else default
        return value * self._scaled.get(name, 1.0) + self._added.get(name, 0.0)

    def has(self, name: str) -> bool:
        return name in self._opcodes or name in self._added

    def key(self, name: str, default: int) -> int:
        return key_of(self._opcodes[name], default) if name in self._opcodes else default

    def word(self, name: str, default: str = "") -> str:
        return self._opcodes.get(name, default)


def unknown(names: Iterable[str]) -> list[str]:
    """Those of the opcodes that nobody plays and somebody would miss."""
    missed = []
    for name in names:
        base = ALIASES.get(name, name)
        controlled = BY_CONTROLLER.match(base)
        target = ALIASES.get(controlled[1], controlled[1]) if controlled else base
        if base in PLAYED | PASSED or target in PLAYED | PASSED or PASSED_PATTERN.match(base):
            continue
        missed.append(name)
    return missed
