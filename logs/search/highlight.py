"""Where needles stand in a text as it was written, though they are found in folded text of another length. Pure."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from ..text import fold

Span = tuple[int, int]
# Vowels and finals of Hangul written apart: they join the character before them, as combining marks do.
_HANGUL_TAIL = range(0x1160, 0x1200)


def highlights(text: str, needles: Sequence[str]) -> list[Span]:
    """Where folded needles stand in `text`, in order; spans that touch or overlap are one."""
    spans = sorted(span for needle in needles for span in _places(text, needle))
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _places(text: str, needle: str) -> list[Span]:
    folded = fold(text)
    found = _find_all(folded, needle) if needle else []
    if not found or _is_alike(text, folded):
        return found
    # Characters that fold on their own, with the marks that belong to them, and where each ends before and after.
    clusters = _clusters(text)
    written = list(accumulate(map(len, clusters), initial=0))
    compared = list(accumulate((len(fold(cluster)) for cluster in clusters), initial=0))
    return [
        (written[bisect_right(compared, start) - 1], written[min(bisect_left(compared, end), len(clusters))])
        for start, end in found
    ]


def _find_all(folded: str, needle: str) -> list[Span]:
    found, place = [], folded.find(needle)
    while place >= 0:
        found.append((place, place + len(needle)))
        place = folded.find(needle, place + len(needle))
    return found


def _is_alike(text: str, folded: str) -> bool:
    """Whether each character folds to one, so that places are the same."""
    return text.isascii() or (
        len(text) == len(text.casefold()) == len(folded) and unicodedata.is_normalized("NFC", text)
    )


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for character in text:
        if clusters and (unicodedata.combining(character) or ord(character) in _HANGUL_TAIL):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters
