"""What programs that are not ours hear in a take: its chords and its beats, by tool, as JSON; and how right they are.

    PYTHON bench/listeners.py WAV ...        a line of JSON for each file
    PYTHON bench/listeners.py --judge        scores, for the questions on standard input

It runs in an environment of its own (bench/README.md, "The round trip", says how to make it), knows nothing of
Houseband, and uses whichever of its tools can be imported: madmom (chords by a convolutional network and a conditional
random field, beats by recurrent networks), Chordino by chord-extractor, librosa (a template listener made here, and a
beat tracker) and Essentia (beats). Some of them are under licences (GPL, AGPL, CC BY-NC-SA) that no product could take;
they judge on a developer's machine, and nothing of them is shipped. Scores are mir_eval's.
"""

import argparse
import collections
import collections.abc
import contextlib
import json
import os
import re
import sys
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Segment = tuple[float, float, str]
"""From, to (seconds), and a chord label in Harte's syntax."""
NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
CHORDINO_TAILS = {
    "": "maj", "m": "min", "7": "7", "m7": "min7", "maj7": "maj7", "6": "maj6", "m6": "min6", "m7b5": "hdim7",
    "dim": "dim", "dim7": "dim7", "aug": "aug",
}  # fmt: skip
TEMPLATE_RATE_HZ, TEMPLATE_HOP = 22_050, 2_048
TEMPLATE_SHARPNESS = 25.0
"""How surely the template listener prefers the nearest chord to the next nearest."""
TEMPLATE_STAY = 0.97
"""How likely a chord goes on in the next frame: one change in 3 s."""
OVERTONES = ((0, 1.0), (0, 0.6), (7, 0.36), (0, 0.22), (4, 0.13))
"""The first partials of a tone as pitch classes above it, each with 0.6 of the one before (Gómez 2006)."""


def make_madmom_run() -> None:
    """Names that madmom 0.16.1 wants and that have left Python and NumPy since."""
    for name in ("MutableSequence", "Sequence", "Iterable", "Mapping", "MutableMapping"):
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, kind in (("float", float), ("int", int), ("bool", bool), ("object", object), ("complex", complex)):
            if not hasattr(np, name):
                setattr(np, name, kind)


def joined(labels: list[str], seconds_per_frame: float) -> list[Segment]:
    """Labels by frame as segments."""
    starts = [i for i in range(len(labels)) if i == 0 or labels[i] != labels[i - 1]]
    ends = [*starts[1:], len(labels)]
    return [(a * seconds_per_frame, b * seconds_per_frame, labels[a]) for a, b in zip(starts, ends, strict=True)]


def madmom_chords() -> Callable[[str], list[Segment]]:
    """Korzeniowski and Widmer's: majors and minors."""
    make_madmom_run()
    from madmom.features.chords import CNNChordFeatureProcessor, CRFChordRecognitionProcessor

    features, recognise = CNNChordFeatureProcessor(), CRFChordRecognitionProcessor()

    def hear(path: str) -> list[Segment]:
        return [(float(start), float(end), str(label)) for start, end, label in recognise(features(path))]

    return hear


def chordino_chords() -> Callable[[str], list[Segment]]:
    """Mauch and Dixon's, with the parameters that chord-extractor gives it."""
    found = find_spec("chord_extractor")
    if found is None or found.origin is None:
        raise ImportError("chord_extractor")
    os.environ.setdefault("VAMP_PATH", str(Path(found.origin).parent / "_lib"))
    from chord_extractor.extractors import Chordino

    chordino = Chordino(roll_on=1)

    def hear(path: str) -> list[Segment]:
        changes = chordino.extract(path)
        ends = [*(change.timestamp for change in changes[1:]), seconds_of(path)]
        return [
            (float(change.timestamp), float(end), harte(str(change.chord)))
            for change, end in zip(changes, ends, strict=True)
            if end > change.timestamp
        ]

    return hear


def harte(symbol: str) -> str:
    """Chordino's symbol in Harte's syntax, its bass left out."""
    if symbol == "N":
        return "N"
    found = re.fullmatch(r"([A-G][#b]?)([^/]*)(/.*)?", symbol)
    if found is None:
        raise ValueError(f"not a symbol of Chordino's: {symbol!r}")
    return f"{found[1]}:{CHORDINO_TAILS[found[2]]}"


def template_chords() -> Callable[[str], list[Segment]]:
    """24 chords by the tones and overtones that they ought to have, and a Viterbi path through them."""
    import librosa

    tones = np.zeros((24, 12))
    for root in range(12):
        for row, third in ((root, 4), (root + 12, 3)):
            for interval in (0, third, 7):
                for overtone, weight in OVERTONES:
                    tones[row, (root + interval + overtone) % 12] += weight
    tones /= np.linalg.norm(tones, axis=1, keepdims=True)
    labels = [f"{name}:maj" for name in NAMES] + [f"{name}:min" for name in NAMES]
    moves = np.full((24, 24), (1.0 - TEMPLATE_STAY) / 23)
    np.fill_diagonal(moves, TEMPLATE_STAY)

    def hear(path: str) -> list[Segment]:
        samples, rate = librosa.load(path, sr=TEMPLATE_RATE_HZ)
        harmonic = librosa.effects.harmonic(samples, margin=3.0)
        chroma = librosa.feature.chroma_cqt(y=harmonic, sr=rate, hop_length=TEMPLATE_HOP, bins_per_octave=36)
        chroma = chroma / np.maximum(np.linalg.norm(chroma, axis=0, keepdims=True), 1e-9)
        scores = TEMPLATE_SHARPNESS * (tones @ chroma)
        likely = np.exp(scores - scores.max(axis=0, keepdims=True))
        path_of_states = librosa.sequence.viterbi_discriminative(likely / likely.sum(axis=0), moves)
        return joined([labels[state] for state in path_of_states], TEMPLATE_HOP / rate)

    return hear


