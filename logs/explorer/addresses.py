"""Addresses of pages that are found by what a caller named, which may hold anything."""

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

# Browsers and servers change a path with such a part on its way; `quote` does not keep them from it.
_UNSAFE_PARTS = frozenset({"", ".", ".."})


def fits_in_path(text: str) -> bool:
    """Whether an address can have the text as its end and keep it as it is."""
    return text.isprintable() and not _UNSAFE_PARTS & set(text.replace("\\", "/").split("/"))


def thread_address(thread_id: str) -> str:
    """The page of a thread; by a parameter where the id cannot stand in a path."""
    if fits_in_path(thread_id):
        return reverse("logs:thread", args=[thread_id])
    # An identifier may hold what no address can; then its link finds nothing.
    return f"{reverse('logs:thread_by_id')}?{urlencode({'id': thread_id}, errors='replace')}"


def compare_address(a: UUID, b: UUID) -> str:
    """The page that shows two logs side by side."""
    return f"{reverse('logs:compare')}?{urlencode({'a': a, 'b': b})}"
