"""What follows from facts: pure functions, each with its reason. Nothing here reads a database, a clock or a mail."""

# Raise this when the same facts give another standing or outcome: what was derived before is derived again.
RULES = 1
