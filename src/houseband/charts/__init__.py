"""Charts as written: one reader per format, chord symbols, and the roadmap that says in what order bars sound."""
