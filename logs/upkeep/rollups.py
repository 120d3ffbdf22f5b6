"""What writers noted for the rollups is added to their cells, so that readers find little to add up themselves."""

from .. import rollups


def fold(alias: str) -> bool:
    """One bounded step: on SQLite writers wait for its end. A few notes can wait, and are dearer one by one."""
    return rollups.fold_some() >= rollups.MAX_FACTS // 2
