"""People who are to be forgotten."""

from ..erasing import work


def carry_out(alias: str) -> bool:
    """One erasure, to its end; true while there may be another."""
    return work.step()
