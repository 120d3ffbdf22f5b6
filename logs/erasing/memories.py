"""What a process remembers of people between requests."""

from .. import customers
from ..bodies import memory
from ..search.store import SHELF


def forget_memories() -> None:
    """What this process remembers of customers, conversations and the search index."""
    customers.forget()
    memory.forget()
    SHELF.clear()
