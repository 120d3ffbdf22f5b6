"""The conversation of a log as it is read: messages in order, beside each tool call what the tool answered. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..canonical import CanonicalLog, Json
from .media import media
from .parts import Call, Data, Part, Reasoning, Refusal, Result, Text, parts_of, read_call, read_result

# Vendors' words for who speaks; others stand as they were sent.
_ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "model": "assistant",
    "ai": "assistant",
    "chatbot": "assistant",
    "tool": "tool",
    "function": "tool",
}
# Fields of a message that hold thoughts, beside its content.
_THOUGHTS = (
    *("thinking_blocks", "reasoning_details", "reasoning_items", "reasoning_content", "reasoning"),
    *("thinking", "tool_plan"),
)
_SHOWN_AS_DATA = ("annotations", "citations")


@dataclass(slots=True)
class Message:
    """One turn of the conversation."""

    role: str
    label: str
    parts: list[Part] = field(default_factory=list)
    is_item: bool = False  # one of several that make a turn together, as in the Responses API
    place: str = ""  # in the conversation of its log, where parts of it can be asked for (`windows`)

    @property
    def speaker(self) -> str:
        """The role where it is one of ours; whoever else speaks looks like a user."""
        return self.role if self.role in _ROLES.values() else "user"

    @property
    def first_words(self) -> str:
        """The start of its text, for where it is folded."""
        text = next((part.text for part in self.parts if isinstance(part, Text)), "")
        return " ".join(text[:400].split())


@dataclass(frozen=True, slots=True)
class Conversation:
    """What went in and what came back."""

    asked: list[Message]
    answered: list[Message]


def conversation_of(log: CanonicalLog) -> Conversation:
    """The conversation in a log with its content."""
    found = spoken(log)
    pair([*found.asked, *found.answered])
    return Conversation(not_empty(found.asked), not_empty(found.answered))


def spoken(log: CanonicalLog) -> Conversation:
    """The messages one by one as they were sent: what tools answered stands apart, not yet beside its call."""
    return Conversation(not_empty(_joined(_asked(log))), not_empty(_joined(_answered(log))))


def not_empty(messages: Iterable[Message]) -> list[Message]:
    """The messages that there is something of to show."""
    return [message for message in messages if message.parts]


# -- where the words are


def _asked(log: CanonicalLog) -> Iterator[Message]:
    if log.input_messages:
        for sent in log.input_messages:
            yield _message(sent, "user")
    elif log.speech_input is not None:
        yield Message("user", "Input", list(_speech(log.speech_input)))
    elif log.transcription_input is not None:
        yield Message("user", "Input", list(_sound(log.transcription_input)))
    elif log.input is not None:
        yield Message("user", "Input", list(parts_of(log.input)))


def _answered(log: CanonicalLog) -> list[Message]:
    one = [log.output_message] if log.output_message is not None else []
    answered = [_message(reply, "assistant") for reply in log.output_messages or one or log.responses_output or []]
    answered = answered or [Message("assistant", "Output", list(_output(log)))]
    if not any(isinstance(part, Call) for message in answered for part in message.parts):
        answered[0].parts += _calls(log.tool_calls)  # sent beside the reply instead of in it
    return answered


def _output(log: CanonicalLog) -> Iterator[Part]:
    """What came back where it is no message; one field of these holds it, `output` perhaps as well."""
    if log.embedding_output is not None:
        yield Text(_vectors(log.embedding_output))
    elif log.speech_output is not None:
        yield from _sound(log.speech_output)
    else:
        yield from parts_of(log.output if log.transcription_output is None else log.transcription_output)


def _speech(value: Json) -> Iterator[Part]:
    """The words to be said, then how."""
    if not isinstance(value, dict) or not isinstance(value.get("input"), str):
        yield from parts_of(value)
        return
    yield Text(value["input"])
    settings = {name: setting for name, setting in value.items() if name != "input"}
    if settings:
        yield Data("settings", settings)


def _sound(value: Json) -> Iterator[Part]:
    if isinstance(value, dict):
        yield media({"type": "audio", **value})
    else:
        yield from parts_of(value)


# -- one message


def _message(sent: Json, default_role: str) -> Message:
    if not isinstance(sent, dict):
        return Message(default_role, default_role.capitalize(), list(parts_of(sent)))
    word = sent.get("role")
    if not isinstance(word, str):
        return _roleless(sent, default_role)
    role = _ROLES.get(word.lower(), word.lower())
    return Message(role, _label(word, sent.get("name")), list(_parts_of_message(sent, role)))


def _roleless(item: Mapping[str, Json], default_role: str) -> Message:
    """An item of the Responses API that is no message, or a bare content part."""
    parts = list(parts_of(item))
    if any(isinstance(part, Result) for part in parts):
        return Message("tool", "Tool", parts, is_item=True)
    role = "assistant" if any(isinstance(part, Call | Reasoning) for part in parts) else default_role
    return Message(role, role.capitalize(), parts, is_item=True)


def _label(role: str, name: Json) -> str:
    label = role[:1].upper() + role[1:]
    return f"{label} {name}" if isinstance(name, str) and name and role not in ("tool", "function") else label


def _parts_of_message(sent: Mapping[str, Json], role: str) -> Iterator[Part]:
    if role == "tool" and not _holds_results(sent.get("content")):
        yield read_result(sent)
        return
    content = [*parts_of(sent.get("content")), *parts_of(sent.get("parts"))]
    yield from _thoughts(sent, content)
    yield from content
    if isinstance(sent.get("refusal"), str) and sent["refusal"]:
        yield Refusal(sent["refusal"])
    if isinstance(sent.get("audio"), dict):
        yield from parts_of({"type": "audio", "audio": sent["audio"]})
        yield from parts_of(sent["audio"].get("transcript"))
    known = {part.id for part in content if isinstance(part, Call)}
    yield from (call for call in _calls(sent.get("tool_calls")) if not call.id or call.id not in known)
    yield from _calls(sent.get("function_call"))
    yield from (Data(name, sent[name]) for name in _SHOWN_AS_DATA if sent.get(name))


def _thoughts(sent: Mapping[str, Json], content: Iterable[Part]) -> Iterator[Reasoning]:
    """Thoughts beside the content. Gateways write the same ones in several fields; once is enough."""
    said = {part.text.strip() for part in content if isinstance(part, Reasoning)}
    for name in _THOUGHTS:
        for text in _thought_texts(sent.get(name)):
            if text.strip() and not any(text.strip() in known for known in said):
                said.add(text.strip())
                yield Reasoning(text)


def _thought_texts(value: Json) -> Iterator[str]:
    return (part.text for part in parts_of(value) if isinstance(part, Text | Reasoning))


def _holds_results(content: Json) -> bool:
    return isinstance(content, list) and any(isinstance(part, Result) for part in parts_of(content))


def _calls(sent: Json) -> Iterator[Call]:
    for one in sent if isinstance(sent, list) else [sent]:
        if isinstance(one, dict):
            yield read_call(one)


def _vectors(value: Json) -> str:
    """Embeddings in words: nobody reads the numbers here."""
    rows = value if isinstance(value, list) else [value]
    vectors = [row.get("embedding") if isinstance(row, dict) else row for row in rows]
    lengths = {len(vector) for vector in vectors if isinstance(vector, list)}
    size = f" of {lengths.pop():,} dimensions" if len(lengths) == 1 else ""
    return f"{len(vectors):,} vector{'s' if len(vectors) != 1 else ''}{size}"


# -- the whole


def _joined(messages: Iterable[Message]) -> list[Message]:
    """Items that belong to one turn put together: thoughts, calls and words of the Responses API come one by one."""
    joined: list[Message] = []
    for message in messages:
        last = joined[-1] if joined else None
        if last and last.is_item and last.role == message.role == "assistant":
            last.parts += message.parts
        else:
            joined.append(message)
    return joined


def pair(messages: Iterable[Message]) -> None:
    """Give each call its result, and take the result from where it stood."""
    waiting: list[Call] = []
    for message in messages:
        waiting += [part for part in message.parts if isinstance(part, Call)]
        left = []
        for part in message.parts:
            call = _caller(part, waiting) if isinstance(part, Result) else None
            if call is None:
                left.append(part)
            else:
                call.result = part
                waiting.remove(call)
        message.parts = left


def _caller(result: Result, waiting: list[Call]) -> Call | None:
    """The call a result answers: by id, else by name or order among the calls without one (Gemini has no ids)."""
    if result.call_id:
        by_id = next((call for call in waiting if call.id == result.call_id), None)
        if by_id is not None:
            return by_id
    names = (result.name, result.call_id)
    is_nameless = not any(names)
    return next((call for call in waiting if not call.id and (is_nameless or call.name in names)), None)
