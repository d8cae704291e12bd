"""Charts that researchers wrote: chords against the time of a recording, or against its bars."""
