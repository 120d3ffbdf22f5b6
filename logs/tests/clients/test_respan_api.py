"""The vendor's generated client `respan-api`: create, bulk, list, summary and retrieve through its strict models."""

import asyncio
from datetime import UTC, datetime

import pytest

MISSING = "the client respan-api is not installed: pip install -r requirements-dev.txt"
httpx = pytest.importorskip("httpx", reason=MISSING)
respan = pytest.importorskip("respan", reason=MISSING)
api_error = pytest.importorskip("respan.core.api_error", reason=MISSING)

MOMENT = datetime(2026, 11, 20, 8, 30, 37, 721313, tzinfo=UTC)
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Boston"}'}}


def only(group, **more):
    """Filters that find the logs of one test."""
    return {"custom_identifier": {"operator": "", "value": [group]}, **more}


@pytest.fixture(scope="module")
def spans(server):
    return respan.RespanClient(base_url=server.url, authorization=f"Bearer {server.key}").spans


@pytest.fixture(scope="module")
def five(spans):
    """Five logs, a second apart: model-0 to model-4, dearer and dearer."""
    logs = [
        {
            "model": f"model-{second}",
            "custom_identifier": "five",
            "timestamp": MOMENT.replace(second=second).isoformat(),
            "prompt_tokens": 10,
            "completion_tokens": 20,
            "cost": 0.25 * second,
            "latency": 2.0,
            "ttft": 0.5,
            "metadata": {"plan": "pro" if second % 2 else "free"},
        }
        for second in range(5)
    ]
    return spans.bulk_create_spans(logs=logs)


def test_creates_a_span(spans):
    span = spans.create_span(
        model="gpt-4o",
        prompt_messages=[{"role": "user", "content": "Hi"}],
        completion_message={"role": "assistant", "content": "Hello"},
        timestamp=MOMENT,
        cost=0.25,
        generation_time=1.5,
        ttft=0.1,
        usage={"prompt_tokens": 100, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 40}},
        customer_params={"customer_identifier": "customer_1"},
    )
    assert span.id == span.unique_id
    assert len(span.id) == 32
    assert (span.status, span.cost, span.timestamp, span.environment) == ("success", 0.25, MOMENT, "prod")
    assert (span.latency, span.time_to_first_token, span.prompt_cache_hit_tokens) == (1.5, 0.1, 40)
    assert span.customer_identifier == "customer_1"


def test_a_client_error_is_stored_as_failed(spans):
    assert spans.create_span(model="gpt-4o", status="error", error_message="Too many").status == "failed"


def test_creates_in_bulk(five):
    assert (five.success_count, five.error_count, five.errors) == (5, 0, [])


def test_bulk_names_the_rows_it_refuses(spans):
    answer = spans.bulk_create_spans(logs=[{"model": "m"}, {"model": "m", "prompt_tokens": "many"}])
    assert (answer.success_count, answer.error_count) == (1, 1)
    assert answer.errors[0].index == 1
    assert "prompt_tokens" in answer.errors[0].error


def test_its_pager_lists_to_the_end(spans, five):
    """It asks on until a page is empty."""
    pager = spans.list_spans(page_size=2, filters=only("five"))
    assert [[span["model"] for span in page.items] for page in pager.iter_pages()] == [
        ["model-4", "model-3"],
        ["model-2", "model-1"],
        ["model-0"],
    ]


def test_counts_all_that_it_finds(spans, five):
    page = spans.list_spans(page=2, page_size=2, filters=only("five")).response
    assert (page.count, len(page.results)) == (5, 2)
    assert "page=3" in page.next
    assert "page_size=2" in page.previous


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"model": {"operator": "in", "value": ["model-1", "model-3"]}}, ["model-3", "model-1"]),
        ({"model": {"value": ["model-1"]}}, ["model-1"]),
        ({"model": {"operator": "endswith", "value": ["-2"]}}, ["model-2"]),
        ({"cost": {"operator": "gte", "value": [0.75]}}, ["model-4", "model-3"]),
        ({"total_cost": [{"operator": "gt", "value": [0]}, {"operator": "lt", "value": [0.5]}]}, ["model-1"]),
        ({"metadata__plan": {"operator": "", "value": ["pro"]}}, ["model-3", "model-1"]),
        ({"metadata__absent": {"operator": "not", "value": ["pro"]}}, []),
        ({"customer_identifier": {"operator": "not_empty", "value": [""]}}, []),
    ],
)
def test_lists_what_the_filters_find(spans, five, condition, found):
    assert [span["model"] for span in spans.list_spans(filters=only("five", **condition))] == found


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"sort_by": "cost", "page_size": 5}, ["model-0", "model-1", "model-2", "model-3", "model-4"]),
        ({"start_time": MOMENT.replace(second=3)}, ["model-4", "model-3"]),
        ({"end_time": MOMENT.replace(second=1)}, ["model-1", "model-0"]),
        ({"environment": "test"}, []),
        ({"log_type": "embedding"}, []),
    ],
)
def test_lists_what_the_parameters_ask_for(spans, five, parameters, found):
    assert [span["model"] for span in spans.list_spans(filters=only("five"), **parameters)] == found


