"""Recorded exchanges of real LLM APIs in the drawer: each opens, and every text of the original is to be read there."""

import os
import re
import sys
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from logs.explorer.tabs import TABS
from logs.tests.explorer.reading import text_in

DATA = settings.BASE_DIR.parent / "shared" / "data"
EXCHANGES = 643
# In slices, so that workers share them. How a log reads does not depend on the engine: one slice shows that there.
SLICES = 16
_IS_WHOLE = os.environ.get("TEST_ENGINE", "sqlite") == "sqlite"
HX = {"HX-Request": "true"}
# What is asked for when it is unfolded or scrolled to.
_ON_DEMAND = re.compile(r'hx-get="([^"]*/(?:json|text|messages)/\?[^"]*)"')
# Words that people and models said, by the names that vendors have for them.
_SAID = ("content", "text", "thinking", "reasoning_content", "refusal")

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the recorded exchanges are not beside the checkout ({DATA})"),
]


@pytest.fixture(scope="module")
def make_kw() -> Iterator[Any]:
    """The module beside the recordings that makes create payloads of them."""
    sys.path.insert(0, str(DATA))
    import make_kw

    yield make_kw
    sys.path.remove(str(DATA))


@pytest.mark.parametrize("first", range(SLICES if _IS_WHOLE else 1))
def test_every_exchange_opens_and_every_text_of_it_is_there(make_kw: Any, api: APIClient, browser: Client, first: int):
    payloads = list(make_kw.payloads(str(DATA / "exchanges"), True))
    assert len(payloads) == EXCHANGES
    broken, missing, unsaid = [], [], []
    for number, (name, payload) in enumerate(payloads[first::SLICES]):
        address = f"/logs/{_posted(api, payload)}/drawer/"
        # The tree and the conversation of each; the other tabs in turn.
        other = _whole(browser, f"{address}?tab={TABS[number % len(TABS)].name}")
        broken += [name] if "cannot be read" in other else []
        tree, conversation = _whole(browser, f"{address}?tab=raw"), _whole(browser, address)
        tree = re.sub(r"\s+|next [\d,]+ of [\d,]+ characters", "", tree)
        missing += [(name, text[:80]) for text in _texts(payload) if _as_json(text) not in tree]
        said = _said([payload.get("prompt_messages"), payload.get("completion_message")])
        conversation = _bare(conversation)
        unsaid += [
            (name, text[:80])
            for text in said
            if _bare(text) not in conversation and _bare(_as_read(text)) not in conversation
        ]
    assert (broken, missing, unsaid) == ([], [], [])


def _posted(api: APIClient, payload: dict) -> str:
    answer = api.post("/api/request-logs/create/", payload, format="json")
    assert answer.status_code == 200, answer.content
    return answer.json()["id"]


def _whole(browser: Client, address: str) -> str:
    """The text of a page with all that it loads."""
    waiting, seen, texts = [address], set(), []
    while waiting:
        response = browser.get(waiting.pop(), headers=HX)
        assert response.status_code == 200
        html = response.content.decode()
        texts.append(text_in(html))
        for found in _ON_DEMAND.findall(html):
            if found not in seen:
                seen.add(found)
                waiting.append(unescape(found))
    return "\n".join(texts)


def _texts(value: Any) -> Iterator[str]:
    """Every text and every name in a payload."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, child in value.items():
            yield name
            yield from _texts(child)
    elif isinstance(value, list):
        for child in value:
            yield from _texts(child)


def _said(value: Any) -> Iterator[str]:
    """The words of messages: texts under the names that hold them, whatever stands around these."""
    if isinstance(value, list):
        for child in value:
            yield from _said(child)
    elif isinstance(value, dict):
        for name, child in value.items():
            if name in _SAID and isinstance(child, str):
                yield child
            elif name in ("content", "parts"):
                yield from _said(child)


def _as_json(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\n": "\\n"}
    escaped = "".join(escapes.get(character, character) for character in text)
    escaped = re.sub("[\x00-\x1f]", lambda found: f"\\u{ord(found[0]):04x}", escaped)
    return re.sub(r"\s+", "", escaped)


def _as_read(text: str) -> str:
    """Without what Markdown says by form: numbers of lists, addresses of links, languages of code."""
    text = re.sub(r"(?m)^[\s>*+-]*\d+[.)]\s", "", text)
    return re.sub(r"\]\([^)]*\)", "]", re.sub(r"```[\w+-]+", "```", text))


def _bare(text: str) -> str:
    """Letters and digits alone: Markdown writes the others as what they mean, and JSON as escapes."""
    return re.sub(r"[\W_]+", "", re.sub(r"\\[nrt]", "", text))
