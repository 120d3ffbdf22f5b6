"""Who owns the projects of a benchmark's store."""

OWNER = ("owner@example.com", "correct horse battery")
