"""Text that nobody wrote: words of drawn syllables, as unevenly frequent as real ones, and runs of several scripts."""

import random
from collections.abc import Sequence
from itertools import accumulate

# The most frequent first.
COMMON = """the order of a to and is in your for not with this that on you are be it as have from was will can our
    please customer account delivery refund invoice payment address question answer model system request status number
    today tomorrow support product price service team change update report error file table list value result
    lantern harbour velvet garden window copper silver marble timber ribbon""".split()  # noqa: SIM905
VOCABULARY = 20_000
_SYLLABLES = [first + vowel + last for first in "bdfgklmnprstvz" for vowel in "aeiou" for last in ("", "n", "r", "l")]
_LATIN_FRAGMENTS, _OTHER_FRAGMENTS = 60_000, 3_000

CHINESE_COMMON, ARABIC_COMMON = "订单", "الطلب"
_HAN = [chr(0x4E00 + 13 * n % 5000) for n in range(1500)]
_ARABIC = "ابتجدرسعفقكلمنهوي"
_CYRILLIC = "авеиклмнопрстую"
_DEVANAGARI = "कगचजतदनपबमयरलवस"
_KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねの"


class Words:
    """Fragments of some words each, drawn once; a text is a row of fragments, which is quick to draw."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(f"words {seed}")
        self.latin = _latin(rng)
        self.scripts: dict[str, list[str]] = {
            "zh": [_han(rng) for _ in range(_OTHER_FRAGMENTS)],
            "ar": [_spaced(rng, _ARABIC, ARABIC_COMMON) for _ in range(_OTHER_FRAGMENTS)],
            "ru": [_spaced(rng, _CYRILLIC) for _ in range(_OTHER_FRAGMENTS)],
            "hi": [_spaced(rng, _DEVANAGARI) for _ in range(_OTHER_FRAGMENTS)],
            "ja": [_spaced(rng, _KANA).replace(" ", "、") for _ in range(_OTHER_FRAGMENTS)],
        }

    def text(self, rng: random.Random, characters: int, script: str = "") -> str:
        """About so many characters."""
        fragments = self.scripts[script] if script else self.latin
        return _joined(rng.choices(fragments, k=max(1, characters // (14 if script else 28))))


def _joined(fragments: Sequence[str]) -> str:
    """Fragments as sentences of a few and paragraphs of a few more."""
    sentences = [" ".join(fragments[start : start + 4]) for start in range(0, len(fragments), 4)]
    return "\n".join(". ".join(sentences[start : start + 5]) for start in range(0, len(sentences), 5))


def _latin(rng: random.Random) -> list[str]:
    made = dict.fromkeys("".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(VOCABULARY))
    words = [*COMMON, *made]
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))  # Zipf-Mandelbrot
    return [" ".join(rng.choices(words, cum_weights=weights, k=rng.randint(3, 6))) for _ in range(_LATIN_FRAGMENTS)]


def _han(rng: random.Random) -> str:
    weights = [1 / (rank + 10) for rank in range(len(_HAN))]
    run = "".join(rng.choices(_HAN, weights, k=rng.randint(8, 18)))
    return run + CHINESE_COMMON if rng.random() < 0.02 else run


def _spaced(rng: random.Random, letters: str, common: str = "") -> str:
    words = ["".join(rng.choices(letters, k=rng.randint(3, 7))) for _ in range(rng.randint(2, 4))]
    return " ".join([*words, common] if common and rng.random() < 0.02 else words)
