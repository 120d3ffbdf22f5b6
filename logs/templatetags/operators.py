"""What the admin's first page needs to write its numbers."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(project_id: int | None, names: Mapping[int, str]) -> str:
    """A project's name; rows name theirs by id."""
    return names.get(project_id, f"no project ({project_id})")


@register.filter
def seconds(count: float | None) -> float | None:
    """In milliseconds, as `duration` takes them."""
    return None if count is None else count * 1000


@register.filter
def volume(count: int | None) -> str | None:
    """612 MB, 4.1 GB, 1.2 TB; less than that is 0 MB."""
    if count is None:
        return None
    for power, unit in ((12, "TB"), (9, "GB")):
        if count >= 10**power:
            return f"{count / 10**power:.1f} {unit}"
    return f"{count / 10**6:.0f} MB" if count >= 10**7 else f"{count / 10**6:.1f} MB"
