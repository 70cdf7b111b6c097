"""What follows from facts: pure functions, each with its reason. Nothing here reads a database, a clock or a mail."""
