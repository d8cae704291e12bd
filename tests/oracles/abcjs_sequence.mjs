// What abcjs plays of ABC: for every file named on the command line one line of JSON, its tunes in order, each voice a
// list of notes [start, duration, pitch] in whole notes as they sound, repeats unfolded. Tempo marks, grace notes and
// ornaments are blanked out first: abcjs plays them as other durations.
// usage: NODE_PATH=… node abcjs_sequence.mjs FILE…
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire((process.env.ABCJS_ROOT ?? process.cwd()) + "/");
const abcjs = require("abcjs");

for (const path of process.argv.slice(2)) {
  const blank = (found) => found.replace(/[^\n]/g, " ");
  const text = readFileSync(path, "utf8")
    .replace(/\[Q:[^\]]*\]|^Q:.*$/gm, blank)
    .replace(/\{[^}\n]*\}/g, blank)
    .replace(/!(trill|roll|turn|uppermordent|lowermordent|mordent|pralltriller|ferm|invertedfermata|fermata)!/g, blank)
    .replace(/^(?![A-Za-z]:|%).*$/gm, (line) => line.replace(/[~TMP](?=[\^_=]*[A-Ga-g])/g, " "));
  const tunes = [];
  try {
    for (const tune of abcjs.parseOnly(text)) {
      const audio = tune.setUpAudio({ chordsOff: true });
      const voices = audio.tracks.map((track) =>
        track
          .filter((event) => event.cmd === "note" && event.duration > 0)
          .map((event) => [event.start, event.duration, event.pitch].map((n) => Math.round(n * 1e4) / 1e4)),
      );
      tunes.push({ title: tune.metaText?.title ?? "", voices });
    }
    console.log(JSON.stringify({ path, tunes }));
  } catch (error) {
    console.log(JSON.stringify({ path, error: String(error) }));
  }
}
