"""What makes stored JSON a haystack that search can trust: a text that is found in a string is found in its JSON.

Folded text and folded JSON agree wherever only quotes, backslashes and control characters are escaped, because folding
leaves escapes alone. The exceptions are told here: U+0000 and lone surrogates, which fold to U+FFFD, and a control
character before an accent, which would settle on the last letter of the escape. Pure.
"""

import re
from collections.abc import Iterable

from .blobs import encode

# In JSON: an escaped control character, then an accent that composes with Latin letters, maybe after other marks.
_DOUBTFUL_JSON = re.compile(
    rb"\\u0000|\xed[\xa0-\xbf]|\\(?:[bfnrt]|u00[01][0-9a-f])[\x80-\xff]*?(?:\xcc[\x80-\xbf]|\xcd[\x80-\xaf])"
)
_DOUBTFUL_WORD = re.compile("[\x00\ud800-\udfff]|[\x01-\x1f][^\x00-\x7f]*?[\u0300-\u036f]")


def escaped(word: str) -> bytes:
    """A text as it stands inside a JSON string."""
    return encode(word)[1:-1]


def is_doubtful(json_text: bytes) -> bool:
    """Whether the JSON may hold a string that folds otherwise than its JSON does."""
    if b"\\u0000" in json_text:
        return True
    # The bytes that accents and surrogates begin with, which most texts of any script do without.
    may_be = not json_text.isascii() and any(lead in json_text for lead in (b"\xcc", b"\xcd", b"\xed"))
    return may_be and bool(_DOUBTFUL_JSON.search(json_text))


def unsound_words(words: Iterable[str]) -> list[str]:
    """Those that fold otherwise than their JSON does."""
    return list(dict.fromkeys(word for word in words if _DOUBTFUL_WORD.search(word)))


def stands_in(word: str, json_text: bytes, *, doubtful: bool) -> bool:
    """Whether a text that is found in `word` is found in the folded JSON, which `is_doubtful` was asked about."""
    return escaped(word) in json_text and not (doubtful and _DOUBTFUL_WORD.search(word))
