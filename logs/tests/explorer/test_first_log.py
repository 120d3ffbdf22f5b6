"""A project without logs: a key, lines that work when pasted, and a listener that says what was refused."""

import io
import json
import shlex
import urllib.request
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import ApiKey, Project, User
from logs import refused
from logs.explorer.first_log import ways
from logs.models import Log
from logs.refused import Refusal
from logs.tests.explorer.conftest import browser_of
from logs.tests.explorer.reading import links_of, text_of
from logs.tests.factories import make_log


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logs.refused._SECONDS_BETWEEN_WRITES", 0.0)


def lines_of(title: str, key: str) -> str:
    return next(way.lines for way in ways("http://testserver", key) if way.title == title)


def test_says_how_to_send_the_first_log(browser: Client, project: Project):
    text = text_of(browser.get("/logs/"))
    assert "Send the first log" in text
    assert "curl http://testserver/api/request-logs/create/" in text
    assert "YOUR_KEY" in text
    assert "Waiting for the first log" in text


def test_offers_staff_the_list_of_keys(owner: User, project: Project):
    owner.is_staff = True
    owner.save()
    assert links_of(browser_of(owner).get("/logs/"))["list of keys"] == "/admin/accounts/apikey/"


def test_gives_a_curl_line_that_works(client: Client, project: Project, key: str):
    words = shlex.split(lines_of("curl", key).replace("\\\n", ""))
    headers = dict(word.split(": ", 1) for flag, word in zip(words, words[1:], strict=False) if flag == "-H")
    body = words[words.index("-d") + 1]
    path = urlsplit(words[1]).path
    assert client.post(path, body, headers=headers, content_type="application/json").status_code == 200
    assert Log.objects.get().input_preview == "Hi"


def test_gives_python_lines_that_work(client: Client, project: Project, key: str, monkeypatch: pytest.MonkeyPatch):
    def urlopen(request: urllib.request.Request) -> io.BytesIO:
        path = urlsplit(request.full_url).path
        answer = client.post(path, request.data, headers=dict(request.headers), content_type="application/json")
        assert answer.status_code == 200
        return io.BytesIO(answer.content)

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    exec(lines_of("Python", key), {})  # noqa: S102 - it is ours
    assert json.dumps(Log.objects.get().completion_tokens) == "3"


@pytest.mark.parametrize("title", ["OpenAI SDK", "LiteLLM"])
def test_gives_lines_that_are_python(title: str):
    compile(lines_of(title, "llk_x"), title, "exec")


def test_makes_a_key_and_puts_it_into_the_lines(browser: Client, project: Project, owner: User):
    response = browser.post("/logs/first-key/")
    key = ApiKey.objects.get()
    assert ApiKey.objects.verify(response.context["new_key"]) == key
    assert (key.project, key.created_by, key.scopes) == (project, owner, ["ingest", "read"])
    text = text_of(response)
    assert f"Bearer {response.context['new_key']}" in text
    assert "YOUR_KEY" not in text
    assert response["Cache-Control"] == "private, no-store"


def test_makes_no_key_for_who_may_not(viewer_browser: Client, project: Project):
    assert viewer_browser.post("/logs/first-key/").status_code == 403
    assert "Make a key" not in text_of(viewer_browser.get("/logs/"))
    assert not ApiKey.objects.exists()


def test_makes_no_key_where_there_are_logs(browser: Client, project: Project):
    make_log(project)
    assert browser.post("/logs/first-key/").url == "/logs/"
    assert not ApiKey.objects.exists()


def test_is_for_members(client: Client, browser: Client, db):
    assert client.post("/logs/first-key/").url.startswith("/accounts/login/")
    assert client.get("/logs/waiting/").url.startswith("/accounts/login/")
    assert browser.get("/logs/first-key/").status_code == 405
    assert browser.post("/logs/waiting/").status_code == 405


def test_waits_and_then_moves_on(browser: Client, project: Project, stranger_project: Project):
    make_log(stranger_project)
    response = browser.get("/logs/waiting/")
    assert "HX-Redirect" not in response
    assert "Waiting for the first log" in text_of(response)
    make_log(project)
    assert browser.get("/logs/waiting/")["HX-Redirect"] == "/logs/"


def test_tells_the_owner_why_something_was_refused(
    browser: Client, viewer_browser: Client, client: Client, project: Project, key: str
):
    refused._noted.clear()
    client.post("/api/request-logs/create/", {}, headers={"Authorization": f"Bearer {key[:-4]}"})
    refused.write()
    assert "but its secret is 4 characters too short" in text_of(browser.get("/logs/waiting/"))
    seen = text_of(viewer_browser.get("/logs/waiting/"))
    assert "Refused" in seen
    assert "4 characters" not in seen


def test_asks_few_questions_while_it_waits(browser: Client, project: Project, django_assert_num_queries):
    # session, user, membership; a log, a refusal
    with django_assert_num_queries(5):
        browser.get("/logs/waiting/")


def test_escapes_what_names_a_field(browser: Client, project: Project):
    refused._noted.clear()
    refused.note(project.pk, 422, "These fields had the wrong type: <script>alert(1)</script>.")
    refused.write()
    assert Refusal.objects.get().count == 1
    assert "<script>alert" not in browser.get("/logs/waiting/").content.decode()
