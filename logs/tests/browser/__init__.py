"""The explorer in a real browser, on a real server."""
