"""What stands in place of what was found: [redacted:email], or [redacted:email:1f3a…] where equal must stay equal."""

import re
from hashlib import blake2b

# Letters that JSON and addresses take as they are, so that a text around stays what it was.
_MARK = re.compile(rb"\[redacted(?::[a-z0-9-]{1,40}(?::[0-9a-f]{16})?)?\]")


def mask(name: str) -> bytes:
    return b"[redacted:%b]" % name.encode()


def pseudonym(name: str, value: bytes, key: bytes) -> bytes:
    """The mark of a value: the same for the same value under the same key, which says nothing about it without."""
    digest = blake2b(value, digest_size=8, key=key, person=name.encode()[:16]).hexdigest()
    return b"[redacted:%b:%b]" % (name.encode(), digest.encode())


def marks_in(raw: bytes) -> list[tuple[int, int]]:
    """Where something was replaced before: rules leave that alone, so that a second pass changes nothing."""
    return [match.span() for match in _MARK.finditer(raw)] if b"[redacted" in raw else []
