"""What was said, put where it belongs: messages out of input and output, and facts out of raw bodies. Pure."""

from collections.abc import Callable

from ...canonical import Json
from ...choices import Kind
from .. import values
from . import nested
from .fields import PARAMS, messages, replies, reply, response_format

_CONVERSATIONS = {None, Kind.CHAT, Kind.COMPLETION, Kind.RESPONSE}
_MEDIA = ("embedding_output", "speech_input", "speech_output", "transcription_input", "transcription_output")
_ASKED = frozenset({"input", "input_messages"})
_ANSWERED = frozenset({"output", "output_message", "output_messages", "responses_output"})

# Rows of what a raw body holds: key, place and reader.
_Facts = tuple[tuple[str, str, Callable[[Json], object]], ...]

# Seed: "completion_messages, tool_calls will be automatically extracted from full_request", and its settings.
_IN_REQUEST: _Facts = (
    ("model", "model", values.identifier),
    ("tool_calls", "tool_calls", values.sequence),
    ("tools", "tools", values.sequence),
    ("tool_choice", "tool_choice", values.string_or_mapping),
    ("response_format", "response_format", response_format),
    ("stream", "stream", values.boolean),
)
_ASKED_IN_REQUEST: _Facts = (
    ("messages", "input_messages", messages),
    ("prompt_messages", "input_messages", messages),
    ("input", "input", values.anything),
)
_ANSWERED_IN_REQUEST: _Facts = (
    ("completion_message", "output_message", reply),
    ("completion_messages", "output_messages", replies),
)
# `reasoning` is a setting in a request of the Responses API; in a payload it is what the model thought (contract 4).
_PARAMS: _Facts = tuple((name, name, read) for name, read in {**PARAMS, "reasoning": values.mapping}.items())
_IN_RESPONSE: _Facts = (
    ("id", "response_id", values.identifier),
    ("model", "model", values.identifier),
    ("stop_reason", "finish_reason", values.identifier),
)
_IN_CHOICE: _Facts = (("finish_reason", "finish_reason", values.identifier),)


def fill_from_raw(facts: dict[str, Json], params: dict[str, Json]) -> None:
    """Take from the raw bodies what the payload does not say itself: an explicit field goes first."""
    request, response = facts.get("raw_request"), facts.get("raw_response")
    if isinstance(request, dict):
        _fill(facts, request, _IN_REQUEST)
        _fill(params, request, _PARAMS)
        if _ASKED.isdisjoint(facts):
            _fill(facts, request, _ASKED_IN_REQUEST)
        if _ANSWERED.isdisjoint(facts):
            _fill(facts, request, _ANSWERED_IN_REQUEST)
    if isinstance(response, dict):
        _fill(facts, response, _IN_RESPONSE)
        _fill_choices(facts, response.get("choices"))
        _fill_usage(facts, response.get("usage"))


def settle_content(facts: dict[str, Json], aside: dict[str, Json]) -> None:
    """Messages out of `input` and `output` for conversations, the parts of other kinds out of theirs (contract 3)."""
    _settle_media(facts, aside)
    if facts.get("kind") in _CONVERSATIONS and not any(name in facts for name in _MEDIA):
        _settle_conversation(facts)
    several = facts.get("output_messages")
    if several and "output_message" not in facts and isinstance(several[0], dict):
        facts["output_message"] = several[0]


def messages_of(sent: Json) -> list[Json] | None:
    """An `input` as messages: a list of them, one, their JSON text (the SDK sends that), content parts or plain text.

    None where it is none of these.
    """
    if isinstance(sent, str):
        return messages_of(values.from_json_text(sent)) or ([{"role": "user", "content": sent}] if sent else None)
    if isinstance(sent, dict):
        inner = sent.get("messages")
        return inner if isinstance(inner, list) else [sent] if "role" in sent else None
    if not isinstance(sent, list) or not sent:
        return None
    if all(isinstance(item, dict) and "role" not in item and "text" in item for item in sent):
        return [{"role": "user", "content": sent}]
    return sent if any(isinstance(item, dict) for item in sent) else None


