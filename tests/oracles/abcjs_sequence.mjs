// What abcjs makes of ABC: for every file named on the command line one line of JSON, its tunes in order, each with
//   voices: for each voice its notes as they sound, repeats unfolded: [start, duration, pitch], times in whole notes
//   chords: the chord symbols as written, in order
// Tempo marks, grace notes and ornaments are blanked out first: abcjs plays them as other durations.
// usage: node abcjs_sequence.mjs FILE…
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const abcjs = require("abcjs");
const blank = (found) => found.replace(/[^\n]/g, " ");
const rounded = (number) => Math.round(number * 1e4) / 1e4;

function plain(text) {
  return text
    .replace(/\[Q:[^\]]*\]|^Q:.*$/gm, blank)
    .replace(/\{[^}\n]*\}/g, blank)
    .replace(/!(trill|roll|turn|uppermordent|lowermordent|mordent|pralltriller|ferm|invertedfermata|fermata)!/g, blank)
    .replace(/^(?![A-Za-z]:|%).*$/gm, (line) => line.replace(/[~TMP](?=[\^_=]*[A-Ga-g])/g, " "));
}

function chordsOf(tune) {
  return tune.lines.flatMap((line) =>
    (line.staff ?? []).flatMap((staff) =>
      staff.voices.flatMap((voice) =>
        voice.flatMap((element) =>
          (element.chord ?? []).filter((chord) => chord.position === "default").map((chord) => chord.name),
        ),
      ),
    ),
  );
}

for (const path of process.argv.slice(2)) {
  const tunes = abcjs.parseOnly(plain(readFileSync(path, "utf8"))).map((tune) => ({
    title: tune.metaText?.title ?? "",
    chords: chordsOf(tune),
    voices: tune.setUpAudio({ chordsOff: true }).tracks.map((track) =>
      track
        .filter((event) => event.cmd === "note" && event.duration > 0)
        .map((event) => [event.start, event.duration, event.pitch].map(rounded)),
    ),
  }));
  console.log(JSON.stringify({ path, tunes }));
}
