"""Signatures without a database: of documents that hold a phrase none is missed, and most others are told from them."""

import random

import numpy as np
import pytest

from logs.search.junctions import _LENGTHS, Signatures, Signer, _Stack, asked, merged
from logs.search.segment import FIRST_SIGNATURES
from logs.search.tokens import broken

ALPHABET = "aaabbbcc1é订 ,.\n_    "


def signed(*texts):
    signer = Signer()
    for text in texts:
        signer.add(None if text is None else broken(text))
    return read(len(texts), signer.pages())


def read(documents, pages):
    blobs = dict(pages)
    return Signatures(documents, lambda numbers: {number: blobs[number] for number in numbers if number in blobs})


def spoken(speaker):
    return ["".join(speaker.choices(ALPHABET, k=speaker.choice([0, 1, 6, 50, 300]))) for _ in range(40)]


def cut_from(text, speaker):
    start = speaker.randrange(len(text) or 1)
    return text[start : start + speaker.randint(1, 30)]


@pytest.mark.parametrize("seed", range(5))
def test_no_document_with_the_phrase_is_missed(seed):
    speaker = random.Random(seed)
    texts = spoken(speaker)
    signatures = signed(*texts)
    for needle in filter(asked, [cut_from(text, speaker) for text in texts for _ in range(5)]):
        may_have = signatures.having(asked(needle))
        assert all(may_have[place] for place, text in enumerate(texts) if needle in text)


def test_merged_signatures_say_what_they_said_apart():
    speaker = random.Random(1)
    first, second = spoken(speaker), spoken(speaker)
    moves = [np.array([2 * place for place in range(40)]), np.array([2 * place + 1 for place in range(40)])]
    both = read(80, merged([signed(*first), signed(*second)], moves, 80))
    for needle in filter(asked, [cut_from(text, speaker) for text in first + second]):
        apart = [signed(*texts).having(asked(needle)) for texts in (first, second)]
        assert both.having(asked(needle)).tolist() == np.stack(apart, axis=1).ravel().tolist()


def test_a_document_that_is_left_out_of_a_merge_leaves_the_others_alone():
    signatures = signed("copper harbour", "velvet lantern", "copper harbour")
    left = read(2, merged([signatures], [np.array([-1, 0, 1])], 2))
    assert left.having(asked("copper harbour")).tolist() == [False, True]


def test_of_a_document_that_segments_tell_otherwise_nothing_is_known():
    first, second = signed("copper harbour"), signed(" ".join(map(str, range(500))))
    both = read(1, merged([first, second], [np.array([0]), np.array([0])], 1))
    assert both.having(asked("velvet lantern")).tolist() == [True]


def test_words_that_stand_apart_are_not_a_phrase():
    texts = [f"copper {number} harbour" for number in range(300)]
    found = signed("a copper harbour", *texts).having(asked("copper harbour"))
    assert found[0]
    assert found.sum() < 100


def test_more_words_in_a_row_leave_fewer_documents():
    speaker = random.Random(5)
    words = ["copper", "harbour", "velvet", "lantern", "marble", "ribbon", "garden", "timber"]
    signatures = signed(*(" ".join(speaker.choices(words, k=12)) for _ in range(2000)))
    counts = [signatures.having(asked(" ".join(words[:length]))).sum() for length in (2, 3, 4)]
    assert counts[0] > 2 * counts[1] > 4 * counts[2] > 0


def test_long_documents_are_signed_beside_short_ones():
    speaker = random.Random(6)
    words = [f"{speaker.randrange(10**6):x}" for _ in range(40_000)]
    signatures = signed("short one", " ".join(words), "other one")
    assert signatures.having(asked(" ".join(words[20_000:20_003]))).tolist() == [False, True, False]


def test_the_pages_of_a_segment_of_nothing_but_giants_have_numbers():
    stacks = [_Stack(length, np.arange(65_535), 1) for length in _LENGTHS]
    assert sum(stack.pages for stack in stacks) < FIRST_SIGNATURES
    assert max(stack.slices for stack in stacks) <= 512


@pytest.mark.parametrize(
    ("needle", "junctions"),
    [("copper", 0), ("copper harbour", 1), ("r harbour", 0), (" r harbour", 1), ("copper of ha", 1), ("a, b, c", 0)],
)
def test_ends_of_a_needle_that_may_go_on_are_asked_for_where_they_are_long_enough(needle, junctions):
    assert len(asked(needle)) == junctions


def test_nothing_is_known_of_an_index_without_signatures_and_of_documents_without_texts():
    assert Signatures(2, lambda numbers: {}).having(asked("copper harbour")).tolist() == [True, True]
    assert signed(None, "velvet").having(asked("copper harbour")).tolist() == [True, False]
