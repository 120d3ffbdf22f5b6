"""The page of one log: found by either id, read by whoever may, whole whatever state its body is in."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Project
from logs.models import Log, LogBody
from logs.tests.explorer.reading import links_of, text_of
from logs.tests.factories import NOON, make_log, make_logs

CONTENT = {
    "input_messages": [
        {"role": "system", "content": "You are the support agent."},
        {"role": "user", "content": "Where is order A-20418?"},
    ],
    "output_message": {"role": "assistant", "content": "At the **pick-up** shop."},
    "params": {"temperature": 0.3},
    "tools": [{"type": "function", "function": {"name": "get_tracking"}}],
    "metadata": {"env": "prod", "retries": 2},
}


@pytest.fixture
def log(project: Project) -> Log:
    return make_log(project, source_id="order/1 of 2", **CONTENT)


def page(log: Log, query: str = "") -> str:
    return f"/logs/{log.public_id}/{query}"


def test_sends_the_anonymous_to_sign_in(client: Client, log: Log):
    assert client.get(page(log)).url.startswith("/accounts/login/?next=/logs/")


def test_refuses_a_post(browser: Client, log: Log):
    assert browser.post(page(log)).status_code == 405


def test_hides_another_projects_log(stranger_browser: Client, log: Log):
    assert stranger_browser.get(page(log)).status_code == 404
    assert stranger_browser.get("/logs/order%2F1%20of%202/").status_code == 404
    assert stranger_browser.get(page(log) + "payload.json").status_code == 404


@pytest.mark.parametrize("text", ["order%2F1%20of%202", "order/1 of 2"])
def test_finds_a_log_by_the_callers_id(browser: Client, log: Log, text: str):
    assert f'data-log-id="{log.public_id}"' in browser.get(f"/logs/{text}/").content.decode()


def test_finds_a_log_by_our_id_without_dashes(browser: Client, log: Log):
    assert browser.get(f"/logs/{log.public_id.hex}/").status_code == 200


def test_knows_no_other_log(browser: Client, log: Log):
    response = browser.get("/logs/nothing/")
    assert response.status_code == 404
    assert "Nothing here" in text_of(response)


def test_shows_the_conversation(browser: Client, log: Log):
    response = browser.get(page(log))
    text = text_of(response)
    assert text.index("System") < text.index("User") < text.index("Assistant")
    assert "You are the support agent." in text
    assert "<strong>pick-up</strong>" in response.content.decode()


def test_takes_its_title_from_the_last_question(browser: Client, log: Log):
    assert "<title>Where is order A-20418? · llmlogs</title>" in browser.get(page(log)).content.decode()


def test_shows_the_facts(browser: Client, project: Project):
    log = make_log(
        project,
        customer_id="acme",
        thread_id="t-1",
        latency_ms=6840.0,
        ttft_ms=2310.0,
        prompt_tokens=12420,
        completion_tokens=730,
        cost_usd=Decimal("0.010441"),
        metadata={"env": "prod"},
    )
    response = browser.get(page(log))
    text, links = text_of(response), links_of(response)
    for part in ("$0.010441", "As the caller sent it.", "13,150", "first token 2.31 s", "161 tokens/s", "env prod"):
        assert part in text
    assert links["acme"] == "/logs/?q=customer:acme"
    assert links["t-1"] == "/threads/t-1/"
    assert links["as a list"] == "/logs/?q=thread:t-1"


def test_shows_an_error_whole(browser: Client, project: Project):
    log = make_log(project, status_code=429, error_type="rate_limit_error", error_message="Slow down. " * 200)
    text = text_of(browser.get(page(log)))
    assert "429 rate_limit_error" in text
    assert "Slow down. " * 199 in text


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("?tab=parameters", "temperature 0.3"),
        ("?tab=metadata", "retries 2"),
        ("?tab=tools", "get_tracking not called"),
        ("?tab=cost", "No token counts were sent"),
        ("?tab=timing", "When Started 20 Nov 2026"),
        ("?tab=raw", '"source_id": "order/1 of 2"'),
        ("?tab=dialects", "input_history [ 2 items ]"),
        ("?tab=dialects&door=keywordsai", '"unique_id": "order/1 of 2"'),
        ("?tab=dialects&door=llmreport", '"completion": "At the **pick-up** shop."'),
        ("?tab=dialects&door=kore", '"Model Name": "gpt-4o"'),
        ("?tab=dialects&door=bifrost", '"object": "chat.completion"'),
        ("?tab=nonsense", "Where is order A-20418?"),
    ],
)
def test_shows_a_tab(browser: Client, log: Log, query: str, part: str):
    assert part in text_of(browser.get(page(log, query)))


def test_names_the_default_bot_where_kore_would(browser: Client, log: Log, project: Project):
    assert project.default_bot().bot_id in text_of(browser.get(page(log, "?tab=dialects&door=kore")))


def test_shows_the_raw_body_that_is_asked_for(browser: Client, project: Project):
    log = make_log(project, raw_request={"asked": 1}, raw_response={"answered": 2}, raw_stream="data: {}")
    assert '"answered": 2' in text_of(browser.get(page(log, "?tab=raw&body=response")))
    assert '"asked": 1' not in text_of(browser.get(page(log, "?tab=raw&body=response")))
    assert "data: {}" in text_of(browser.get(page(log, "?tab=raw&body=stream")))


def test_gives_the_payload_as_a_file(browser: Client, log: Log):
    response = browser.get(page(log) + "payload.json")
    assert response["Content-Disposition"] == f'attachment; filename="{log.public_id}.json"'
    assert json.loads(response.content)["metadata"] == {"env": "prod", "retries": 2}


def test_leads_to_its_neighbours(browser: Client, project: Project):
    old, middle, new = make_logs(project, [{"started_at": NOON + timedelta(seconds=n)} for n in range(3)])
    links = links_of(browser.get(page(middle, "?tab=raw")))
    assert links["Newer log"] == page(new, "?tab=raw")
    assert links["Older log"] == page(old, "?tab=raw")


def test_leads_to_neighbours_within_the_conditions(browser: Client, project: Project):
    old, _, new = make_logs(
        project, [{"started_at": NOON + timedelta(seconds=n), "model": m} for n, m in enumerate(["a", "b", "a"])]
    )
    links = links_of(browser.get(page(new, "?q=model:a")))
    assert links["Older log"] == page(old, "?q=model%3Aa")
    assert links["Back to the list"] == "/logs/?q=model:a"
    assert "Newer log" not in links


def test_hides_content_from_who_may_read_metadata_only(viewer_browser: Client, log: Log):
    for query in ("", "?tab=raw", "?tab=parameters", "?tab=dialects"):
        response = viewer_browser.get(page(log, query))
        assert "Content hidden." in text_of(response)
        for secret in ("A-20418", "pick-up", "support agent", "get_tracking"):
            assert secret not in response.content.decode()
    assert viewer_browser.get(page(log) + "payload.json").status_code == 404


def test_asks_no_more_for_who_may_read_metadata_only(viewer_browser: Client, log: Log, django_assert_num_queries):
    # session, user, membership, projects to switch to; source id, row, two neighbours, and the body to measure it
    with django_assert_num_queries(10):
        viewer_browser.get(page(log))


def test_asks_few_questions(browser: Client, log: Log, django_assert_num_queries):
    with django_assert_num_queries(10):
        browser.get(page(log))


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x07\x00\x00abc", b"\x01\x00\x00not zstd at all"])
@pytest.mark.parametrize("query", ["", "?tab=parameters", "?tab=raw", "?tab=dialects"])
def test_stands_without_a_readable_body(browser: Client, log: Log, blob: bytes, query: str):
    LogBody.objects.filter(id=log.id).update(blob=blob)
    response = browser.get(page(log, query))
    assert response.status_code == 200
    assert "The stored content cannot be read." in text_of(response)
    assert "order/1 of 2" in text_of(response)


def test_stands_without_a_body(browser: Client, log: Log):
    LogBody.objects.filter(id=log.id).delete()
    assert "no longer kept" in text_of(browser.get(page(log)))


@pytest.mark.parametrize("error", [KeyError, TypeError, ValueError])
def test_shows_the_payload_where_it_cannot_be_translated(
    browser: Client, log: Log, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
):
    def fail(*args: object) -> None:
        raise error("a shape nobody expected")

    monkeypatch.setattr("logs.bodies.reading.parse_writes", fail)
    text = text_of(browser.get(page(log)))
    assert "cannot be read as a conversation" in text
    assert "Where is order A-20418?" in text


def test_keeps_what_was_said_out_of_the_servers_log(
    browser: Client, log: Log, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*args: object) -> None:
        raise ValueError("Where is order A-20418?")

    monkeypatch.setattr("logs.bodies.reading.parse_writes", fail)
    browser.get(page(log))
    assert str(log.public_id) in caplog.text
    assert "A-20418" not in caplog.text


def test_stands_where_one_door_cannot_answer(browser: Client, log: Log, monkeypatch: pytest.MonkeyPatch):
    def fail(*args: object) -> None:
        raise TypeError("a shape nobody expected")

    monkeypatch.setattr("logs.explorer.tabs.doors.answer", fail)
    response = browser.get(page(log, "?tab=dialects"))
    assert response.status_code == 200
    assert '"env": "prod"' in text_of(response)


def test_shows_what_no_page_can_hold(browser: Client, project: Project):
    log = make_log(
        project,
        model="half \ud83d",
        customer_id="half \ud83d",
        input_messages=[{"role": "user", "content": "nul \x00 and \udc00"}],
        metadata={"\ud83d": "\ud83d"},
    )
    for query in ("", "?tab=raw", "?tab=parameters", "?tab=dialects"):
        assert browser.get(page(log, query)).status_code == 200
    assert "nul � and �" in text_of(browser.get(page(log)))
