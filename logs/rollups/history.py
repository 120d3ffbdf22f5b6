"""Counts and sums of logs that retention has removed. They outlive their rows, under a number of the project's own.

The number is the project's with a minus: so what is read, folded and drawn for logs that are there serves those that
are gone, and no list counts them by mistake.
"""


def history_of(project_id: int) -> int:
    """Under which project the rollups keep a project's removed logs."""
    return -project_id
