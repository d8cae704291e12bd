(title Quay Waltz)
(composer Ann Example)
(show )
(year 2026)
(comments made up)
(meter 3 4)
(key -3)
(tempo 132.0)
(volume 127)
(playback-transpose 0)
(style jazz-waltz
    (swing 0.67)
    (bass-high g-)
)
(part
    (type chords)
    (title )
    (instrument 1)
)
(section (style jazz-waltz)) Cm7 | Fm7 / Bb7 | EbM7 | / |
(section (style ballad)) Am7b5 D7b9 | Gm | NC | Eb/Bb |
(part
    (type melody)
    (title head)
    (stave treble)
)
v90 g4 c+8 d+8 eb+4 c+4. ab8 f4 g2. r2+4 a-8/3 c8/3 eb8/3 d4 f#4 g2. r2.+2.
(part
    (type melody)
    (title chorus 2)
)
r2. c+2.
