"""Who read the content of which logs, when, where, and why: one row a request, kept for years.

Whoever shows bodies calls `note_read` with the keys of the logs that they belong to. Prompts in full, raw bodies and
copies count; the first words that lists show do not.
"""

from .noting import flush, forget, note_read

__all__ = ["flush", "forget", "note_read"]
