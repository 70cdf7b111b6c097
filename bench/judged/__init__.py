"""Standings and outcomes that were judged by reading the mails, by Message-ID."""
