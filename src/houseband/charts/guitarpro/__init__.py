"""Guitar Pro: versions 3 to 5 (binary), 6 (``.gpx``), 7 and 8 (``.gp``)."""
