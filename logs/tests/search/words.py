"""Random texts in several scripts, and needles cut from them."""

import random
from collections.abc import Iterator
from uuid import UUID

_LATIN = [
    *[
        "hello",
        "order",
        "pizza",
        "timeout",
        "refund",
        "the",
        "and",
        "running",
        "ran",
        "ration",
        "nation",
        "a",
        "an",
        "x",
        "yz",
        "prompt_tokens",
    ],
    *[
        "straße",
        "İstanbul",
        "ﬁne",
        "efﬁcient",
        "naïve",
        "café",
        "café",
        "abc123",
        "9",
        "42",
        "2026",
        "v2",
        "gpt4o",
        "100%",
        "role",
        "content",
    ],
    "w" * 45,
]
_ARABIC = ["مرحبا", "العالم", "سلام", "كتاب", "مكتبة", "بيت"]
_OTHERS = [
    "नमस्ते दुनिया",
    "สวัสดีชาวโลก",
    "안녕하세요 세계",
    "gpt模型4",
    "Ελλάδα",
    "привет",
    '"q"',
    "\\n",
    "a\nb",
    "c:\\dir",
    "\t",
    "?!",
]
_HAN = [chr(code) for code in range(0x4E00, 0x4E30)]
_BETWEEN = [" ", " ", " ", ", ", "-", "", "\n", "_", "%", "; "]


def text(speaker: random.Random) -> str:
    """A few words of any kind."""
    said = []
    for _ in range(speaker.randint(2, 14)):
        said += [_word(speaker), speaker.choice(_BETWEEN)]
    return "".join(said)


def needles(speaker: random.Random, texts: list[str], count: int) -> Iterator[str]:
    """Pieces of the texts of 1 to 20 characters; every sixth is spoilt, so that most of those are nowhere."""
    for number in range(count):
        source = speaker.choice(texts)
        length = speaker.choice([1, 2, 2, 3, 3, 4, 5, 6, 8, 12, 20])
        start = speaker.randrange(max(1, len(source) - length))
        needle = source[start : start + length]
        if number % 6 == 5:
            needle = needle[:-1] + speaker.choice("qxz~中ب")
        if needle:
            yield needle


def _word(speaker: random.Random) -> str:
    kind = speaker.random()
    if kind < 0.6:
        return speaker.choice(_LATIN)
    if kind < 0.7:
        return "".join(speaker.choices(_HAN, k=speaker.randint(1, 5)))
    if kind < 0.8:
        return speaker.choice(_ARABIC)
    if kind < 0.9:
        return str(UUID(int=speaker.getrandbits(128)))
    return speaker.choice(_OTHERS)
