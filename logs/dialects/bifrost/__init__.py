"""Bifrost: logs out."""
