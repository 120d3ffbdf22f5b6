"""JSON as a tree: all of it is to be found, no answer holds too much of it, hits are counted and led to."""

import pytest

from logs.explorer.json_tree import Tree, piece_of, tree_of
from logs.templatetags.json_tree import json_piece, json_tree
from logs.tests.explorer.reading import text_in

ADDRESS = "/logs/x/json/?body=payload"


def shown(value: object, wanted: str = "") -> str:
    return json_tree(tree_of(value, wanted), ADDRESS)


def test_shows_names_values_sizes_and_counts():
    text = " ".join(text_in(shown({"a": [1, None, True], "b": "x"})).split())
    assert "3 items, 13 B 0: 1 1: null 2: true" in text
    assert '"b": "x"' in text


def test_writes_texts_as_json_with_a_line_for_each_line():
    assert 'one\\n\ntwo \\"quoted\\"' in shown({"a": 'one\ntwo "quoted"'}).replace("&quot;", '"')


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;"])
def test_escapes_names_and_texts(text: str):
    html = shown({text: text, "long": text * 100, "list": [text]}, "script")
    assert "<script" not in html
    assert "<img" not in html
    assert text in text_in(html)


@pytest.mark.parametrize("value", [{}, [], "", 0, False, None])
def test_shows_a_lone_value(value: object):
    assert text_in(shown(value)).strip()


def test_leaves_a_large_part_to_be_loaded():
    html = shown({"small": 1, "large": {"text": "y" * 300_000}})
    assert f'hx-get="{ADDRESS.replace("&", "&amp;")}&amp;at=1&amp;from=0"' in html
    assert "yyy" not in html
    assert "Load this part, 300 kB" in text_in(html)


def test_leaves_a_long_text_to_be_loaded_in_pieces():
    value = {"a": "x" * 250_000 + "z" * 50_000}
    assert len(shown(value)) < 3_000
    first, second = (piece_of(value, "0", start) for start in (0, 200_000))
    assert "next 100,000 of 300,000 characters" in text_in(json_piece(first, ADDRESS))
    assert text_in(json_piece(second, ADDRESS)).strip() == "x" * 50_000 + "z" * 50_000 + '"'


def test_leaves_many_children_to_be_loaded():
    value = [{"n": n} for n in range(450)]
    assert "next 200 of 450" in text_in(shown(value))
    assert '"n": 399' in text_in(json_piece(piece_of(value, "", 200), ADDRESS))
    assert "next 50 of 450" in text_in(json_piece(piece_of(value, "", 200), ADDRESS))


def test_holds_no_more_than_an_answer_may():
    value = {str(n): {"text": "x" * 20_000} for n in range(150)}
    assert len(shown(value)) < 700_000


def test_goes_no_deeper_than_a_page_can():
    value: object = "the bottom"
    for _ in range(190):
        value = [value]
    html = shown(value)
    assert "the bottom" not in html
    assert "the bottom" in json_piece(piece_of(value, ".".join("0" * 180), 0), ADDRESS)


def test_shows_a_vector_as_one_text():
    assert "0.5,0.5,0.5" in shown({"v": [0.5] * 600})


@pytest.mark.parametrize("place", ["7", "0.0", "x", "-1", "0.", "9" * 30])
def test_has_no_piece_where_nothing_is(place: str):
    assert piece_of({"a": "text"}, place, 0) is None


# -- looking for words


def hits(tree: Tree) -> int:
    return json_tree(tree, ADDRESS).count("data-hit")


def test_finds_names_and_values_in_any_case():
    tree = tree_of({"Carrier": "DHL", "by": ["dhl", 7], "n": None}, "dhl")
    assert (tree.hits, hits(tree)) == (2, 2)
    assert "<mark data-hit>DHL</mark>" in json_tree(tree, ADDRESS)
    assert tree_of({"Carrier": 1}, "CARRIER").hits == 1


def test_finds_numbers_but_not_positions():
    assert tree_of([10, 20, {"a": 210}], "1").hits == 2


def test_opens_the_way_to_a_hit():
    far = {"a": {"b": [{"text": "z" * 8_000}, {"c": "needle"}]}, "other": {"text": "z" * 8_000}}
    assert shown(far, "needle").count('<details class="tree-node" open>') == 4


def test_finds_what_is_not_loaded():
    value = {"large": [{"n": "x" * 1_000, "c": "needle" if n == 370 else ""} for n in range(400)]}
    tree = tree_of(value, "needle")
    assert (tree.hits, hits(tree)) == (1, 1)
    assert len(json_tree(tree, ADDRESS)) < 5_000
    assert "the whole part, 406 kB" in text_in(json_tree(tree, ADDRESS))


def test_shows_what_stands_around_a_hit_in_a_long_text():
    html = shown({"a": "x" * 400_000 + " the Needle here " + "y" * 400_000}, "needle")
    assert "the <mark data-hit>Needle</mark> here" in html
    assert len(html) < 4_000


def test_counts_hits_to_a_bound():
    tree = tree_of(["needle"] * 5_000, "needle")
    assert tree.is_more
    assert tree.hits == 1_000
    assert len(json_tree(tree, ADDRESS)) < 200_000
