"""A log in the words of the four doors, field by field: names, values and units as the doors really answer."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Project
from logs.canonical import CanonicalLog
from logs.dialects.native.translate import dump
from logs.explorer import doors
from logs.explorer.side_by_side import FIELDS, Cell, sheet_of, value_at
from logs.ids import public_id
from logs.tests.explorer.reading import text_of
from logs.tests.factories import NOON, make_log

FULL = CanonicalLog(
    **dict.fromkeys(
        ("source_id", "finish_reason", "error_type", "error_code", "error_message", "model", "provider"), "word"
    ),
    **dict.fromkeys(
        ("customer_id", "thread_id", "group_id", "custom_id", "trace_id", "span_id", "parent_span_id", "bot_id"), "name"
    ),
    **dict.fromkeys(("app_id", "channel", "feature", "task_id", "description", "prompt_id", "prompt_name"), "name"),
    **dict.fromkeys(("prompt_tokens", "completion_tokens", "total_tokens"), 7),
    **dict.fromkeys(("cache_read_tokens", "cache_write_tokens", "reasoning_tokens"), 3),
    **dict.fromkeys(("started_at", "ended_at", "received_at", "updated_at"), NOON),
    id=public_id(1 << 40),
    kind="chat",
    status="error",
    status_code=500,
    latency_ms=6840.0,
    ttft_ms=2310.0,
    cost_usd=Decimal("0.010441"),
    stream=False,
    cached=True,
    response_id="r",
    request_url="/v1/chat",
    metadata={"env": "prod"},
    input_messages=[{"role": "user", "content": "Where is it?"}],
    output_message={"role": "assistant", "content": "At the shop."},
    tools=[{"type": "function", "function": {"name": "f"}}],
    params={"temperature": 1},
)
RAW = FULL.but(raw_request={"messages": [], "tools": []}, raw_response={"id": "r"}, raw_stream="data: {}")


def sheet(log: CanonicalLog):
    return sheet_of(dump(log), [(door.name, door.dump(log)) for door in doors.DOORS])


def line(log: CanonicalLog, name: str):
    return next(one for one in sheet(log).lines if one.name == name)


@pytest.mark.parametrize("door", doors.DOORS, ids=lambda door: door.name)
def test_each_place_stands_in_the_answer_of_its_door(door: doors.Door):
    answers = [door.dump(FULL), door.dump(RAW)]
    missing = [
        place.name
        for one in FIELDS
        if (place := one.places.get(door.name)) and not any(value_at(answer, place.path) for answer in answers)
    ]
    assert missing == []


def test_each_field_is_one_of_ours():
    assert [one.name for one in FIELDS if one.name not in dump(RAW)] == []


def test_says_where_a_unit_is_another():
    assert line(FULL, "latency_ms").cells == [
        Cell("latency", "6.84", "s", is_other_unit=True),
        Cell(),
        Cell("Time Taken", "6840", "ms"),
        Cell("latency", "6840", "ms"),
    ]


def test_counts_what_is_content_and_clips_what_is_long():
    assert line(FULL, "input_messages").value == "[ 1 item ]"
    assert line(FULL, "params").value == "{ 1 key }"
    assert line(FULL.but(description="x" * 500), "description").value == "x" * 160 + "…"


def test_spends_no_line_on_what_is_unknown():
    found = sheet(CanonicalLog(model="gpt-4o", status="success", started_at=NOON))
    assert [one.name for one in found.lines] == ["started_at", "status", "model"]
    assert found.unknown == len(FIELDS) - 3


def test_says_what_a_door_left_out():
    assert line(FULL, "ended_at").cells[1] == Cell()
    assert line(FULL.but(error_details={"oops": 1}), "error_type").cells[3] == Cell("error_details.error.type", None)


def test_the_page_shows_the_four_side_by_side(browser: Client, project: Project):
    log = make_log(project, ended_at=NOON + timedelta(seconds=2), latency_ms=2000.0)
    text = text_of(browser.get(f"/logs/{log.public_id}/?tab=dialects"))
    assert "llmlogs came in here" in text
    assert "latency_ms 2000.0 ms latency 2.0 s – Time Taken 2000 ms latency 2000 ms" in text
