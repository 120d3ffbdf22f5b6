"""Signing in with e-mail and password, and what stands in the way of guessing."""
