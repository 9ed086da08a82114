"""Run the program as ``python -m convcheck``."""

from convcheck.cli import main

main()
