"""Accounts: made and changed by `docket user` and on people's own pages, and asked who acts."""
