"""What is being written where the cursor stands; `|` marks it."""

import pytest

from logs.querylang.completing import Spot, field_names, inserted, spot_at


@pytest.mark.parametrize(
    ("marked", "field", "prefix"),
    [
        ("|", None, ""),
        ("mod|", None, "mod"),
        ("-mod|", None, "mod"),
        ("model:|", "model", ""),
        ("model:gp|", "model", "gp"),
        ("-model:gp|", "model", "gp"),
        ("pizza model:gp| x", "model", "gp"),
        ('customer:"Ann |', "customer", "Ann "),
        ('customer:"Ann & Co"|', "customer", "Ann & Co"),
        ("model:(gpt-4 OR cl|", "model", "cl"),
        ("model:(gpt-4 OR |", "model", ""),
        ("(status:error OR mod|", None, "mod"),
        ("(status:error OR model:c|)", "model", "c"),
        ("latency:>2|", "latency", "2"),
        ("tokens:[1|", "tokens", "1"),
        ("metadata.env:pr|", "metadata.env", "pr"),
        ("http:x|", None, "http:x"),
        ("pizza |", None, ""),
        ("model:a |", None, ""),
        ("a) b|", None, "b"),
    ],
)
def test_the_spot_at_the_cursor(marked, field, prefix):
    cursor = marked.index("|")
    spot = spot_at(marked.replace("|", ""), cursor)
    assert (spot.field, spot.prefix) == (field, prefix)


@pytest.mark.parametrize(
    ("marked", "written", "after"),
    [
        ("mod|", "model:", "model:|"),
        ("pizza model:gp| x", "gpt-4o", "pizza model:gpt-4o |x"),
        ("model:(gp|)", "gpt-4o", "model:(gpt-4o|)"),
        ('customer:"Ann |', '"Ann & Co"', 'customer:"Ann & Co" |'),
        ("-|", "model:", "-model:|"),
    ],
)
def test_a_suggestion_takes_the_place_of_what_was_written(marked, written, after):
    text, cursor = marked.replace("|", ""), marked.index("|")
    new, place = inserted(text, spot_at(text, cursor), written, goes_on=written.endswith(":"))
    assert new[:place] + "|" + new[place:] == after


def test_fields_are_named_by_their_start_first():
    assert field_names("mo") == ["model"]
    assert field_names("to")[:2] == ["tokens", "tools"]
    assert "prompt_tokens" in field_names("to")
    assert field_names("metad") == ["metadata."]


def test_any_text_and_cursor_have_a_spot():
    text = 'a:(b OR "c d" -e:f) [1 TO'
    for cursor in range(len(text) + 1):
        assert isinstance(spot_at(text, cursor), Spot)
