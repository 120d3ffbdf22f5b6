"""Bodies that are not what a door expects, at every gate that reads one."""

import gzip
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from .doors import Gate
from .table import OK, Answer, Knock, Row

JSON = "Invalid request format: "
CANNOT = f"{JSON}The JSON cannot be read: "
PROPERTY = f"{CANNOT}Expecting property name enclosed in double quotes"
NO_OBJECT: Answer = (400, JSON + "a JSON object is expected.")
NO_VALUE: Answer = (400, CANNOT + "Expecting value at character 0.")
TOO_DEEP: Answer = (400, JSON + "The JSON is nested deeper than 200 levels.")
NOT_PACKED: Answer = (400, "The payload is not what its Content-Encoding says.")
CUT_SHORT: Answer = (400, "The compressed payload ends too early.")
TOO_LARGE: Answer = (413, "The payload is larger than 20 MB.")
TOO_LARGE_FOR_KORE: Answer = (413, "The payload is larger than 1 MB.")
INVALID: Answer = (412, "Validation errors/ Invalid arguments")
MB = 1024 * 1024

NO_LOG: Answer = (400, JSON + "a log is a JSON object; send one, a list of them, or one a line.")

CREATE, BATCH, FILTER, KORE, LITELLM = Gate.CREATE, Gate.BATCH, Gate.FILTER, Gate.KORE, Gate.LITELLM
READERS, ONE = (CREATE, BATCH, FILTER, LITELLM, KORE), (CREATE, FILTER, KORE)
LISTS = (Gate.LIST, Gate.LLMREPORT, Gate.BIFROST)


def body_row(
    case: str,
    body: bytes | Callable[[], bytes] | None,
    keywordsai: Answer,
    kore: Answer = INVALID,
    litellm: Answer | None = None,
    *,
    gates: Iterable[Gate] = READERS,
    **request: Any,
) -> Row:
    """The same body at every gate that reads one; `None` is a good one. LiteLLM's door speaks as Keywords AI's."""
    sent = {**request, "body": body}
    answers = {KORE: kore, LITELLM: litellm or keywordsai}
    return Row(case, tuple(Knock(gate, sent, answers.get(gate, keywordsai)) for gate in gates))


def encoded_row(
    case: str, body: Callable[[], bytes] | bytes, encoding: str, *answers: Answer, gates: Iterable[Gate] = READERS
) -> Row:
    return body_row(case, body, *answers, gates=gates, **{"Content-Encoding": encoding})


def nested(levels: int) -> bytes:
    return b'{"input": ' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


def twenty_five_mb() -> bytes:
    return b'{"note": "' + b"x" * (25 * MB) + b'"}'


def _not_encoded(encoding: str) -> Answer:
    return 400, f"Content-Encoding '{encoding}' is not supported; send gzip, deflate or none."


BODIES = [
    body_row("an empty body", b"", NO_VALUE, gates=(CREATE, BATCH, LITELLM, KORE)),
    body_row("an empty body where conditions are optional", b"", OK, gates=(FILTER,)),
    body_row("truncated JSON", b'{"model": "gpt-4o", "logs": [{', (400, f"{PROPERTY} at character 30.")),
    body_row("a comma at the end", b'{"limit": 1,}', (400, f"{PROPERTY} at character 12.")),
    body_row("single quotes", b"{'limit': 1}", (400, f"{PROPERTY} at character 1.")),
    body_row("two objects", b"{}{}", (400, CANNOT + "Extra data at character 2.")),
    body_row("a form", b"model=gpt-4o&limit=5", NO_VALUE),
    body_row("an array", b"[1]", NO_OBJECT, INVALID, NO_LOG),
    body_row("a string", b'"text"', NO_OBJECT, INVALID, NO_LOG),
    body_row("a number", b"17", NO_OBJECT, INVALID, NO_LOG),
    body_row("true", b"true", NO_OBJECT, INVALID, NO_LOG),
    body_row("null", b"null", NO_OBJECT, INVALID, NO_LOG),
    body_row("invalid UTF-8", b'{"model": "\xff\xfe"}', (400, JSON + "The JSON is not UTF-8 at byte 11.")),
    body_row("NaN", b'{"limit": NaN}', (400, JSON + "NaN is not a JSON number.")),
    body_row("Infinity", b'{"limit": -Infinity}', (400, JSON + "-Infinity is not a JSON number.")),
    body_row("1e999", b'{"limit": 1e999}', (400, JSON + "The JSON holds a number too large for a double.")),
    body_row(
        "5,000 digits",
        b'{"limit": ' + b"9" * 5000 + b"}",
        (400, JSON + "The JSON holds a number with too many digits."),
    ),
    body_row("201 levels", lambda: nested(201), TOO_DEEP),
    body_row("100,000 levels", lambda: nested(100_000), TOO_DEEP),
    body_row("100,000 open brackets", b"[" * 100_000, TOO_DEEP),
    body_row("25 MB", twenty_five_mb, TOO_LARGE, TOO_LARGE_FOR_KORE, gates=ONE),
    body_row(
        "25 MB in a batch",
        lambda: b'{"logs": [' + twenty_five_mb() + b"]}",
        (413, "A log of the batch is larger than 20 MB."),
        gates=(BATCH, LITELLM),
    ),
    encoded_row(
        "a gzip bomb", lambda: gzip.compress(b" " * (30 * MB)), "gzip", TOO_LARGE, TOO_LARGE_FOR_KORE, gates=ONE
    ),
    encoded_row(
        "a gzip bomb in a batch",
        lambda: gzip.compress(b" " * (101 * MB)),
        "gzip",
        (413, "The payload is larger than 100 MB."),
        gates=(BATCH, LITELLM),
    ),
    encoded_row("gzip that is none", b"{}", "gzip", NOT_PACKED),
    encoded_row("deflate that is none", b"{}", "deflate", NOT_PACKED),
    encoded_row("gzip that ends early", gzip.compress(b"{}")[:-6], "gzip", CUT_SHORT),
    encoded_row("half a zlib stream", zlib.compress(b"{}")[:5], "deflate", CUT_SHORT),
    encoded_row("an unknown Content-Encoding", b"{}", "br", _not_encoded("br")),
    encoded_row("gzip twice", gzip.compress(gzip.compress(b"{}")), "gzip, gzip", _not_encoded("gzip, gzip")),
    body_row("no content type", None, OK, OK, content_type=""),
    body_row("text/plain", None, OK, OK, content_type="text/plain"),
    body_row("a form's content type", None, OK, OK, content_type="application/x-www-form-urlencoded"),
    body_row("multipart without boundary", None, OK, OK, content_type="multipart/form-data"),
    body_row("another charset", None, OK, OK, content_type="application/json; charset=utf-16"),
    body_row("a nonsense content type", None, OK, OK, content_type="nonsense"),
    body_row("U+0000 in a text", b'{"model": "a\\u0000b"}', OK, gates=(CREATE, LITELLM)),
    body_row("a lone surrogate in a text", b'{"model": "\\ud800"}', OK, gates=(CREATE, LITELLM)),
    body_row("an unknown field", b'{"colour": {"red": 1}}', OK, gates=(CREATE, LITELLM)),
    # What reads no body does not look at one.
    body_row("a body that is no JSON where none is read", b"\xff{", OK, gates=LISTS),
    body_row("25 MB where no body is read", twenty_five_mb, OK, gates=LISTS),
    encoded_row("gzip that is none where no body is read", b"{}", "gzip", OK, gates=LISTS),
    body_row("a wrong content type where no body is read", b"x", OK, gates=LISTS, content_type="multipart/form-data"),
]
