"""Clients that others publish, unpatched, against a running server."""
