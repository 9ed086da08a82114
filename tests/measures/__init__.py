"""Tests of the measures: curves whose answer is known."""
