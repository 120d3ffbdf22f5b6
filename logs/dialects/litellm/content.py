"""What went in and what came back, out of `messages` and `response`. Pure.

LiteLLM turns what every provider answers into OpenAI's shapes; calls that it passes through keep the provider's.
"""

from ...canonical import MAX_IDENTIFIER, Json
from ...choices import Kind

_CONVERSATIONS = (Kind.CHAT, Kind.COMPLETION, Kind.RESPONSE)


def asked(sent: Json, kind: str | None) -> dict[str, Json]:
    """Canonical fields of `messages`; texts to embed and the like are logged as messages too, one each (1.106.2)."""
    if not sent:
        return {}
    messages = sent if isinstance(sent, list) else [sent]
    if kind is None or kind in _CONVERSATIONS:
        return {"input_messages": [_message(item) for item in messages]}
    texts = [_content(item) for item in messages]
    whole = texts[0] if len(texts) == 1 else texts
    if kind == Kind.SPEECH:
        return {"speech_input": {"input": whole}}
    if kind == Kind.TRANSCRIPTION:
        return {"transcription_input": {"file": whole}}
    return {"input": whole}


def answered(sent: Json, kind: str | None) -> dict[str, Json]:
    """Canonical fields of `response`, which is empty where the call failed."""
    if not sent:
        return {}
    if not isinstance(sent, dict):
        is_reply = isinstance(sent, str) and (kind is None or kind in _CONVERSATIONS)
        return {"output_message": _reply(sent)} if is_reply else {"output": sent}
    return {"raw_response": sent, "response_id": _identifier(sent.get("id")), **_content_of(sent, kind)}


def _content_of(response: dict[str, Json], kind: str | None) -> dict[str, Json]:
    if _objects(response.get("choices")):
        return _choices(_objects(response["choices"]))
    if _objects(response.get("output")):
        return {"responses_output": response["output"], **_tools(response)}
    if kind == Kind.EMBEDDING:
        return {"embedding_output": response.get("data")}
    if kind == Kind.TRANSCRIPTION:
        return {"transcription_output": response}
    if isinstance(response.get("content"), list):  # Anthropic's own form
        reply = {"role": response.get("role") or "assistant", "content": response["content"]}
        return {"output_message": reply, "finish_reason": _identifier(response.get("stop_reason"))}
    return {"output": response}


def _choices(choices: list[dict[str, Json]]) -> dict[str, Json]:
    """Messages of a chat, or the texts of the older completions."""
    replies = [choice["message"] if "message" in choice else _reply(choice.get("text")) for choice in choices]
    several = {"output_messages": replies} if len(replies) > 1 else {}
    return {"output_message": replies[0], "finish_reason": _identifier(choices[0].get("finish_reason")), **several}


def _tools(response: dict[str, Json]) -> dict[str, Json]:
    """Of the Responses API, whose answer repeats what it was asked with."""
    return {"tools": response.get("tools") or None}


def _objects(value: Json) -> list[dict[str, Json]]:
    return value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else []


def _message(item: Json) -> Json:
    return {"role": "user", "content": item} if isinstance(item, str) else item


def _reply(text: Json) -> Json:
    return {"role": "assistant", "content": text}


def _content(item: Json) -> Json:
    return item["content"] if isinstance(item, dict) and item.keys() == {"role", "content"} else item


def _identifier(value: Json) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= MAX_IDENTIFIER else None
