"""Erasing a person, by customer identifier, everywhere; and giving them what is kept.

A request is a row that upkeep carries out within a moment, or a command at once. What remains is a signed receipt that
counts what was removed and names the person by a keyed hash only.
"""
