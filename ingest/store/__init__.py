"""The only writer of mail: facts and places to rows. Idempotent, so that what was interrupted can be done again."""
