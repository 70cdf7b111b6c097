"""Figures and comparisons that a reader can run: `python -m bench`, `python -m bench.against_b4`."""
