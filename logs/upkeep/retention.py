"""Following the retention rules of projects, a few thousand logs at a time."""

from collections.abc import Iterator

from ..retention import work

_passes: dict[str, Iterator[work.Freed]] = {}  # by store: the pass that is under way


def follow(alias: str) -> bool:
    """One step of a pass over all projects; true until the pass is through."""
    under_way = _passes.pop(alias, None) or work.follow_rules()
    if next(under_way, None) is None:  # where it fails, the next step begins a new pass
        return False
    _passes[alias] = under_way
    return True
