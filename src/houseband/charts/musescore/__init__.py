"""MuseScore's own files."""