def madmom_beats() -> Callable[[str], list[float]]:
    """Böck's recurrent networks and a dynamic Bayesian network."""
    make_madmom_run()
    from madmom.features.beats import DBNBeatTrackingProcessor, RNNBeatProcessor

    activations, track = RNNBeatProcessor(), DBNBeatTrackingProcessor(fps=100)
    return lambda path: [float(second) for second in track(activations(path))]


def librosa_beats() -> Callable[[str], list[float]]:
    """Ellis's dynamic programming."""
    import librosa

    def hear(path: str) -> list[float]:
        samples, rate = librosa.load(path, sr=TEMPLATE_RATE_HZ)
        return [float(second) for second in librosa.beat.beat_track(y=samples, sr=rate, units="time")[1]]

    return hear


def essentia_beats() -> Callable[[str], list[float]]:
    """Zapata's several features that vote."""
    import essentia
    import essentia.standard as algorithms

    essentia.log.infoActive = False
    essentia.log.warningActive = False

    def hear(path: str) -> list[float]:
        samples = algorithms.MonoLoader(filename=path, sampleRate=44_100)()
        return [float(second) for second in algorithms.RhythmExtractor2013(method="multifeature")(samples)[1]]

    return hear


CHORDS = {"madmom": madmom_chords, "Chordino": chordino_chords, "template": template_chords}
BEATS = {"madmom": madmom_beats, "librosa": librosa_beats, "Essentia": essentia_beats}


def seconds_of(path: str) -> float:
    """The length of a sound."""
    import soundfile

    return float(soundfile.info(path).duration)


def made(listeners: dict[str, Callable[[], Any]]) -> dict[str, Callable[[str], Any]]:
    """Those that can be had; the others are named on standard error."""
    able = {}
    for name, make in listeners.items():
        try:
            able[name] = make()
        except (ImportError, OSError) as error:
            print(f"{name}: not here ({error})", file=sys.stderr)
    return able


def heard(paths: list[str]) -> None:
    """Prints what is heard in each file. Tools that talk do so on standard error."""
    with contextlib.redirect_stdout(sys.stderr):
        chords, beats = made(CHORDS), made(BEATS)
    for path in paths:
        with contextlib.redirect_stdout(sys.stderr):
            line = {
                "file": path,
                "chords": {name: hear(path) for name, hear in chords.items()},
                "beats": {name: hear(path) for name, hear in beats.items()},
            }
        print(json.dumps(line), flush=True)


def chord_scores(wanted: list[Segment], found: list[Segment]) -> dict[str, float]:
    """Weighted chord symbol recall by root, thirds, and majors and minors; nothing where no chord can be judged."""
    import mir_eval

    reference, labels = np.array([segment[:2] for segment in wanted]), [segment[2] for segment in wanted]
    estimate = np.array([segment[:2] for segment in found])
    estimate, estimated = mir_eval.util.adjust_intervals(
        estimate, [segment[2] for segment in found], reference.min(), reference.max(), "N", "N"
    )
    spans, labels, estimated = mir_eval.util.merge_labeled_intervals(reference, labels, estimate, estimated)
    seconds = mir_eval.util.intervals_to_durations(spans)
    scores = {}
    for name in ("root", "thirds", "majmin"):
        right: NDArray[np.float64] = getattr(mir_eval.chord, name)(labels, estimated)
        judged = right >= 0.0
        if judged.any():
            scores[name] = float(np.average(right[judged], weights=seconds[judged]))
            scores[f"{name} judged"] = float(seconds[judged].sum() / seconds.sum())
    return scores


def beat_scores(wanted: list[float], found: list[float]) -> dict[str, float]:
    """F within 70 ms, and the share of beats that go on rightly, at any metrical level. The first 5 s do not count."""
    import mir_eval

    reference = mir_eval.beat.trim_beats(np.array(wanted))
    estimate = mir_eval.beat.trim_beats(np.array(found))
    correct = mir_eval.beat.continuity(reference, estimate)
    return {
        "F": float(mir_eval.beat.f_measure(reference, estimate)),
        "CML-total": float(correct[1]),
        "AML-total": float(correct[3]),
    }


def judged(questions: dict[str, list[Any]]) -> dict[str, list[dict[str, float]]]:
    """Each question is a pair: what is written, and what was heard."""
    warnings.simplefilter("ignore")
    return {
        "chords": [chord_scores(wanted, found) for wanted, found in questions["chords"]],
        "beats": [beat_scores(wanted, found) for wanted, found in questions["beats"]],
    }


def main() -> None:
    """Listens, or judges."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("wav", nargs="*", help="sounds to be listened to")
    parser.add_argument("--judge", action="store_true", help="score the questions on standard input instead")
    asked = parser.parse_args()
    if asked.judge:
        json.dump(judged(json.load(sys.stdin)), sys.stdout)
    else:
        heard(asked.wav)


if __name__ == "__main__":
    main()
