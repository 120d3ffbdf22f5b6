"""The words in a log: previews for lists, and the folded text that search looks in. Pure; standard library only."""

import re
import unicodedata
from collections.abc import Iterator

from .canonical import CanonicalLog, Json

PREVIEW_CHARACTERS = 120
# Keys of a message or content part that hold no words: binary data, references, signatures.
_WORDLESS_KEYS = frozenset(
    {"id", "type", "role", "signature", "encrypted_content", "data", "file_data", "bytes", "b64_json", "tool_call_id"}
)
# Random bytes in base64 show every sort of character in far fewer than 256; a long word of a person does not.
_BASE64 = re.compile(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])[A-Za-z0-9+/_-]{256,}={0,2}\Z")
_UNSEARCHABLE = re.compile("[\x00\ud800-\udfff]")


def fold(text: str) -> str:
    """`text` as it is compared: composed (NFC), case folded, and free of what no engine stores."""
    if text.isascii():  # the quick way of most texts
        return text.lower().replace("\0", "\ufffd")
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return _UNSEARCHABLE.sub("\ufffd", folded) if _is_unsearchable(folded) else folded


def _is_unsearchable(text: str) -> bool:
    if "\0" in text:
        return True
    try:
        text.encode()  # finds a surrogate ten times quicker than a pattern does
    except UnicodeEncodeError:
        return True
    return False


def search_text(log: CanonicalLog) -> str:
    """Everything in the log that search finds, folded, one piece a line."""
    # The same message often stands in several of these places; once is enough to be found.
    return fold("\n".join(dict.fromkeys(word for value in searched(log) for word in words(value))))


def searched(log: CanonicalLog) -> list[Json]:
    """The values whose words search finds."""
    said = [log.input_messages, log.input, log.output_message, log.output_messages, log.output, log.responses_output]
    return [*said, log.tool_calls, log.speech_input, log.transcription_output, log.error_message]


def input_preview(log: CanonicalLog) -> str:
    """Start of what was asked last: the last user message, else the last message, else the raw input."""
    messages = [m for m in log.input_messages or [] if isinstance(m, dict)]
    asked = [m for m in messages if m.get("role") == "user"]
    return _start_of_message((asked or messages or [None])[-1]) or _start(log.input) or _start(log.speech_input)


def output_preview(log: CanonicalLog) -> str:
    """Start of what came back: the error, the reply, or the tools it called."""
    if log.error_message:
        return _start(log.error_message)
    reply = log.output_message or (log.output_messages or [None])[0]
    others = (log.output, log.responses_output, log.transcription_output)
    return _start_of_message(reply) or next((start for value in others if (start := _start(value))), "")


def words(value: Json) -> Iterator[str]:
    """Strings in a JSON value that a person may have written or read, in order; binary data and ids are left out."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if item and not _is_binary(item):
                yield item
        elif isinstance(item, dict):
            stack.extend(child for key, child in reversed(item.items()) if key not in _WORDLESS_KEYS)
        elif isinstance(item, list):
            stack.extend(child for child in reversed(item) if isinstance(child, str | dict | list))


def _is_binary(text: str) -> bool:
    if text.startswith("data:"):
        return ";base64," in text[:200]
    # Nearly every long text has a space in its first line, which is far sooner found out.
    return len(text) >= 256 and " " not in text[:256] and bool(_BASE64.match(text))


def _start_of_message(message: Json) -> str:
    """What the message says, else the tools it calls, else whatever words it has (reasoning, refusal, ...)."""
    if not isinstance(message, dict):
        return _start(message)
    calls = message.get("tool_calls")
    functions = [call.get("function") for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
    named = [[f.get("name"), f.get("arguments")] for f in functions if isinstance(f, dict)]
    return _start(message.get("content")) or _start(named) or _start(message)


def _start(value: Json) -> str:
    length, pieces = 0, []
    for piece in words(value):
        pieces.append(piece[: PREVIEW_CHARACTERS * 4])
        length += len(piece)
        if length >= PREVIEW_CHARACTERS:
            break
    return " ".join(" ".join(pieces).split())[:PREVIEW_CHARACTERS]
