"""The pipeline: a list in, rows out. Read `pipeline.py` first: it is the list of steps."""
