"""Messages of two logs as rows, and what is left out of long ones."""

from logs.canonical import CanonicalLog
from logs.explorer.message_rows import Compared, abridged, text_row
from logs.explorer.wording import GONE, NEW, SAME, Piece, TextBudget


def said(*texts: str) -> CanonicalLog:
    return CanonicalLog(input_messages=[{"role": "user", "content": text} for text in texts])


def test_puts_messages_that_are_the_same_into_one_row():
    rows = Compared.of(said("a", "b", "c"), said("a", "b", "d e f"), TextBudget()).asked
    assert [(row.label, row.differs) for row in rows] == [("1–2", False), ("3 User", True)]
    assert rows[0].first_words == "a … b"


def test_says_how_many_are_the_same():
    assert Compared.of(said("a", "b"), said("b"), TextBudget()).hint == "1 the same, 1 only in A"
    assert Compared.of(said(), said(), TextBudget()).hint == "none were sent"


def test_marks_what_only_one_has_from_end_to_end():
    row = text_row("get_order", None, "a tool", TextBudget())
    assert (row.a, row.b) == (None, [Piece(NEW, "a tool")])


def test_cuts_a_long_stretch_that_is_the_same():
    words = [f"w{n}" for n in range(100)]
    short = abridged([Piece(GONE, "x "), Piece(SAME, " ".join(words))])
    assert short[0] == Piece(GONE, "x ")
    assert short[2] == Piece("hint", "… 70 words the same … ")
    assert short[3].text == " ".join(words[-15:])


def test_cuts_a_long_message_that_only_one_has():
    short = abridged([Piece(NEW, "word " * 200)])
    assert short == [Piece(NEW, "word " * 60), Piece("hint", "… 140 more words")]
    assert abridged([Piece(NEW, "word " * 100)]) == [Piece(NEW, "word " * 100)]
