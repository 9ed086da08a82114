"""The note that commas within numbers were read by a guess."""

GUESSED = "guessed-commas"
"""Its code."""
AS_DECIMAL = "numbers such as 1,234 were taken for 1.234; nothing in the log proves it"
AS_THOUSANDS = "numbers such as 1,234 were taken for 1234; nothing in the log proves it"
