"""A take as files: audio here, and beside it whatever else a musician is handed."""
