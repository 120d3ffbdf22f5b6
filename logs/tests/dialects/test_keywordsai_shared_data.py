"""Recorded exchanges of real LLM APIs through the Keywords AI door: all are taken, and all read back equal."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from logs.dialects.keywordsai.translate import parse, storable

DATA = settings.BASE_DIR.parent / "shared" / "data"
EXCHANGES = 643

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the recorded exchanges are not beside the checkout ({DATA})"),
]


@pytest.fixture(scope="module")
def make_kw() -> Iterator[Any]:
    """The module beside the recordings that makes create payloads of them."""
    sys.path.insert(0, str(DATA))
    import make_kw

    yield make_kw
    sys.path.remove(str(DATA))


@pytest.mark.parametrize("full", [False, True])
def test_every_exchange_becomes_a_log(make_kw: Any, full: bool) -> None:
    payloads = [payload for _, payload in make_kw.payloads(str(DATA / "exchanges"), full)]
    assert len(payloads) == EXCHANGES
    for payload in payloads:
        log = parse(storable(payload))
        assert log.input_messages == payload["prompt_messages"]
        assert log.output_message == payload.get("completion_message")
        assert log.prompt_tokens == payload.get("prompt_tokens")


@pytest.mark.django_db
@pytest.mark.parametrize("full", [False, True])
def test_every_exchange_reads_back_equal(make_kw: Any, api: APIClient, full: bool) -> None:
    different = []
    for name, payload in make_kw.payloads(str(DATA / "exchanges"), full):
        answer = api.post("/api/request-logs/create/", payload, format="json")
        assert answer.status_code == 200, (name, answer.content)
        shown = api.get(f"/api/request-logs/{answer.json()['id']}/").json()
        different += [(name, key) for key, value in payload.items() if shown.get(key) != _as_shown(key, value)]
    assert different == []


def _as_shown(key: str, value: Any) -> Any:
    """The vendor's clients read a text as the type of a response format (contract 2)."""
    return {"type": value} if key == "response_format" and isinstance(value, str) else value
