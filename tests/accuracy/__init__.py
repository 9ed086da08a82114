"""The accuracy program: labelled trainings, and how well convcheck judges them."""
