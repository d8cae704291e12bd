"""Standard MIDI files: parts played as they are, and the chart that can be heard in them."""
