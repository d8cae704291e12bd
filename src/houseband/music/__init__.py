"""What every musician knows: pitches, chords, scales, keys, meters, instruments."""
