"""Differences between two texts, word by word, and their bounds."""

from logs.explorer.wording import GONE, NEW, SAME, Piece, TextBudget, count_words, differences


def test_marks_the_words_that_only_one_text_has():
    found = differences("Never promise a refund today.", "Never promise a refund or a gift today.")
    assert found.before == [Piece(SAME, "Never promise a refund today.")]
    assert found.after == [Piece(SAME, "Never promise a refund "), Piece(NEW, "or a gift "), Piece(SAME, "today.")]
    assert (found.gone, found.new) == (0, 3)


def test_leaves_punctuation_out_of_a_word():
    assert differences("do not guess.", "do not lie.").before == [
        Piece(SAME, "do not "),
        Piece(GONE, "guess"),
        Piece(SAME, "."),
    ]


def test_takes_space_for_no_difference():
    assert differences("one  two\n", "one two").before == [Piece(SAME, "one  two\n")]


def test_finds_a_sign_in_chinese():
    assert differences("我要退款", "我不要退款").after == [Piece(SAME, "我"), Piece(NEW, "不"), Piece(SAME, "要退款")]


def test_takes_a_word_between_two_differences_into_one():
    found = differences("x a red old and small kettle y", "x a blue new and large kettle y")
    assert found.before == [Piece(SAME, "x a "), Piece(GONE, "red old and small "), Piece(SAME, "kettle y")]


def test_tells_how_alike_texts_are():
    assert differences("one two", "one three").likeness == 4 / 9
    assert differences("", "").likeness == 1.0
    assert differences("a", "").likeness == 0.0


def test_compares_what_is_long_by_lines():
    before = "\n".join(f"line {n} of many" for n in range(2_000))
    after = before.replace("line 7 of many", "line seven of many").replace("line 1500 of", "row 1500 of")
    found = differences(before, after)
    assert [piece.text for piece in found.before if piece.kind == GONE] == ["7 of many\n", "line "]


def test_gives_up_in_the_middle_of_what_is_too_long():
    found = differences("start " + "a " * 9_000 + "end", "start " + "b " * 9_000 + "end")
    assert [piece.kind for piece in found.before] == [SAME, GONE, SAME]
    assert found.new == 9_000


def test_compares_by_lines_what_is_huge():
    line = "word " * 20_000 + "\n"
    found = differences(line * 3 + "x\n" + line, line * 3 + "y\n" + line)
    assert [piece.text for piece in found.before if piece.kind == GONE] == ["x\n"]


def test_compares_by_beginning_and_end_once_the_budget_is_spent():
    budget = TextBudget(characters=10)
    assert budget.differences("a b c d", "a x c d").before == [Piece(SAME, "a "), Piece(GONE, "b "), Piece(SAME, "c d")]
    found = budget.differences("a b c d e f g h", "a x c d e f y h")
    assert found.before == [Piece(SAME, "a "), Piece(GONE, "b c d e f g "), Piece(SAME, "h")]


def test_counts_words_as_people_do():
    assert count_words("It's 11:42 – at last.") == 5
