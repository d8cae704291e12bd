"""What the signs of a roadmap leave to custom, so that whoever asks for the form can say otherwise."""

from dataclasses import dataclass

from houseband.errors import ChartError

VAMP_PASSES = 4  # how often an open vamp sounds when nobody is there to give the cue
MOST_VAMP_PASSES = 1000


@dataclass(frozen=True, slots=True)
class Conventions:
    """The customs to follow. The defaults are those of the textbooks and of most bands."""

    repeats_after_jump: bool = False
    """Whether repeats are taken again after a D.C. or D.S."""
    vamp_passes: int = VAMP_PASSES
    """How often an open vamp sounds in all."""

    def __post_init__(self) -> None:
        if not 1 <= self.vamp_passes <= MOST_VAMP_PASSES:
            hint = f"give 1 to {MOST_VAMP_PASSES}"
            raise ChartError(f"a vamp cannot be played {self.vamp_passes} times", hint=hint)


CUSTOMARY = Conventions()
