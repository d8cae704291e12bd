"""Users' own sounds: SoundFonts (SF2, SF3) and SFZ instruments, read and sounded as tones of the band."""
