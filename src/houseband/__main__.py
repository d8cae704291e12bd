"""``python -m houseband`` is the command line."""

from houseband.cli import main

main()
