"""Step four: instruments make tones, the bank keeps them, and a part becomes a stem by one slice-add a note."""
