"""Files that people and programs asked for: written here, so that no request waits for one and a restart loses none."""

from ..exporting import work


def write(alias: str) -> bool:
    """About a second of one export; they take turns."""
    return work.step()


def expire(alias: str) -> bool:
    """Files past their time, and what a crash left behind."""
    return work.remove_expired()
