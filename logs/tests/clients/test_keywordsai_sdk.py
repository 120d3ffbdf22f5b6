"""LogAPI of the vendor's package `keywordsai`: create, list and get, as its users call them."""

import asyncio
from datetime import UTC, datetime

import pytest

MISSING = "the client keywordsai is not installed: pip install -r requirements-dev.txt"
LogAPI = pytest.importorskip("keywordsai.logs.api", reason=MISSING).LogAPI
LogParams = pytest.importorskip("keywordsai.types.log_types", reason=MISSING).KeywordsAILogParams
httpx = pytest.importorskip("httpx", reason=MISSING)

MOMENT = datetime(2026, 11, 20, 8, 30, 37, 721313, tzinfo=UTC)
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Boston"}'}}
TOOL = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}


@pytest.fixture(scope="module")
def client(server):
    return LogAPI(api_key=server.key, base_url=server.url)


@pytest.fixture(scope="module")
def three(client):
    """Three logs of one custom identifier, a second apart; the last one failed. Their ids, oldest first."""
    made = [
        client.create(
            LogParams(
                model=f"model-{second}",
                input="Hello",
                output="Hi",
                custom_identifier="three",
                timestamp=MOMENT.replace(second=second),
                status_code=500 if second == 2 else 200,
            )
        )
        for second in range(3)
    ]
    return [answer["unique_id"] for answer in made]


@pytest.mark.parametrize("suffix", ["", "/", "/api", "/api/", "/api/api"])
def test_creates_whatever_the_base_address_ends_in(server, suffix):
    answer = LogAPI(api_key=server.key, base_url=server.url + suffix).create(LogParams(model="gpt-4o", input="Hello"))
    assert answer["message"] == "log successful"
    assert answer["id"] == answer["unique_id"]


def test_takes_address_and_key_from_the_environment(server, monkeypatch):
    monkeypatch.setenv("KEYWORDS_AI_BASE_URL", server.url + "/api")
    monkeypatch.setenv("KEYWORDSAI_API_KEY", server.key)
    assert LogAPI().create({"model": "gpt-4o", "input": "Hello"})["message"] == "log successful"


def test_gets_what_it_created(client):
    made = client.create(
        LogParams(
            model="gpt-4o",
            input="Hello",
            output="Hi there",
            prompt_tokens=3,
            completion_tokens=4,
            cost=0.25,
            latency=1.5,
            time_to_first_token=0.5,
            timestamp=MOMENT,
            temperature=0.7,
            stream=True,
            customer_params={"customer_identifier": "customer_1", "name": "Ada", "email": "ada@example.com"},
            custom_identifier="got",
            metadata={"plan": "pro"},
        )
    )
    log = client.get(made["unique_id"])
    assert log.id == made["id"]
    assert (log.model, log.input, log.output) == ("gpt-4o", "Hello", "Hi there")
    assert (log.prompt_tokens, log.completion_tokens, log.total_request_tokens) == (3, 4, 7)
    assert (log.cost, log.latency, log.time_to_first_token) == (0.25, 1.5, 0.5)
    assert log.timestamp == MOMENT
    assert (log.temperature, log.stream) == (0.7, True)
    assert (log.customer_identifier, log.customer_name, log.customer_email) == ("customer_1", "Ada", "ada@example.com")
    assert (log.custom_identifier, log.metadata) == ("got", {"plan": "pro"})
    assert (log.status, log.status_code, log.error_bit) == ("success", 200, 0)


def test_gets_a_conversation_with_tools(client):
    made = client.create(
        {
            "model": "gpt-4o",
            "prompt_messages": [{"role": "user", "content": "Weather in Boston?"}],
            "completion_message": {"role": "assistant", "content": None, "tool_calls": [CALL]},
            "tools": [TOOL],
            "tool_choice": "auto",
            "full_request": {"temperature": 0.3},
        }
    )
    log = client.get(made["unique_id"])
    assert [(message.role, message.content) for message in log.prompt_messages] == [("user", "Weather in Boston?")]
    assert log.completion_message.tool_calls[0].function.arguments == '{"city": "Boston"}'
    assert log.tools[0]["function"]["name"] == "weather"
    assert log.tool_choice == "auto"
    assert log.full_request["temperature"] == 0.3


