"""How a note is struck, blown, bowed or stopped."""

from enum import IntEnum


class Articulation(IntEnum):
    """The bank has a tone for each that an instrument knows, and takes NORMAL for the others."""

    NORMAL = 0
    MUTED = 1
    """Palm mute, or a damped stroke; a hand in the bell, a closed conga."""
    DEAD = 2
    """A pitchless, stopped note: a scratch, a ghost note of the bass."""
    UP = 3
    """An up stroke of the plectrum: brighter and thinner."""
    HARMONIC = 4
    """A natural or artificial harmonic: the key is what sounds."""
    HAMMER = 5
    """A hammer-on: the string is set going by a finger on the fretboard."""
    PULL = 6
    """A pull-off: plucked softly by the finger that leaves the fret."""
    SLIDE = 7
    """Reached by a slide from below: pitch rises into the note, without a new attack."""
    LEGATO = 8
    """Slurred: no new attack of tongue or bow."""
    STACCATO = 9
    """Short: a tongued or spiccato note."""
    PIZZICATO = 10
    """A bowed string, plucked."""
    TREMOLO = 11
    """Fast repeated strokes of the bow, or of the plectrum."""
    FALL = 12
    """Held, then the pitch drops away."""
    DOIT = 13
    """Held, then the pitch is lifted away."""
    SCOOP = 14
    """Bent up into from below."""
    SLAP = 15
    """Struck by the thumb against the frets; a slapped hand drum."""
    POP = 16
    """Pulled away from the fretboard so that it snaps back."""
    FLAM = 17
    """A grace stroke of the other hand just before."""
    DRAG = 18
    """A short bounced or rolled stroke of many touches."""
    RIM = 19
    """Head and rim at once."""
    HALF_OPEN = 20
    """Hats that touch loosely."""
    CHOKED = 21
    """A cymbal caught by the hand at once."""
