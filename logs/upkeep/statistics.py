"""What the planner knows of the tables."""

from ..engines import engine_of


def refresh(alias: str) -> bool:
    """Gathered where the engine does not by itself."""
    engine_of(alias).refresh_statistics(alias)
    return False
