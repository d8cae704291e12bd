"""What an instrument of the bank is: the function that makes a tone, and which strokes sound different on it."""

import functools
import hashlib
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from houseband.music.articulation import Articulation
from houseband.sound.tone import LAYERS, Stroke, Tone

PLAIN = frozenset({Articulation.NORMAL})


@dataclass(frozen=True, slots=True)
class Model:
    """How an instrument makes a tone."""

    make: Callable[[Stroke], Tone]
    variants: int = 3
    """How many takes of one stroke there are; repeated notes go round them."""
    articulations: frozenset[Articulation] = PLAIN
    planes: int = 1
    """2 if its tones are stereo."""

    def __call__(self, stroke: Stroke) -> Tone:
        return self.make(stroke)

    def heard(self, stroke: Stroke) -> Stroke:
        """The stroke that this one sounds the same as: unknown articulations are NORMAL, variants go round."""
        return Stroke(
            stroke.instrument,
            min(max(stroke.key, 0), 127),
            min(max(stroke.layer, 0), LAYERS - 1),
            stroke.articulation if stroke.articulation in self.articulations else Articulation.NORMAL,
            stroke.variant % self.variants,
            stroke.sample_rate_hz,
        )

    @property
    def recipe(self) -> bytes:
        """A digest of all the code and data that a tone is made by: a changed instrument is another instrument."""
        make: object = self.make
        figures = b""
        while isinstance(make, functools.partial):
            figures += repr((make.args, make.keywords)).encode()
            make = make.func
        return hashlib.blake2b(source_digest(getattr(make, "__module__", "")) + figures, digest_size=16).digest()


@functools.cache
def source_digest(module_name: str) -> bytes:
    """A digest of a module of this package, of the TOML beside it, and of those that it takes anything from."""
    digest = hashlib.blake2b(np.__version__.encode(), digest_size=16)
    for name in sorted(_reached(module_name)):
        source = Path(str(sys.modules[name].__file__))
        for file in (source, source.with_suffix(".toml")):
            if file.exists():
                digest.update(file.name.encode() + file.read_bytes())
    return digest.digest()


def _reached(module_name: str) -> set[str]:
    """The modules of ``houseband.sound`` that a module uses, itself among them."""
    reached: set[str] = set()
    waiting = [module_name]
    while waiting:
        name = waiting.pop()
        module = sys.modules.get(name)
        if name in reached or module is None or not name.startswith("houseband.sound.") or name == __name__:
            continue
        reached.add(name)
        for value in vars(module).values():
            owner = value if isinstance(value, ModuleType) else inspect.getmodule(value)
            if owner is not None:
                waiting.append(owner.__name__)
    return reached
