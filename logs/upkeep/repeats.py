"""Answers kept for requests that might come again."""

from .. import repeating


def forget(alias: str) -> bool:
    """A batch of those past their time; true while there may be more."""
    return repeating.forget_old()