def test_lists_only_the_fields_asked_for(spans, five):
    first = next(iter(spans.list_spans(include_fields="model,cost", filters=only("five"))))
    assert (first["model"], first["cost"]) == ("model-4", 1.0)
    assert first.keys() == {"id", "unique_id", "model", "cost"}


def test_sums_up(spans, five):
    summary = spans.get_spans_summary(filters=only("five"))
    assert (summary.number_of_requests, summary.total_cost, summary.total_tokens) == (5, 2.5, 150)
    assert (summary.total_prompt_tokens, summary.total_completion_tokens) == (50, 100)
    assert (summary.avg_latency, summary.avg_tps, summary.avg_ttft, summary.scores) == (2.0, 10.0, 0.5, {})


def test_sums_up_nothing(spans):
    summary = spans.get_spans_summary(filters=only("nobody"))
    assert (summary.number_of_requests, summary.total_cost, summary.avg_latency) == (0, 0, 0)


def test_retrieves_what_it_created(spans):
    made = spans.create_span(
        model="gpt-4o",
        prompt_messages=[{"role": "user", "content": "Weather in Boston?"}],
        completion_message={"role": "assistant", "content": None, "tool_calls": [CALL]},
        prompt_tokens=10,
        completion_tokens=20,
        temperature=0.7,
        stream=True,
        thread_identifier="thread_1",
        custom_identifier="retrieved",
        metadata={"plan": "pro", "seats": 3},
        warnings="slow",
    )
    span = spans.retrieve_span(made.id)
    assert (span.id, span.unique_id, span.model, span.log_type) == (made.id, made.id, "gpt-4o", "chat")
    assert span.prompt_messages[0]["content"] == "Weather in Boston?"
    assert span.completion_message["tool_calls"] == span.tool_calls == [CALL]
    assert (span.prompt_tokens, span.completion_tokens, span.total_request_tokens) == (10, 20, 30)
    assert (span.temperature, span.stream, span.warnings) == (0.7, True, "slow")
    assert (span.thread_identifier, span.custom_identifier) == ("thread_1", "retrieved")
    assert span.metadata == {"plan": "pro", "seats": 3}
    assert span.scores == {}


def test_retrieves_any_json_that_went_in_and_out_as_text(spans):
    made = spans.create_span(model="w", log_type="workflow", input={"steps": [1, None]}, output=[{"done": True}])
    span = spans.retrieve_span(made.id)
    assert (span.log_type, span.input, span.output) == ("workflow", '{"steps": [1, null]}', '[{"done": true}]')


def test_retrieves_an_identifier_sent_as_a_number(server, spans):
    """The client itself sends text; other clients send numbers, which its model refuses on reading."""
    payload = {"model": "m", "session_identifier": 5, "thread_identifier": 6, "custom_identifier": 7}
    headers = {"Authorization": f"Bearer {server.key}"}
    made = httpx.post(server.url + "/api/request-logs/", json=payload, headers=headers).json()
    span = spans.retrieve_span(made["id"])
    assert (span.session_identifier, span.thread_identifier, span.custom_identifier) == ("5", "6", "7")


def test_retrieves_a_response_format_sent_as_text(server, spans):
    """Others send it as text, of which the client's model reads objects alone."""
    payload = {"model": "m", "response_format": "json_object"}
    headers = {"Authorization": f"Bearer {server.key}"}
    made = httpx.post(server.url + "/api/request-logs/", json=payload, headers=headers).json()
    assert spans.retrieve_span(made["id"]).response_format == {"type": "json_object"}


def test_awaits_the_same_answers(server, five):
    async def models():
        client = respan.AsyncRespanClient(base_url=server.url, authorization=f"Bearer {server.key}")
        return [span["model"] async for span in await client.spans.list_spans(page_size=2, filters=only("five"))]

    assert asyncio.run(models()) == ["model-4", "model-3", "model-2", "model-1", "model-0"]


def test_an_unsupported_filter_raises_its_bad_request(spans):
    with pytest.raises(respan.BadRequestError) as raised:
        spans.list_spans(filters={"bogus": {"operator": "", "value": ["x"]}})
    assert "bogus" in str(raised.value.body)


def test_a_bad_value_raises_its_unprocessable_entity(spans):
    with pytest.raises(respan.UnprocessableEntityError) as raised:
        spans.create_span(model="m", prompt_tokens="many")
    assert "prompt_tokens" in raised.value.body["errors"]


def test_an_unknown_id_raises_its_not_found(spans):
    with pytest.raises(respan.NotFoundError):
        spans.retrieve_span("no-such-span")


def test_an_unknown_key_raises_401_with_the_doors_words(server):
    stranger = respan.RespanClient(base_url=server.url, authorization="Bearer sk-unknown").spans
    with pytest.raises(api_error.ApiError) as raised:
        stranger.create_span(model="m")
    assert raised.value.status_code == 401
    assert raised.value.body["detail"].startswith("Your API key is invalid or expired")
