"""The MIDI controllers that the band knows (MIDI 1.0 detailed specification, table III; defaults of General MIDI 1)."""

MODULATION, VOLUME, EXPRESSION, SUSTAIN_PEDAL = 1, 7, 11, 64
PITCH_BEND = 128
"""Not a controller in MIDI: here its value is the bend of all of a part's notes, in cents."""
USUAL: dict[int, int] = {MODULATION: 0, VOLUME: 100, EXPRESSION: 127, SUSTAIN_PEDAL: 0, PITCH_BEND: 0}
"""What each stands at before anybody moves it."""
