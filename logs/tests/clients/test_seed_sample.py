"""The documented sample and its shorter sister, sent with `requests` as their readers send them, and read back."""

import pytest

MISSING = "the client requests is not installed: pip install -r requirements-dev.txt"
requests = pytest.importorskip("requests", reason=MISSING)

WEATHER_CALL = {
    "id": "xxxx",
    "type": "function",
    "function": {"name": "get_current_weather", "arguments": '{\n"location": "Boston, MA"\n}'},
}
WEATHER_TOOL = {
    "type": "function",
    "function": {
        "name": "get_current_weather",
        "description": "Get the current weather in a given location",
        "parameters": {
            "type": "object",
            "properties": {
                "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
            },
            "required": ["location"],
        },
    },
}
SAMPLE = {
    "model": "gpt-4",
    "prompt_messages": [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": None, "tool_calls": [WEATHER_CALL]},
    ],
    "completion_message": {"role": "assistant", "content": "Hi, how can I assist you today?"},
    "tool_choice": {"type": "function", "function": {"name": "get_current_weather"}},
    "tools": [WEATHER_TOOL],
    "customer_params": {"customer_identifier": "customer_123", "name": "Ada Lovelace", "email": "ada@example.com"},
    "prompt_tokens": 8,
    "completion_tokens": 16,
    "cost": 0.00042,
    "latency": 0.0,
    "timestamp": "2024-04-15T08:30:37.721313Z",
    "time_to_first_token": 0.0,
    "metadata": {},
    "stream": False,
    "status_code": 200,
    "warnings": "",
    "error_message": "",
    "type": "text",
}


@pytest.fixture(scope="module")
def headers(server):
    return {"Authorization": f"Bearer {server.key}", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def answer(server, headers):
    return requests.request("POST", server.url + "/api/request-logs/create/", headers=headers, json=SAMPLE)


@pytest.fixture(scope="module")
def read_back(server, headers, answer):
    return requests.get(f"{server.url}/api/request-logs/{answer.json()['unique_id']}/", headers=headers).json()


def test_the_sample_is_stored(answer):
    assert (answer.status_code, answer.history) == (200, [])
    assert answer.json()["message"] == "log successful"


@pytest.mark.parametrize("field", sorted(SAMPLE.keys() - {"customer_params", "type", "prompt_messages"}))
def test_the_sample_is_read_back_as_sent(read_back, field):
    assert read_back[field] == SAMPLE[field]


def test_the_sample_keeps_its_conversation(read_back):
    asked, called = read_back["prompt_messages"]
    assert (asked["role"], asked["content"]) == ("user", "Hi")
    assert (called["role"], called["content"], called["tool_calls"]) == ("assistant", None, [WEATHER_CALL])


def test_the_sample_names_its_customer(read_back):
    assert read_back["customer_identifier"] == "customer_123"
    assert (read_back["customer_name"], read_back["customer_email"]) == ("Ada Lovelace", "ada@example.com")


def test_raw_input_and_output_are_stored(server, headers):
    """The vendor's shortest sample: an array in, an object out, no slash at the end."""
    payload = {
        "model": "gpt-4o",
        "input": [{"role": "user", "content": "Hi"}],
        "output": {"role": "assistant", "content": "Hello"},
    }
    made = requests.post(server.url + "/api/request-logs/create", headers=headers, json=payload)
    log = requests.get(f"{server.url}/api/request-logs/{made.json()['unique_id']}", headers=headers).json()
    assert (log["prompt_messages"][0]["content"], log["completion_message"]["content"]) == ("Hi", "Hello")
