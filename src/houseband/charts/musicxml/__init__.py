"""MusicXML: lead sheets and scores."""
