"""Houseband, a session band in software: a chart goes on the stand, the players read it, you get the take."""
