"""Space that deleted logs have left goes back to the file system, in steps that no writer has to wait for."""

from ..engines import engine_of


def reclaim(alias: str) -> bool:
    """One step; true while there is more to give back."""
    return engine_of(alias).reclaim(alias)
