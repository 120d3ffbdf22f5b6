"""The forms logs come in and go out in, one folder a vendor. How to add one: README.md beside this file."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ..canonical import CanonicalLog, Json
from ..choices import Dialect
from .keywordsai import translate as keywordsai
from .litellm import translate as litellm
from .native import translate as native


class Reader(NamedTuple):
    """How a dialect brings logs in: what of a payload is kept, and what it means. All pure."""

    storable: Callable[[Mapping[str, Json]], Mapping[str, Json]]
    parse: Callable[[Mapping[str, Json]], CanonicalLog]
    # Whether a payload can be nothing else; None where it is only told by the path it came to.
    looks_like: Callable[[Mapping[str, Json]], bool] | None = None


# Dialects that write, by the name that is stored with each payload.
READERS: dict[str, Reader] = {
    Dialect.KEYWORDSAI: Reader(keywordsai.storable, keywordsai.parse),
    Dialect.LITELLM: Reader(litellm.storable, litellm.parse, litellm.looks_like),
    Dialect.NATIVE: Reader(native.storable, native.parse),
}


def dialect_of(payload: Json, default: str) -> str:
    """The dialect that a payload is plainly of, else `default`."""
    if not isinstance(payload, Mapping):
        return default
    named = (name for name, reader in READERS.items() if reader.looks_like is not None and reader.looks_like(payload))
    return next(named, default)
