"""The application: tables, questions about them, rules, and the faces. Never imports `ingest`, b4 or spaCy."""
