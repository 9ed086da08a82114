"""Tests of convcheck; the folders mirror the package."""
