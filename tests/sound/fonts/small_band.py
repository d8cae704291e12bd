"""A SoundFont of a band, small enough for a test: a piano, a bass, a sax of two tones and a kit."""

from pathlib import Path

from font_writer import INSTRUMENT, KEYS, MODE, SAMPLE, Font, Zone, sine, span

PERIOD = 100
HZ = 441.0


def band() -> Font:
    """Presets 0:0 Piano, 0:32 Bass, 0:66 Sax, 0:67 Low Sax and 128:0 Kit of kick, snare and hat."""
    font = Font()
    tone = font.sample(sine(HZ, 0.5), key=69, loop=(20 * PERIOD, 200 * PERIOD), correction=-4)
    ping = font.sample(sine(3 * HZ, 0.05))
    for name, program, sustain in (("Piano", 0, 1000), ("Bass", 32, 1000), ("Sax", 66, 0), ("Low Sax", 67, 100)):
        fall = {36: 1200, 37: sustain} if sustain else {}
        number = font.instrument(Zone({**fall, MODE: 1, SAMPLE: tone}))
        font.preset(name, program, Zone({INSTRUMENT: number}))
    kit = font.instrument(*(Zone({KEYS: span(key, key), SAMPLE: ping}) for key in (36, 38, 42)))
    font.preset("Kit", 0, Zone({INSTRUMENT: kit}), bank=128)
    return font


def write_band(path: Path) -> Path:
    """The file."""
    path.write_bytes(band().to_bytes())
    return path
