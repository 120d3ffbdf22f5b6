"""Two lists of messages beside each other."""

from logs.explorer.alignment import CHANGED, GONE, NEW, SAME, Aligned, align, key_of, plain_text
from logs.explorer.conversation import Message
from logs.explorer.media import Media
from logs.explorer.parts import Call, Reasoning, Result, Text


def said(speaker: str, text: str) -> Message:
    return Message(speaker, speaker.capitalize(), [Text(text)])


SYSTEM, HI, HELLO = said("system", "Be kind."), said("user", "Hi"), said("assistant", "Hello!")


def test_finds_what_is_the_same():
    assert align([SYSTEM, HI], [SYSTEM, HI]) == [Aligned(SAME, 0, 0), Aligned(SAME, 1, 1)]


def test_finds_what_is_new_and_gone():
    assert align([SYSTEM, HI], [HI, HELLO]) == [Aligned(GONE, before=0), Aligned(SAME, 1, 0), Aligned(NEW, after=1)]


def test_lays_instructions_beside_each_other_however_they_differ():
    other = said("system", "Answer in French only")
    assert align([SYSTEM, HI], [other, said("system", "No jokes"), HI])[0] == Aligned(CHANGED, 0, 0)


def test_lays_one_for_one_beside_each_other():
    assert align([said("user", "One")], [said("user", "Two")]) == [Aligned(CHANGED, 0, 0)]


def test_tells_a_changed_message_from_another_one():
    before = [said("user", "Where is my order today?")]
    after = [said("user", "Tell me a joke"), said("user", "Where is my parcel today?")]
    assert align(before, after) == [Aligned(NEW, after=0), Aligned(CHANGED, 0, 1)]


def test_compares_nothing_in_the_middle_of_what_is_too_long():
    before = [SYSTEM, *(said("user", f"a{n}") for n in range(1_100)), HI]
    after = [SYSTEM, *(said("user", f"b{n}") for n in range(1_050)), HI]
    kinds = [one.kind for one in align(before, after)]
    assert (kinds[0], kinds[-1]) == (SAME, SAME)
    assert len([kind for kind in kinds if kind == GONE]) == 1_100


def test_knows_a_message_by_what_it_says():
    call = Message("assistant", "Assistant", [Call("c1", "f", '{"b": 1, "a": [2]}')])
    twin = Message("assistant", "Model", [Text(""), Call("", "f", {"a": [2], "b": 1}), Reasoning("Hm.")])
    assert key_of(call) == key_of(twin)
    assert key_of(call) != key_of(Message("assistant", "Assistant", [Call("c1", "g", '{"b": 1, "a": [2]}')]))
    assert key_of(HI) != key_of(said("assistant", "Hi"))


def test_tells_thoughts_apart_where_there_is_nothing_else():
    thoughts = [Message("assistant", "Assistant", [Reasoning(text)]) for text in ("One.", "Two.")]
    assert key_of(thoughts[0]) != key_of(thoughts[1])


def test_writes_a_message_as_text():
    picture = Media("image", "kettle.png", "image/png", 2048, "")
    parts = [Text("Look:"), picture, Call("1", "f", '{"a":1}'), Result("1", "f", ["x"], has_failed=False)]
    assert plain_text(Message("user", "User", parts)) == (
        'Look:\n\nimage kettle.png image/png 2048\n\nf {\n  "a": 1\n}\n\n[\n  "x"\n]'
    )
