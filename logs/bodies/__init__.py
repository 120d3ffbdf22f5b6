"""Bodies: what was sent, stored once. Packed on the way in, fetched for a page and read back as canonical logs.

`packing` takes out of a payload what the next one will send again, `storing` writes, `reading` gives back, `haystacks`
is what search looks in, `sweeping` removes what nothing refers to any more, `learning` makes
dictionaries of what a project's logs share.
"""

from .blobs import UNREADABLE
from .dictionaries import refresh as refresh_dictionaries
from .haystacks import haystacks, needle, own_words, part_haystacks, part_words
from .learning import learn
from .lists import Write
from .packing import Packed, pack
from .reading import Body, canonical, canonicals, fetch, fetched, laid_over, parse_writes
from .shelf import Shelf
from .storing import restore, store
from .sweeping import sweep_parts

__all__ = [
    "UNREADABLE",
    "Body",
    "Packed",
    "Shelf",
    "Write",
    "canonical",
    "canonicals",
    "fetch",
    "fetched",
    "haystacks",
    "laid_over",
    "learn",
    "needle",
    "own_words",
    "pack",
    "parse_writes",
    "part_haystacks",
    "part_words",
    "refresh_dictionaries",
    "restore",
    "store",
    "sweep_parts",
]
