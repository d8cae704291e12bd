"""ChordPro: chords in brackets within the words."""
