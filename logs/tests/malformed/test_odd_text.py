"""Text that no database takes, U+0000 and lone surrogates: accepted, and read back equal by every door."""

import json

import pytest

from .doors import Caller, Gate

TEXTS = ["\0", "a\0b", "\ud800", "\udfffx", "\udc00\ud800", "\0\ud83d", "\ufffe\uffff", "\u2028<&>", "\u202e\u0007"]


def send_text(caller: Caller, text: str) -> None:
    log = {
        "unique_id": f"id {text}",
        "model": f"model {text}",
        "prompt_messages": [{"role": "user", "content": text}],
        "completion_message": {"role": "assistant", "content": f"echo {text}"},
        "metadata": {"note": text},
        "timestamp": "2026-11-20T12:00:00Z",
    }
    response = caller.send(Gate.CREATE, body=json.dumps(log).encode())
    assert (response.status_code, response.json()["unique_id"]) == (200, log["unique_id"])


def shown(caller: Caller, gate: Gate, **request: str) -> list:
    found = caller.send(gate, **request).json()
    return found if gate is Gate.KORE else next(found[key] for key in ("results", "logs", "requests") if key in found)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_reads_back_equal_by_keywordsai(caller: Caller, text: str) -> None:
    send_text(caller, text)
    (log,) = [log for log in shown(caller, Gate.LIST) if log["unique_id"] == f"id {text}"]
    assert log["model"] == f"model {text}"
    assert log["prompt_messages"] == [{"role": "user", "content": text}]
    assert log["completion_message"] == {"role": "assistant", "content": f"echo {text}"}
    assert log["metadata"] == {"note": text}


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_reads_back_equal_by_bifrost(caller: Caller, text: str) -> None:
    send_text(caller, text)
    (log,) = [log for log in shown(caller, Gate.BIFROST) if log["id"] == f"id {text}"]
    assert log["model"] == f"model {text}"
    assert log["input_history"] == [{"role": "user", "content": text}]
    assert log["output_message"]["content"] == f"echo {text}"
    assert log["metadata"] == {"note": text}


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_reads_back_equal_by_llmreport(caller: Caller, text: str) -> None:
    send_text(caller, text)
    (log,) = [log for log in shown(caller, Gate.LLMREPORT) if log["id"] == f"id {text}"]
    assert (log["model"], log["completion"]) == (f"model {text}", f"echo {text}")
    assert json.loads(log["request_body"])["messages"] == [{"role": "user", "content": text}]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_reads_back_equal_by_kore(caller: Caller, text: str) -> None:
    send_text(caller, text)
    (log,) = [log for log in shown(caller, Gate.KORE) if log["Model Name"] == f"model {text}"]
    details = log["Payload Details"]
    assert details["Request Payload"]["messages"] == [{"role": "user", "content": text}]
    assert details["Response Payload"]["choices"][0]["message"]["content"] == f"echo {text}"
