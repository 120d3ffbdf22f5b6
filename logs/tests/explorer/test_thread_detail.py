"""The page of a thread: its turns, whoever asks, whatever is in them."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Project
from logs.models import Log, LogBody
from logs.tests.explorer.reading import inline_parts, links_of, text_of
from logs.tests.factories import NOON, make_log, make_logs

SYSTEM = {"role": "system", "content": "You are the support agent."}
CALL = {"id": "c1", "type": "function", "function": {"name": "get_order", "arguments": '{"id": 7}'}}


def talk(project: Project, turns: int, thread_id: str = "t-1", **fields: Any) -> list[Log]:
    """A conversation that is sent whole with every turn."""
    messages, payloads = [SYSTEM], []
    for n in range(1, turns + 1):
        messages = [*messages, {"role": "user", "content": f"Question {n}?"}]
        reply = {"role": "assistant", "content": f"Answer {n}."}
        at = NOON + timedelta(seconds=n)
        payloads.append(
            {
                "thread_id": thread_id,
                "started_at": at,
                "ended_at": at + timedelta(milliseconds=500),
                "latency_ms": 500.0,
                "input_messages": messages,
                "output_message": reply,
                "cost_usd": Decimal("0.01"),
                "total_tokens": 100,
            }
            | fields
        )
        messages = [*messages, reply]
    return make_logs(project, payloads)


def turn_ids(response: Any) -> list[str]:
    return re.findall(r'<section[^>]* data-log-id="([0-9a-f-]+)"', response.content.decode())


def test_sends_the_anonymous_to_sign_in(client: Client, db):
    assert client.get("/threads/t-1/").url == "/accounts/login/?next=/threads/t-1/"


def test_refuses_a_post(browser: Client):
    assert browser.post("/threads/t-1/").status_code == 405


def test_hides_another_projects_thread(stranger_browser: Client, project: Project):
    talk(project, 1)
    assert stranger_browser.get("/threads/t-1/").status_code == 404


@pytest.mark.parametrize("path", ["/threads/nothing/", "/threads/t-1/?after=x", "/thread/", "/threads/t-1/?before=x"])
def test_knows_no_other_thread_or_turn(browser: Client, project: Project, path: str):
    talk(project, 1)
    response = browser.get(path)
    assert response.status_code == 404
    assert "Nothing here" in text_of(response)


def test_shows_of_each_turn_what_it_added(browser: Client, project: Project):
    logs = talk(project, 3)
    response = browser.get("/threads/t-1/")
    text = text_of(response)
    assert turn_ids(response) == [str(log.public_id) for log in logs]
    assert text.count("Question 1?") == 3  # title, its hint is no text, page title, and the turn
    for words in ("Question 2?", "Answer 1.", "Answer 3."):
        assert text.count(words) == 1
    assert "5 messages sent again, unchanged." in text


def test_sums_up_in_its_head(browser: Client, project: Project):
    talk(project, 3)
    text = text_of(browser.get("/threads/t-1/"))
    assert "3 turns 2.50 s 1.50 s waiting for the model 300 tokens $0.0300" in text
    assert text.index("So far $0.0100") < text.index("So far $0.0200") < text.index("So far $0.0300")


def test_leads_to_its_logs(browser: Client, project: Project):
    (log,) = talk(project, 1, customer_id="acme")
    links = links_of(browser.get("/threads/t-1/"))
    assert links["12:00:01"] == f"/logs/{log.public_id}/"
    assert links["As a list"] == "/logs/?q=thread:t-1"
    assert links["acme"] == "/logs/?q=customer:acme"
    assert links["Back to the threads"] == "/threads/"


@pytest.mark.parametrize(
    ("thread_id", "address"),
    [
        ("plain", "/threads/plain/"),
        ("a/b c?d#e%2F", "/threads/a/b%20c%3Fd%23e%252F/"),
        ("Zürich 东京", "/threads/Z%C3%BCrich%20%E4%B8%9C%E4%BA%AC/"),
        ("..", "/thread/?id=.."),
        ("a//b", "/thread/?id=a%2F%2Fb"),
        ("line\nbreak", "/thread/?id=line%0Abreak"),
    ],
)
def test_is_found_whatever_its_id_holds(browser: Client, project: Project, thread_id: str, address: str):
    (log,) = talk(project, 1, thread_id)
    links = links_of(browser.get(f"/logs/{log.public_id}/"))
    assert address in links.values()
    assert turn_ids(browser.get(address)) == [str(log.public_id)]


def test_unfolds_what_one_turn_sent_again(browser: Client, project: Project):
    talk(project, 3)
    links = links_of(browser.get("/threads/t-1/"))
    assert "?show=2#turn-2" in links.values()
    text = text_of(browser.get("/threads/t-1/?show=2"))
    assert text.count("Answer 1.") == 2
    assert text.count("Question 2?") == 1


def test_shows_the_whole_history(browser: Client, project: Project):
    talk(project, 3)
    text = text_of(browser.get("/threads/t-1/?whole=1"))
    assert text.count("Answer 1.") == 3
    assert text.count("Question 2?") == 2


def test_says_what_was_changed_and_leads_to_the_comparison(browser: Client, project: Project):
    (log,) = talk(project, 1)
    other = {"role": "system", "content": "You are the kind support agent."}
    messages = [other, {"role": "user", "content": "Question 1?"}]
    later = {"thread_id": "t-1", "started_at": NOON + timedelta(hours=1), "input_messages": messages}
    (changed,) = make_logs(project, [later])
    response = browser.get("/threads/t-1/")
    assert "History changed. The system prompt differs from turn 1 (+1 word)" in text_of(response)
    assert f"/compare/?a={log.public_id}&amp;b={changed.public_id}" in response.content.decode()


def test_stands_tool_results_beside_the_calls_of_earlier_turns(browser: Client, project: Project):
    asked = {"role": "user", "content": "Where is it?"}
    called = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    result = {"role": "tool", "tool_call_id": "c1", "content": "delivered yesterday"}
    make_logs(
        project,
        [
            {"thread_id": "t", "input_messages": [asked], "output_message": called, "started_at": NOON},
            {
                "thread_id": "t",
                "input_messages": [asked, {**called, "content": ""}, result],
                "output_message": {"role": "assistant", "content": "It is there."},
                "started_at": NOON + timedelta(seconds=5),
            },
        ],
    )
    text = text_of(browser.get("/threads/t/"))
    assert text.index("get_order") < text.index("delivered yesterday") < text.index("Turn 2")
    assert "Tools get_order 1" in text


def test_shows_a_failed_turn(browser: Client, project: Project):
    talk(project, 1, status_code=429, error_type="rate_limit_error", error_message="Slow down.", output_message=None)
    text = text_of(browser.get("/threads/t-1/"))
    assert "1 failed" in text
    assert "429 rate_limit_error Slow down." in text


def test_splits_the_cost_by_line(browser: Client, project: Project):
    tokens = {"model": "gpt-5", "provider": "openai", "prompt_tokens": 10_000, "completion_tokens": 1_000}
    talk(project, 2, **tokens, cache_read_tokens=4_000, cost_usd=None, total_tokens=None)
    text = text_of(browser.get("/threads/t-1/"))
    assert "Input from cache 8,000 $0.0010 Input at full price 12,000 $0.0150 Output 2,000 $0.0200" in text
    assert "Total 22,000 $0.0360" in text


def test_does_not_split_what_the_caller_priced(browser: Client, project: Project):
    talk(project, 1, model="gpt-5", provider="openai", prompt_tokens=10, completion_tokens=1)
    assert "cannot be split by line" in text_of(browser.get("/threads/t-1/"))


# -- many turns


def test_pages_through_many_turns(browser: Client, project: Project):
    logs = talk(project, 120)
    first = browser.get("/threads/t-1/")
    assert turn_ids(first) == [str(log.public_id) for log in logs[:50]]
    assert "Turns 1–50 of 120" in text_of(first)
    second = browser.get("/threads/t-1/" + links_of(first)["Later"])
    assert turn_ids(second) == [str(log.public_id) for log in logs[50:100]]
    last = browser.get("/threads/t-1/" + links_of(second)["Later"])
    assert turn_ids(last) == [str(log.public_id) for log in logs[100:]]
    assert "Later" not in links_of(last)
    back = browser.get("/threads/t-1/" + links_of(last)["Earlier"])
    assert turn_ids(back) == turn_ids(second)
    assert turn_ids(browser.get("/threads/t-1/" + links_of(back)["First turns"])) == turn_ids(first)


@pytest.mark.parametrize(
    ("name", "number", "so_far", "again"), [("after", 51, "$0.5100", 101), ("before", 20, "$0.2000", 39)]
)
def test_goes_on_counting_on_later_pages(
    browser: Client, project: Project, name: str, number: int, so_far: str, again: int
):
    logs = talk(project, 70)
    edge = logs[49] if name == "after" else logs[69]
    text = text_of(browser.get(f"/threads/t-1/?{name}={edge.public_id}"))
    assert f"Turn {number} 12:00:{number} gpt-4o" in text
    assert f"So far {so_far}" in text
    assert f"{again} messages sent again, unchanged." in text


def test_puts_less_on_a_page_where_bodies_are_large(browser: Client, project: Project, monkeypatch):
    monkeypatch.setattr("logs.explorer.turn_pages.PAGE_BYTES", 1_000)
    logs = talk(project, 30)
    first = browser.get("/threads/t-1/")
    shown = turn_ids(first)
    assert 1 <= len(shown) < 10
    second = turn_ids(browser.get("/threads/t-1/" + links_of(first)["Later"]))
    assert shown + second == [str(log.public_id) for log in logs[: len(shown) + len(second)]]


def test_shows_a_log_that_is_larger_than_a_page(browser: Client, project: Project, monkeypatch):
    monkeypatch.setattr("logs.explorer.turn_pages.PAGE_BYTES", 1)
    talk(project, 2)
    assert len(turn_ids(browser.get("/threads/t-1/"))) == 1


def test_shows_the_start_of_what_is_long_and_fetches_the_rest_from_its_log(browser: Client, project: Project):
    call = {"id": "c1", "type": "function", "function": {"name": "grep", "arguments": "{}"}}
    asked = {"role": "assistant", "content": None, "tool_calls": [call]}
    result = {"role": "tool", "tool_call_id": "c1", "content": "line of a log. " * 20_000 + "The last words."}
    ask = {"role": "user", "content": "Look."}
    _, second = make_logs(
        project,
        [
            {"thread_id": "t", "input_messages": [ask], "output_message": asked, "started_at": NOON},
            {"thread_id": "t", "input_messages": [ask, asked, result], "started_at": NOON + timedelta(seconds=1)},
        ],
    )
    response = browser.get("/threads/t/")
    assert len(response.content) < 60_000
    address = links_of(response)["Show all, 300 kB"]
    assert address == f"/logs/{second.public_id}/text/?at=sent.2.0"
    piece = browser.get(f"{address}&from=200000", headers={"HX-Request": "true"})
    assert "The last words." in text_of(piece)


def test_shows_the_last_of_very_many_messages(browser: Client, project: Project):
    many = [{"role": "user", "content": f"message {n}."} for n in range(300)]
    log = make_log(project, thread_id="t", input_messages=many)
    response = browser.get("/threads/t/")
    text = text_of(response)
    assert "200 earlier messages of this turn in its log" in text
    assert "message 299." in text
    assert links_of(response)["in its log"] == f"/logs/{log.public_id}/"


def test_has_fewer_turns_with_their_whole_history(browser: Client, project: Project):
    talk(project, 12)
    assert len(turn_ids(browser.get("/threads/t-1/?whole=1"))) == 10


@pytest.mark.parametrize("turns", [2, 20])
def test_asks_the_same_few_questions(browser: Client, project: Project, turns: int, django_assert_num_queries):
    talk(project, turns)
    # session, user, membership, projects to switch to; sums, rows, bodies, parts
    with django_assert_num_queries(8):
        browser.get("/threads/t-1/")


def test_asks_two_more_on_a_later_page(browser: Client, project: Project, django_assert_num_queries):
    logs = talk(project, 60)
    with django_assert_num_queries(10):
        browser.get(f"/threads/t-1/?after={logs[49].public_id}")


# -- who may read, and what can be read


def test_hides_content_from_who_may_read_metadata_only(viewer_browser: Client, project: Project):
    talk(project, 2)
    response = viewer_browser.get("/threads/t-1/")
    text = text_of(response)
    assert "Content hidden." in text
    assert "So far $0.0200" in text
    for secret in ("Question", "Answer", "support agent", "Starts afresh"):
        assert secret not in response.content.decode()


def test_loads_no_body_for_who_may_read_metadata_only(
    viewer_browser: Client, project: Project, django_assert_num_queries
):
    talk(project, 2)
    with django_assert_num_queries(6) as asked:
        viewer_browser.get("/threads/t-1/?whole=1&show=2")
    assert not [query for query in asked.captured_queries if "logs_logbody" in query["sql"]]


@pytest.mark.parametrize("blob", [b"", b"\x07\x00\x00abc"])
def test_stands_where_a_body_cannot_be_read(browser: Client, project: Project, blob: bytes):
    logs = talk(project, 3)
    LogBody.objects.filter(id=logs[1].id).update(blob=blob)
    text = text_of(browser.get("/threads/t-1/"))
    assert "The stored content cannot be read." in text
    assert "Answer 3." in text


def test_stands_where_a_body_is_gone(browser: Client, project: Project):
    logs = talk(project, 2)
    LogBody.objects.filter(id=logs[0].id).delete()
    assert "no longer kept" in text_of(browser.get("/threads/t-1/?whole=1"))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202egnp.exe\u202c",
    "nul \x00 half \ud83d",
    "long " * 200_000,
    "x" * 1_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "img", "rtl", "unprintable", "words", "line"])
def test_takes_everything_for_text(browser: Client, project: Project, text: str):
    system, asked = ({"role": role, "content": text} for role in ("system", "user"))
    reply = {"role": "assistant", "content": text}
    fields = {"thread_id": "t", "output_message": reply, "model": text[:100], "customer_id": text[:100]}
    later = {"started_at": NOON + timedelta(hours=1), "input_messages": [system | {"content": "Hi"}, asked]}
    make_logs(project, [fields | {"input_messages": [system, asked]}, fields | later])
    response = browser.get("/threads/t/?whole=1")
    html = response.content.decode()
    assert response.status_code == 200
    assert "<script>alert" not in html
    assert "<img" not in html
    assert inline_parts(html) == []
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_leads_nowhere_that_is_not_there(browser: Client, project: Project):
    talk(project, 3, customer_id="acme", bot_id="b")
    for address in links_of(browser.get("/threads/t-1/")).values():
        if not address.startswith("#"):
            target = address if address.startswith("/") else "/threads/t-1/" + address
            assert browser.get(target).status_code in (200, 302), address