def test_gets_and_lists_what_others_posted_as_json(client, server):
    """The package reads text alone in these fields; one log with anything else would lose its user the whole page."""
    payload = {"input": {"steps": [1]}, "output": ["done"], "warnings": {"slow": True}, "custom_identifier": "json"}
    payload["response_format"] = "json_object"
    headers = {"Authorization": f"Bearer {server.key}"}
    made = httpx.post(server.url + "/request-logs/create", json=payload, headers=headers).json()
    for log in (client.get(made["id"]), client.list(custom_identifier="json").results[0]):
        assert (log.input, log.output, log.warnings) == ('{"steps": [1]}', '["done"]', '{"slow": true}')
        assert log.response_format == {"type": "json_object"}


def test_gets_a_failed_call(client):
    made = client.create(LogParams(model="gpt-4o", input="Hello", status_code=429, error_message="Too many"))
    log = client.get(made["unique_id"])
    assert (log.status, log.status_code, log.error_bit, log.error_message) == ("failed", 429, 1, "Too many")


def test_keeps_a_session_as_the_thread(client):
    """The package sends a thread as `session_identifier`."""
    made = client.create(LogParams(model="gpt-4o", input="Hello", session_identifier="thread_1"))
    assert client.list(thread_identifier="thread_1").results[0].id == made["id"]


def test_lists_newest_first(client, three):
    page = client.list(custom_identifier="three")
    assert [log.id for log in page.results] == three[::-1]
    assert (page.count, page.next, page.previous) == (3, None, None)


def test_lists_page_by_page(client, server, three):
    first = client.list(page=1, page_size=2, custom_identifier="three")
    second = client.list(page=2, page_size=2, custom_identifier="three")
    assert [log.id for log in first.results + second.results] == three[::-1]
    assert first.next.startswith(server.url)
    assert (first.count, second.next) == (3, None)


def test_lists_nothing_past_the_end(client, three):
    page = client.list(page=9, page_size=2, custom_identifier="three")
    assert (page.count, page.results) == (3, [])


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"error_bit": 1}, ["model-2"]),
        ({"error_bit": 0}, ["model-1", "model-0"]),
        ({"model": "model-1"}, ["model-1"]),
        ({"status": "failed"}, ["model-2"]),
        ({"start_time": "2026-11-20T08:30:01Z"}, ["model-2", "model-1"]),
        ({"end_time": "2026-11-20T08:30:01Z"}, ["model-0"]),
        ({"model": "nobody"}, []),
    ],
)
def test_lists_what_the_filters_find(client, three, filters, found):
    page = client.list(custom_identifier="three", **filters)
    assert [log.model for log in page.results] == found


def test_awaits_the_same_answers(client):
    async def there_and_back():
        made = await client.acreate(LogParams(model="gpt-4o", input="Hello", custom_identifier="awaited"))
        return made, await client.aget(made["unique_id"]), await client.alist(custom_identifier="awaited")

    made, log, page = asyncio.run(there_and_back())
    assert made["id"] == log.id == page.results[0].id


def test_an_unknown_key_raises_401(server):
    stranger = LogAPI(api_key="sk-unknown", base_url=server.url)
    with pytest.raises(httpx.HTTPStatusError) as raised:
        stranger.create({"model": "gpt-4o"})
    assert raised.value.response.status_code == 401
    assert raised.value.response.json()["detail"].startswith("Your API key is invalid or expired")


def test_an_unknown_id_raises_404(client):
    with pytest.raises(httpx.HTTPStatusError) as raised:
        client.get("no-such-log")
    assert raised.value.response.status_code == 404
