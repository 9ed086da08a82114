"""How much of a log is looked at closely."""

LONGEST_LINE = 65_536
"""Bytes; a longer line is no report of a step."""

FIRST_BLOCKS = 2
"""Blocks with reports that a survey reads whole."""
EACH_BLOCK = 8
"""Of the further blocks a survey reads one in so many, and the last."""

MOST_FIELDS = 1_000
"""Numbers that are read from one line."""
