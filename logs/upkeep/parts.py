"""Parts of conversations that no log refers to any more; where they are gone, so is what they held."""

from ..bodies import sweep_parts

_before: dict[str, int | None] = {}  # by store: where the pass that is under way goes on


def sweep(alias: str) -> bool:
    """One step of a pass over all parts; true until the pass is through."""
    _before[alias] = sweep_parts(_before.get(alias)).before
    return _before[alias] is not None
