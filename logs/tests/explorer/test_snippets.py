"""A call as something to paste: it says what was asked, runs as it stands, and hides nothing in its text."""

import ast
import inspect
import json
import shlex
from typing import Any

import pytest
from django.test import Client
from openai.resources import Completions, Embeddings
from openai.resources.chat import Completions as ChatCompletions
from openai.resources.responses import Responses

from accounts.models import Project
from logs.canonical import CanonicalLog
from logs.explorer import snippets
from logs.models import Log
from logs.tests.factories import make_log

HOSTILE = 'it\'s `$(rm -rf ~)` "quoted"\n\'\'\'""" \\ JSON\nEOF $HOME \u202etxt\x00 \ud800 <script>'
MESSAGES = [{"role": "user", "content": HOSTILE}]
CHAT = CanonicalLog(
    kind="chat",
    model="gpt-4o",
    provider="openai",
    input_messages=MESSAGES,
    params={"temperature": 0.3, "house_setting": [1]},
)


def arguments_of(text: str) -> tuple[str, dict[str, Any]]:
    """The method that Python would call, and the arguments by name."""
    call = next(
        node.value for node in ast.parse(text).body if isinstance(node, ast.Assign) and node.targets[0].id == "reply"
    )
    return ast.unparse(call.func), {one.arg: ast.literal_eval(one.value) for one in call.keywords}


def test_curl_sends_the_request_to_the_letter():
    words = shlex.split(snippets.as_curl(CHAT).replace("\\\n", ""))
    assert words[:2] == ["curl", "https://api.openai.com/v1/chat/completions"]
    assert words[3] == "Authorization: Bearer $OPENAI_API_KEY"
    assert json.loads(words[-1])["messages"] == MESSAGES
    assert json.loads(words[-1])["temperature"] == 0.3


def test_curl_sends_what_was_sent_where_it_was_kept():
    log = CHAT.but(raw_request={"contents": [HOSTILE]}, request_url="https://example.com/v1?a='b'")
    words = shlex.split(snippets.as_curl(log).replace("\\\n", ""))
    assert words[1] == "https://example.com/v1?a='b'"
    assert json.loads(words[-1]) == {"contents": [HOSTILE]}


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "-o/tmp/x"])
def test_curl_calls_nothing_but_the_web(address: str):
    log = CHAT.but(raw_request={"a": 1}, request_url=address)
    assert snippets.as_curl(log).startswith("curl https://api.openai.com/v1/chat/completions ")


def test_python_calls_with_what_was_asked():
    method, arguments = arguments_of(snippets.as_python(CHAT))
    assert method == "client.chat.completions.create"
    assert arguments == {
        "model": "gpt-4o",
        "messages": MESSAGES,
        "temperature": 0.3,
        "extra_body": {"house_setting": [1]},
    }


@pytest.mark.parametrize(
    ("kind", "resource"),
    [("chat", ChatCompletions), ("completion", Completions), ("response", Responses), ("embedding", Embeddings)],
)
def test_python_passes_only_what_the_client_takes(kind: str, resource: type):
    taken = inspect.signature(resource.create).parameters
    assert snippets._ENDPOINTS[kind].names <= taken.keys()


def test_python_names_the_providers_address():
    assert "OpenAI(base_url='https://api.groq.com/openai/v1')" in snippets.as_python(CHAT.but(provider="groq"))


@pytest.mark.parametrize("form", ["curl", "python", "json"])
def test_hides_no_character(form: str):
    text = snippets.FORMS[form][1](CHAT)
    assert not {"\u202e", "\x00", "\ud800"} & set(text)


# -- the page


@pytest.fixture
def log(project: Project) -> Log:
    return make_log(
        project, input_messages=[{"role": "user", "content": "A-20418 </textarea><script>alert(1)</script>"}]
    )


def test_shows_the_text_to_copy_by_hand(browser: Client, log: Log):
    html = browser.get(f"/logs/{log.public_id}/copy/curl/").content.decode()
    assert "&lt;/textarea&gt;&lt;script&gt;" in html
    assert "<script>alert" not in html


def test_gives_the_bare_text_to_a_clipboard(browser: Client, log: Log):
    response = browser.get(f"/logs/{log.public_id}/copy/json/?plain=1")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert json.loads(response.content)["messages"][0]["content"].startswith("A-20418")


def test_knows_no_other_form(browser: Client, log: Log):
    assert browser.get(f"/logs/{log.public_id}/copy/perl/").status_code == 404


def test_copies_nothing_for_who_may_not_read(
    viewer_browser: Client, stranger_browser: Client, client: Client, log: Log
):
    address = f"/logs/{log.public_id}/copy/json/?plain=1"
    assert viewer_browser.get(address).status_code == 404
    assert stranger_browser.get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_leads_to_the_forms_from_the_log(browser: Client, log: Log):
    assert (
        f'href="/logs/{log.public_id}/copy/python/" data-copy'
        in browser.get(f"/logs/{log.public_id}/").content.decode()
    )


def test_refuses_what_is_too_long_to_paste(browser: Client, log: Log, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("logs.explorer.copying.MAX_CHARACTERS", 10)
    assert b"too long to paste" in browser.get(f"/logs/{log.public_id}/copy/json/?plain=1").content
