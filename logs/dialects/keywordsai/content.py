"""What was said, put where it belongs: messages out of input and output, and facts out of raw bodies. Pure."""

from collections.abc import Callable

from ...canonical import Json
from ...choices import Kind
from . import nested, values
from .fields import PARAMS, messages, replies, reply, response_format

_CONVERSATIONS = {None, Kind.CHAT, Kind.COMPLETION, Kind.RESPONSE}
_MEDIA = ("embedding_output", "speech_input", "speech_output", "transcription_input", "transcription_output")

# What a raw request and response hold, by their keys: place and reader. Seed: "completion_messages, tool_calls will
# be automatically extracted from full_request". A fact there that cannot be read is left, never an error.
_IN_REQUEST: tuple[tuple[str, str, Callable[[Json], object]], ...] = (
    ("model", "model", values.identifier),
    ("messages", "input_messages", messages),
    ("prompt_messages", "input_messages", messages),
    ("completion_message", "output_message", reply),
    ("completion_messages", "output_messages", replies),
    ("tool_calls", "tool_calls", values.sequence),
    ("tools", "tools", values.sequence),
    ("tool_choice", "tool_choice", values.string_or_mapping),
    ("response_format", "response_format", response_format),
    ("stream", "stream", values.boolean),
    ("input", "input", values.anything),
)
_IN_RESPONSE: tuple[tuple[str, str, Callable[[Json], object]], ...] = (
    ("id", "response_id", values.identifier),
    ("model", "model", values.identifier),
    ("stop_reason", "finish_reason", values.identifier),
)


def fill_from_raw(found: dict[str, Json], params: dict[str, Json]) -> None:
    """Take from the raw bodies what the payload does not say itself (precedence: explicit field first)."""
    request, response = found.get("raw_request"), found.get("raw_response")
    if isinstance(request, dict):
        _fill(found, request, _IN_REQUEST)
        _fill(params, request, tuple((name, name, read) for name, read in PARAMS.items() if name in request))
    if isinstance(response, dict):
        _fill(found, response, _IN_RESPONSE)
        _fill_choices(found, response.get("choices"))
        _fill_usage(found, response.get("usage"))


def settle_content(found: dict[str, Json]) -> None:
    """Messages out of `input` and `output` for conversations, the parts of other kinds out of theirs (contract 3)."""
    _settle_media(found)
    if found.get("kind") in _CONVERSATIONS and not any(name in found for name in _MEDIA):
        _settle_conversation(found)
    if "output_message" not in found and found.get("output_messages"):
        first = found["output_messages"][0]
        if isinstance(first, dict):
            found["output_message"] = first


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


def _settle_conversation(found: dict[str, Json]) -> None:
    asked = messages_of(found.get("input")) if "input_messages" not in found else None
    if asked is not None:
        found["input_messages"] = asked
        del found["input"]
    if "output_message" in found or "output_messages" in found:
        return
    output = found.get("output")
    came_back = reply_of(output)
    if came_back is not None:
        found["output_message"] = came_back
        del found["output"]
    elif isinstance(output, list):
        _settle_output_list(found, output)


def _settle_output_list(found: dict[str, Json], output: list[Json]) -> None:
    """Several messages, or the items of the Responses API, which carry a type."""
    if not output or not all(isinstance(item, dict) for item in output):
        return
    if any("type" in item for item in output):
        found.setdefault("responses_output", output)
    elif all("role" in item for item in output):
        found["output_messages"] = output
        del found["output"]


def _settle_media(found: dict[str, Json]) -> None:
    """Contract 3: what input and output hold by log_type. Shapes are those of Bifrost, whose names the fields have."""
    kind, sent, came_back = found.get("kind"), found.get("input"), found.get("output")
    vector = found.pop("embedding:", None) or found.pop("base64_embedding:", None)
    heard, spoken = found.pop("audio_input_file:", None), found.pop("audio_output_file:", None)
    if kind == Kind.EMBEDDING:
        vector = vector if vector is not None else came_back
    _put(found, "embedding_output", _vectors(vector))
    if kind == Kind.SPEECH:
        _put(found, "speech_input", _wrapped(sent, "input"))
        _put(found, "speech_output", _wrapped(spoken or came_back, "audio"))
    elif kind == Kind.TRANSCRIPTION:
        _put(found, "transcription_input", _wrapped(heard or sent, "file"))
        _put(found, "transcription_output", _wrapped(came_back, "text"))


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


def _put(found: dict[str, Json], place: str, value: Json) -> None:
    if value is not None and place not in found:
        found[place] = value


def _fill(found: dict[str, Json], raw: dict, table: tuple[tuple[str, str, Callable[[Json], object]], ...]) -> None:
    for key, place, read in table:
        value = raw.get(key)
        if value is None or place in found:
            continue
        try:
            found[place] = read(value)
        except ValueError:
            continue


def _fill_choices(found: dict[str, Json], choices: Json) -> None:
    """Messages and finish reason of an OpenAI-style response."""
    listed = [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []
    answers = [choice["message"] for choice in listed if isinstance(choice.get("message"), dict)]
    if answers and not ({"output_message", "output_messages", "output"} & found.keys()):
        found["output_messages" if len(answers) > 1 else "output_message"] = answers if len(answers) > 1 else answers[0]
    if listed:
        _fill(found, listed[0], (("finish_reason", "finish_reason", values.identifier),))


def _fill_usage(found: dict[str, Json], usage: Json) -> None:
    try:
        counts = nested.usage(usage)
    except ValueError:
        return
    for place, tokens in counts.items():
        found.setdefault(place, tokens)
