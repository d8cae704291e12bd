"""Plain text: bars of chords, or chords over words."""
