"""Parts of messages in the vendors' shapes: texts, calls, media; and JSON for what nobody knows."""

import base64

import pytest

from logs.explorer.media import Media
from logs.explorer.parts import parts_of

PNG = base64.b64encode(b"\x89PNG" + b"x" * 96).decode()


def only(value: object) -> object:
    (part,) = parts_of(value)
    return part


@pytest.mark.parametrize(
    "part",
    [
        "Hi",
        {"type": "text", "text": "Hi"},
        {"type": "input_text", "text": "Hi"},
        {"type": "output_text", "text": "Hi", "annotations": []},
        {"text": "Hi"},
        {"parts": [{"text": "Hi"}]},
        {"content": "Hi"},
    ],
)
def test_reads_a_text(part: object):
    assert only(part).text == "Hi"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ({"type": "thinking", "thinking": "Hm.", "signature": "s"}, "Hm."),
        ({"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}, "Hm."),
        ({"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]}, "Hm."),
        ({"text": "Hm.", "thought": True}, "Hm."),
        ({"type": "redacted_thinking", "data": "x"}, ""),
    ],
)
def test_reads_a_thought(part: object, text: str):
    found = only(part)
    assert (found.kind, found.text) == ("reasoning", text)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"type": "tool_use", "id": "1", "name": "f", "input": {"a": 1}}, ("1", "f", {"a": 1})),
        ({"type": "function_call", "call_id": "1", "name": "f", "arguments": "{}"}, ("1", "f", "{}")),
        ({"type": "web_search_call", "id": "1", "action": {"query": "x"}}, ("1", "web_search_call", {"query": "x"})),
        ({"functionCall": {"name": "f", "args": {"a": 1}}}, ("", "f", {"a": 1})),
        ({"toolUse": {"toolUseId": "1", "name": "f", "input": {}}}, ("1", "f", {})),
        ({"executableCode": {"language": "PYTHON", "code": "print(1)"}}, ("", "PYTHON", "print(1)")),
    ],
)
def test_reads_a_call(part: object, expected: tuple):
    found = only(part)
    assert (found.id, found.name, found.arguments) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"type": "tool_result", "tool_use_id": "1", "content": "ok"}, ("1", "ok", False)),
        ({"type": "tool_result", "tool_use_id": "1", "content": "no", "is_error": True}, ("1", "no", True)),
        ({"type": "function_call_output", "call_id": "1", "output": "ok"}, ("1", "ok", False)),
        ({"functionResponse": {"id": "1", "name": "f", "response": {"a": 1}}}, ("1", {"a": 1}, False)),
        (
            {"type": "web_search_tool_result", "tool_use_id": "1", "content": {"type": "web_search_tool_result_error"}},
            ("1", {"type": "web_search_tool_result_error"}, True),
        ),
    ],
)
def test_reads_a_result(part: object, expected: tuple):
    found = only(part)
    assert (found.call_id, found.value, found.has_failed) == expected


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
        {"type": "input_image", "image_url": f"data:image/png;base64,{PNG}"},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}},
        {"image": {"format": "png", "source": {"bytes": PNG}}},
        {"inlineData": {"mimeType": "image/png", "data": PNG}},
        {"inline_data": {"mime_type": "image/png", "data": PNG}},
    ],
)
def test_shows_a_small_picture_that_was_sent_along(part: dict):
    assert only(part) == Media("image", "", "image/png", 100, "", PNG)
    assert only(part).source == f"data:image/png;base64,{PNG}"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (
            {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
            Media("image", "", "", None, "https://example.com/a.png"),
        ),
        (
            {"type": "image_url", "image_url": {"url": "data:image/svg+xml;base64,PHN2Zz4="}},
            Media("image", "", "image/svg+xml", 5, "", "PHN2Zz4="),
        ),
        (
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": 'x" onerror="alert(1)'}},
            Media("image", "", "image/png", 20, ""),
        ),
        (
            {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}},
            Media("file", "a.pdf", "application/pdf", 3, "", "AAAA"),
        ),
        ({"type": "input_file", "file_id": "file-1"}, Media("file", "", "", None, "file-1")),
        (
            {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "pcm16"}},
            Media("audio", "", "audio/pcm16", 3, "", "AAAA"),
        ),
        (
            {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://b/v"}},
            Media("video", "", "video/mp4", None, "gs://b/v"),
        ),
        (
            {"document": {"name": "a", "format": "pdf", "source": {"bytes": "AAAA"}}},
            Media("file", "a", "pdf", 3, "", "AAAA"),
        ),
    ],
)
def test_names_what_it_does_not_show(part: dict, expected: Media):
    assert only(part) == expected


def test_shows_no_picture_that_weighs_on_the_page():
    part = only({"inlineData": {"mimeType": "image/png", "data": "A" * 400_000}})
    assert (part.size_bytes, part.source) == (300_000, "")


@pytest.mark.parametrize("value", [{"type": "novelty", "x": 1}, {"cachePoint": {"type": "default"}}, 5, True])
def test_shows_what_it_does_not_know_as_it_is(value: object):
    found = only(value)
    assert (found.kind, found.value) == ("data", value)


def test_shows_token_numbers_as_one_thing():
    assert only([1, 2, 3]).value == [1, 2, 3]


def test_shows_nothing_for_nothing():
    assert list(parts_of([None, "", []])) == []
