"""Retention: how long a project keeps content and how long logs, what is due by that, and the work of removing it.

What may not go whatever a rule says is in `logs/holds.py`, because every way of deleting asks that.
"""
