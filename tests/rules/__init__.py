"""Tests of the rules: each alone, and all together on healthy and on sick runs."""