def reply_of(sent: Json) -> Json:
    """An `output` as the message that came back: one, its JSON text, or plain text. None for anything else."""
    if isinstance(sent, str):
        return reply_of(values.from_json_text(sent)) or ({"role": "assistant", "content": sent} if sent else None)
    if isinstance(sent, dict):
        return sent if "role" in sent else {"role": "assistant", **sent} if "content" in sent else None
    return None


def _settle_conversation(facts: dict[str, Json]) -> None:
    if "input" in facts and "input_messages" not in facts:
        asked = messages_of(facts["input"])
        if asked is not None:
            facts["input_messages"] = asked
            del facts["input"]
    if "output" in facts and "output_message" not in facts and "output_messages" not in facts:
        _settle_output(facts, facts["output"])


def _settle_output(facts: dict[str, Json], output: Json) -> None:
    """One message, several, or the items of the Responses API, which carry a type."""
    came_back = reply_of(output)
    if came_back is not None:
        facts["output_message"] = came_back
    elif not isinstance(output, list) or not output or not all(isinstance(item, dict) for item in output):
        return
    elif any("type" in item for item in output):
        facts.setdefault("responses_output", output)
    elif all("role" in item for item in output):
        facts["output_messages"] = output
    else:
        return
    del facts["output"]


def _settle_media(facts: dict[str, Json], aside: dict[str, Json]) -> None:
    """Contract 3: what input and output hold by log_type. Shapes are those of Bifrost, whose names the fields have."""
    kind, sent, came_back = facts.get("kind"), facts.get("input"), facts.get("output")
    vector = aside.get("embedding:", aside.get("base64_embedding:"))
    if kind == Kind.EMBEDDING and vector is None:
        vector = came_back
    _put(facts, "embedding_output", _vectors(vector))
    if kind == Kind.SPEECH:
        _put(facts, "speech_input", _wrapped(sent, "input"))
        _put(facts, "speech_output", _wrapped(aside.get("audio_output_file:", came_back), "audio"))
    elif kind == Kind.TRANSCRIPTION:
        _put(facts, "transcription_input", _wrapped(aside.get("audio_input_file:", sent), "file"))
        _put(facts, "transcription_output", _wrapped(came_back, "text"))


def _vectors(sent: Json) -> Json:
    """One vector, as numbers or base64, as the list of one that an embeddings call answers with."""
    if isinstance(sent, str):
        sent = values.from_json_text(sent) or sent
    if isinstance(sent, str) or isinstance(sent, list) and sent and isinstance(sent[0], int | float):
        return [{"index": 0, "object": "embedding", "embedding": sent}]
    return sent or None


def _wrapped(sent: Json, key: str) -> Json:
    if isinstance(sent, str):
        return values.from_json_text(sent) or ({key: sent} if sent else None)
    return sent


def _put(facts: dict[str, Json], place: str, value: Json) -> None:
    if value is not None:
        facts.setdefault(place, value)


def _fill(facts: dict[str, Json], raw: dict, table: _Facts) -> None:
    """A fact that cannot be read is left: a raw body is the provider's, and nothing in it is the caller's error."""
    for key, place, read in table:
        value = raw.get(key)
        if value is None or place in facts:
            continue
        try:
            facts[place] = read(value)
        except ValueError:
            continue


def _fill_choices(facts: dict[str, Json], choices: Json) -> None:
    """Messages and finish reason of an OpenAI-style response."""
    listed = [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []
    answers = [choice["message"] for choice in listed if isinstance(choice.get("message"), dict)]
    if answers and _ANSWERED.isdisjoint(facts):
        facts |= {"output_messages": answers} if len(answers) > 1 else {"output_message": answers[0]}
    if listed:
        _fill(facts, listed[0], _IN_CHOICE)


def _fill_usage(facts: dict[str, Json], usage: Json) -> None:
    try:
        counts = nested.usage(usage)
    except ValueError:
        return
    for place, tokens in counts.items():
        facts.setdefault(place, tokens)
