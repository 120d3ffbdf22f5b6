"""Request and response as OpenAI's API spells them, built from a canonical log that brought no raw payload.

Pure, shared by the dialects that show payloads. Only what is known is written, and a payload of which nothing is
known is `{}`.
"""

import json
from collections.abc import Iterator, Mapping

from ..canonical import CanonicalLog, Json
from ..choices import Kind, Status

# `object` of a response whose content is a list of choices; OpenAI API reference, read 2026-11-21.
_OBJECTS = {Kind.CHAT: "chat.completion", Kind.COMPLETION: "text_completion"}


def request_payload(log: CanonicalLog) -> dict[str, Json]:
    """The body the model was called with."""
    asked = _known(
        model=log.model,
        **_asked(log),
        tools=log.tools,
        tool_choice=log.tool_choice,
        response_format=log.response_format,
        stream=log.stream or None,  # false is OpenAI's default and goes unsaid
    )
    return {**asked, **_known(**{name: value for name, value in (log.params or {}).items() if name not in asked})}


def response_payload(log: CanonicalLog) -> dict[str, Json]:
    """The body the model answered with: the reply, the error where there is one, or both."""
    error = _error(log)
    answer = _answer(log)
    if not (answer or error):
        return {}
    # An error alone has no envelope, as from OpenAI.
    return {**(_envelope(log, answer) if answer else {}), **_known(error=error)}


def reply_text(log: CanonicalLog) -> str | None:
    """The words of the (first) reply; None where there are none, as in a reply of tool calls only."""
    for reply in (*_replies(log)[:1], log.responses_output, log.transcription_output):
        text = _text(reply)
        if text is not None:
            return text
    return None


# -- request


def _asked(log: CanonicalLog) -> dict[str, Json]:
    """What went in, under the name that OpenAI's endpoint for this kind has for it."""
    if log.speech_input is not None:
        return _as_object(log.speech_input, "input")
    if log.transcription_input is not None:
        return _as_object(log.transcription_input, "file")
    if log.kind == Kind.RESPONSE:
        return {"input": log.input_messages or log.input}
    if log.input_messages:
        return {"messages": log.input_messages}
    return {"prompt" if log.kind == Kind.COMPLETION else "input": log.input}


# -- response


def _answer(log: CanonicalLog) -> dict[str, Json]:
    """The part of a response that differs by kind; {} while there is no reply."""
    if log.embedding_output is not None:
        return {"data": log.embedding_output}
    if log.responses_output:
        return {"output": log.responses_output}
    if log.speech_output is not None:
        return _as_object(log.speech_output, "audio")
    if log.transcription_output is not None:
        return _as_object(log.transcription_output, "text")
    return _known(choices=_choices(log) or None)


def _envelope(log: CanonicalLog, answer: dict[str, Json]) -> dict[str, Json]:
    """`answer` between the names and counts that OpenAI writes around it."""
    created = None if log.started_at is None else int(log.started_at.timestamp())
    if "choices" in answer:
        head = {"id": log.response_id, "object": _OBJECTS.get(log.kind, "chat.completion"), "created": created}
    elif "output" in answer:
        head = {"id": log.response_id, "object": "response", "created_at": created}
    elif "data" in answer:
        head = {"object": "list"}
    else:
        return answer  # speech and transcription carry no envelope
    return _known(**head, model=log.model, **answer, usage=_usage(log, is_response="output" in answer) or None)


def _choices(log: CanonicalLog) -> list[dict[str, Json]]:
    finished = log.finish_reason
    if log.kind == Kind.COMPLETION:
        texts = [_text(reply) for reply in _replies(log)]
        return [{"index": i, "text": text or "", "finish_reason": finished} for i, text in enumerate(texts)]
    messages = [_message(reply) for reply in _replies(log)] or ([_message(None)] if log.tool_calls else [])
    if log.tool_calls and not any(message.get("tool_calls") for message in messages):
        messages[0] = {**messages[0], "tool_calls": log.tool_calls}
    return [{"index": i, "message": message, "finish_reason": finished} for i, message in enumerate(messages)]


def _replies(log: CanonicalLog) -> list[Json]:
    """Every choice of the reply, in whichever field it stands."""
    if log.output_messages:
        return log.output_messages
    return [reply for reply in (log.output_message, log.output) if reply is not None][:1]


def _message(reply: Json) -> dict[str, Json]:
    if isinstance(reply, dict) and ("content" in reply or "role" in reply or "tool_calls" in reply):
        return {"role": "assistant", "content": None, **reply}
    if reply is None or isinstance(reply, str):
        return {"role": "assistant", "content": reply}
    return {"role": "assistant", "content": json.dumps(reply, ensure_ascii=False)}


def _usage(log: CanonicalLog, *, is_response: bool) -> dict[str, Json]:
    """Token counts; the Responses API has its own names for them."""
    given, made = ("input", "output") if is_response else ("prompt", "completion")
    return _known(
        **{
            f"{given}_tokens": log.prompt_tokens,
            f"{made}_tokens": log.completion_tokens,
            "total_tokens": log.total_tokens,
            f"{given}_tokens_details": _known(cached_tokens=log.cache_read_tokens) or None,
            f"{made}_tokens_details": _known(reasoning_tokens=log.reasoning_tokens) or None,
        }
    )


def _error(log: CanonicalLog) -> dict[str, Json] | None:
    """OpenAI's error object: four keys, always all of them."""
    if not (log.error_message or log.error_type or log.error_code or log.status == Status.ERROR):
        return None
    return {
        "message": log.error_message or "",
        "type": log.error_type,
        "param": log.error_param,
        "code": log.error_code,
    }


# -- text


def _text(value: Json) -> str | None:
    """The words of a message, a list of content parts or of output items, joined; None where there are none."""
    if isinstance(value, str):
        return value
    found = list(_pieces(value))
    return "".join(found) if found else None


def _pieces(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _pieces(item)
    elif isinstance(value, dict) and not _is_thought(value):
        # content: messages; parts: Gemini; text: a part; refusal: said instead of content.
        named = (value.get(name) for name in ("content", "parts", "text", "refusal"))
        yield from _pieces(next((piece for piece in named if isinstance(piece, str | list)), None))


def _is_thought(part: Mapping[str, Json]) -> bool:
    """Reasoning, tool calls and their results stand among the parts of a reply but are not what it says."""
    return part.get("thought") is True or part.get("type") in (
        "reasoning",
        "thinking",
        "redacted_thinking",
        "tool_use",
        "tool_result",
        "function_call",
        "function_call_output",
    )


def _as_object(value: Json, name: str) -> dict[str, Json]:
    return value if isinstance(value, dict) else {name: value}


def _known(**values: Json) -> dict[str, Json]:
    return {name: value for name, value in values.items() if value is not None}
