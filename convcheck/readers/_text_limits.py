"""How much of a log is looked at closely."""

LONGEST_LINE = 65_536
"""Bytes; a longer line is no report of a step."""

BLOCK_BYTES = 1 << 20
"""Read at once: it stays in the processor's cache through all the passes over its lines."""
FIRST_BLOCKS = 4
"""Blocks with reports that a survey reads whole."""
EACH_BLOCK = 16
"""Of the further blocks a survey reads one in so many, and the last."""

MOST_FIELDS = 1_000
"""Numbers that are read from one line."""
