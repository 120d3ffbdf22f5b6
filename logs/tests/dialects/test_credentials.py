"""Credentials beside a prompt never reach the store, wherever a client puts them; prompts stay as they are."""

import pytest

from logs.dialects.credentials import without_credentials

KEY = "sk-planted-0123456789"


@pytest.mark.parametrize(
    "payload",
    [
        {"request_headers": {"X-Acme-Api-Key": KEY}},
        {"request_headers": {"X-Whatever": f"Bearer {KEY}"}},
        {"request_headers": {"cf-access-jwt-assertion": KEY}},
        {"request_headers": [["Authorization", KEY], ["x-team", "red"]]},
        {"request_headers": [{"name": "Cookie", "value": KEY}]},
        {"request_headers": f"Host: example.com\nAuthorization: Bearer {KEY}\n"},
        {"full_response": {"headers": {"Set-Cookie": f"session={KEY}; Path=/"}}},
        {"metadata": {"http": {"headers": {"proxy-authorization": [KEY]}}}},
        {"metadata": {"apiKey": KEY, "clientSecret": KEY, "x_auth_token": KEY}},
        {"metadata": {"auth": f"Bearer {KEY}"}},
        {"metadata": {"request": [{"extra_headers": {"api-key": KEY}}]}},
        {"raw_request": {"url": f"https://example.com/v1?alt=sse&key={KEY}"}},
        {"raw_request": f'{{"headers": {{"Authorization": "Bearer {KEY}"}}, "model": "m"}}'},
        {"raw_request": f'"{{\\"headers\\": {{\\"x-api-key\\": \\"{KEY}\\"}}}}"'},
        {"raw_request": f"POST /v1 HTTP/1.1\r\nCookie: a={KEY}; b=2\r\n\r\n{{}}"},
        {"metadata": {"curl": f"curl https://example.com -H 'Authorization: Bearer {KEY}' -d '{{}}'"}},
        {"metadata": {"curl_command": f'curl -u "me:{KEY}" https://example.com'}},
        {"api_base": f"https://me:{KEY}@example.com/v1"},
        {"hidden_params": {"additional_headers": {"llm_provider-set-cookie": KEY}}},
    ],
)
def test_a_credential_is_replaced(payload):
    kept = without_credentials(payload)
    assert KEY not in str(kept)
    assert "[redacted]" in str(kept)
    assert without_credentials(kept) == kept


def test_only_the_value_goes():
    headers = {"Authorization": KEY, "x-team": "red", "x-ratelimit-remaining-tokens": "12"}
    kept = without_credentials({"request_headers": headers})
    assert kept == {"request_headers": {**headers, "Authorization": "[redacted]"}}


def test_a_raw_call_as_text_stays_the_json_it_was():
    kept = without_credentials({"raw_request": f'{{"headers": {{"authorization": "Bearer {KEY}"}}, "n": 1.0}}'})
    assert kept == {"raw_request": '{"headers": {"authorization": "[redacted]"}, "n": 1.0}'}


@pytest.mark.parametrize(
    "payload",
    [
        {"metadata": {"topic": "Basic research", "max_tokens": 5, "eos_token": "</s>", "is_secret": True}},
        {"request_headers": {"anthropic-ratelimit-tokens-limit": "5", "x-request-id": "r1"}},
        {"messages": [{"role": "user", "content": "authorization: none", "headers": {"cookie": "recipe"}}]},
        {"tools": [{"function": {"parameters": {"properties": {"password": {"type": "string"}}}}}]},
        {"tools": [{"type": "mcp", "authorization": "REDACTED"}], "metadata": {"password": "***", "token": ""}},
        {"metadata": {"page": "https://example.com/a?monkey=1", "team": "a@b.co"}, "n": 10**30, "cost": 1.0},
    ],
)
def test_what_is_no_credential_is_kept_itself(payload):
    assert without_credentials(payload) is payload


def test_a_long_raw_call_takes_no_long_time():
    assert without_credentials({"raw_request": "x-api-key" + "a" * 300_000 + "//" * 50_000}) is not None
