"""What is wrong with a query, where, and what would be right. Pure."""


class QueryError(ValueError):
    """A query that cannot be read: characters [start, end) of it, a sentence, and a query that would do (or None)."""

    def __init__(self, message: str, start: int, end: int, *, repair: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(end, start + 1)
        self.repair = repair
