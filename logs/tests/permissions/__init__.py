"""Who may do what: every page and endpoint, asked by every kind of caller, from one table (`table.py`)."""
