// What alphaTab (MPL-2.0) reads in Guitar Pro files: for every file named on the command line one line of JSON with its
// bars and the notes of its tracks. Places and lengths are in ticks, 960 to the quarter.
// usage: node alphatab_notes.mjs FILE…
import { readFileSync } from "node:fs";
import { importer, Settings } from "@coderline/alphatab";

function bars(score) {
  const staff = score.tracks[0]?.staves[0];
  return score.masterBars.map((bar) => ({
    meter: `${bar.timeSignatureNumerator}/${bar.timeSignatureDenominator}`,
    repeatStart: bar.isRepeatStart,
    repeatCount: bar.repeatCount,
    endings: bar.alternateEndings,
    fifths: staff?.bars[bar.index].keySignature ?? 0,
    section: bar.section ? [bar.section.marker, bar.section.text].filter(Boolean).join(" ") : "",
  }));
}

function notes(staff) {
  const found = [];
  staff.bars.forEach((bar, index) => {
    for (const voice of bar.voices)
      for (const beat of voice.beats)
        for (const note of beat.notes)
          if (!beat.graceType && !note.isTieDestination && !(note.isDead && !staff.isPercussion)) {
            const strings = staff.tuning.length && !staff.isPercussion;
            const fret = strings ? [note.string - 1, note.fret] : [-1, -1];
            found.push([index, Math.round(beat.displayStart), note.realValue, ...fret]);
          }
  });
  return found;
}

function chords(staff) {
  return staff.bars.flatMap((bar, index) =>
    bar.voices.flatMap((voice) =>
      voice.beats.filter((beat) => beat.chord).map((beat) => [index, Math.round(beat.displayStart), beat.chord.name]),
    ),
  );
}

for (const path of process.argv.slice(2)) {
  try {
    const score = importer.ScoreLoader.loadScoreFromBytes(new Uint8Array(readFileSync(path)), new Settings());
    const tracks = score.tracks.map((track) => ({
      name: track.name,
      drums: track.staves.some((staff) => staff.isPercussion),
      notes: track.staves.flatMap(notes),
      chords: track.staves.flatMap(chords),
    }));
    console.log(JSON.stringify({ path, bars: bars(score), tracks }));
  } catch (error) {
    console.log(JSON.stringify({ path, error: String(error) }));
  }
}
