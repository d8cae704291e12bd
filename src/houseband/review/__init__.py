"""The producer's ear: a take, or anybody's recording as MIDI, measured against what people play."""
