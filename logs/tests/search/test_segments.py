"""Segments without a database: what is put into one is found in it, also after several were merged."""

from logs.search.building import Entry, Said, build, merge
from logs.search.plan import plan
from logs.search.segment import Segment
from logs.search.tokens import broken


def made(documents, pages):
    blobs = dict(pages)
    return Segment(lambda numbers: {number: blobs[number] for number in numbers if number in blobs})


def segment_of(*entries, parts=None):
    said = parts or {}
    logs = (Entry(key, Said(terms), *held) for key, terms, *held in entries)
    return made(*build(logs, lambda ids: (Said(said[one]) for one in ids)))


def keys_of(segment, needle):
    hits = segment.hits(plan(needle))
    return segment.documents.keys[hits.sure].tolist(), segment.documents.keys[hits.unsure].tolist()


def zz(number):
    """A word for each number."""
    return b"zz" + b"".join(b"%c" % (97 + int(digit)) for digit in str(number))


def test_a_word_is_proof_and_two_words_are_not():
    segment = segment_of((10, {b"red", b"apple"}), (20, {b"apple"}), (30, {b"red"}))
    assert keys_of(segment, "apple") == ([10, 20], [])
    assert keys_of(segment, "red apple") == ([], [10])


def test_a_part_speaks_for_every_log_that_holds_it():
    segment = segment_of((10, {b"a"}, [7]), (20, {b"b"}), (30, {b"c"}, [7, 8]), parts={7: {b"seven"}, 8: {b"eight"}})
    assert keys_of(segment, "seven") == ([10, 30], [])
    assert keys_of(segment, "eight") == ([30], [])


def test_postings_go_over_many_pages():
    segment = segment_of(*((key, {b"every", b"odd" if key % 2 else b"even", zz(key)}) for key in range(3000)))
    assert keys_of(segment, "every")[0] == list(range(3000))
    assert keys_of(segment, "odd")[0] == list(range(1, 3000, 2))
    assert keys_of(segment, "even")[0] == list(range(0, 3000, 2))
    assert keys_of(segment, "zz")[0] == list(range(3000))


def test_merging_keeps_what_is_wanted_and_a_shared_part_once():
    first = segment_of((10, {b"red"}, [7]), (20, {b"green"}), parts={7: {b"seven"}})
    second = segment_of((15, {b"red"}, [7]), (30, {b"blue"}), parts={7: {b"seven"}})
    documents, pages = merge([first, second], lambda _, key: key != 30)
    merged = made(documents, pages)
    assert documents.keys.tolist() == [10, 15, 20]
    assert documents.parts.tolist() == [7]
    assert keys_of(merged, "red") == ([10, 15], [])
    assert keys_of(merged, "seven") == ([10, 15], [])
    assert merged.terms() == [b"green", b"red", b"seven"]


def test_a_piece_of_several_terms_and_one_said_twice_count_once_a_log():
    segment = segment_of((10, [b"a1b2", b"red", b"red"]), (20, [b"red", b"a1b2"]), (30, ["北京大学".encode(), b"red"]))
    pairs = [b"\x02" + pair.encode() for pair in ("京大", "北京", "大学")]
    assert segment.terms() == [b"\x011b2", b"\x01a1b", *pairs, b"red"]
    assert keys_of(segment, "a1b") == ([10, 20], [])
    assert keys_of(segment, "京大") == ([30], [])
    assert keys_of(segment, "red") == ([10, 20, 30], [])


def test_logs_without_words_make_a_segment_too():
    segment = segment_of((10, set()), (20, set()))
    assert segment.documents.keys.tolist() == [10, 20]
    assert keys_of(segment, "anything") == ([], [])


def test_part_of_a_word_is_found_at_its_start_its_end_and_inside():
    segment = segment_of((10, {b"watermelon", b"juice"}), (20, {b"melon"}), (30, {b"water"}))
    assert keys_of(segment, "elo") == ([10, 20], [])
    assert keys_of(segment, "fresh waterm")[1] == []
    assert keys_of(segment, "melon juice") == ([], [10])
    assert keys_of(segment, "nolem") == ([], [])


def test_words_next_to_each_other_are_told_from_words_apart():
    terms = {b"red", b"apple", b"juice"}
    texts = ["red apple juice" if number == 700 else f"red juice apple {number}" for number in range(1000)]
    logs = [Entry(number, Said(terms, broken(text))) for number, text in enumerate(texts)]
    whole = made(*build(logs, lambda _: iter(())))
    for segment in (whole, made(*merge([whole], lambda _, key: key > 500))):
        found = keys_of(segment, "red apple juice")[1]
        assert 700 in found
        assert len(found) < 200


def test_a_segment_without_signatures_is_merged_with_one_that_has_them():
    older = segment_of(*((key, {b"red", b"apple"}) for key in range(10)))
    logs = [Entry(key, Said({b"red", b"apple"}, b"apple red")) for key in range(10, 20)]
    documents, pages = merge([older, made(*build(logs, lambda _: iter(())))], lambda *_: True)
    assert keys_of(made(documents, pages), "red apple")[1][:10] == list(range(10))
