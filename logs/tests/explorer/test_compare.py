"""The page that shows two logs side by side: who may open it, and what it says differs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Project
from logs.models import Log, LogBody
from logs.tests.explorer.reading import inline_parts, links_of, text_of
from logs.tests.factories import NOON, make_log, make_logs

SYSTEM = {"role": "system", "content": "You are the support agent. Never promise a refund."}
ASKED = {"role": "user", "content": "Where is my order?"}
REPLY = {"role": "assistant", "content": "At the **pick-up** shop."}
THANKS = {"role": "user", "content": "Thanks. Can they bring it?"}


@pytest.fixture
def pair(project: Project) -> tuple[Log, Log]:
    """A turn, and the next one with another system prompt and other parameters."""
    one = {
        "started_at": NOON,
        "thread_id": "t",
        "source_id": "one/a",
        "latency_ms": 6840.0,
        "cost_usd": Decimal("0.010441"),
        "prompt_tokens": 12_420,
        "cache_read_tokens": 11_008,
        "input_messages": [SYSTEM, ASKED],
        "output_message": REPLY,
        "params": {"temperature": 1, "max_tokens": 1500},
        "tools": [{"type": "function", "function": {"name": "get_order"}}],
    }
    other = one | {
        "started_at": NOON + timedelta(minutes=1),
        "source_id": "two/b",
        "latency_ms": 3400.0,
        "cost_usd": Decimal("0.018239"),
        "prompt_tokens": 13_463,
        "cache_read_tokens": 0,
        "input_messages": [
            SYSTEM | {"content": "You are the kind support agent. Never promise."},
            ASKED,
            REPLY,
            THANKS,
        ],
        "output_message": {"role": "assistant", "content": "Tomorrow between four and seven."},
        "params": {"temperature": 1},
    }
    a, b = make_logs(project, [one, other])
    return a, b


def page(a: Log, b: Log, more: str = "") -> str:
    return f"/compare/?a={a.public_id}&b={b.public_id}{more}"


def test_sends_the_anonymous_to_sign_in(client: Client, pair):
    assert client.get(page(*pair)).url.startswith("/accounts/login/?next=/compare/")


def test_refuses_a_post(browser: Client, pair):
    assert browser.post(page(*pair)).status_code == 405


def test_hides_another_projects_logs(stranger_browser: Client, stranger_project: Project, pair):
    own = make_log(stranger_project)
    response = stranger_browser.get(page(own, pair[1]))
    assert response.status_code == 404
    assert f"There is no log {pair[1].public_id} in this project." in text_of(response)
    assert "refund" not in response.content.decode()


def test_says_which_log_is_not_there(browser: Client, pair):
    response = browser.get(f"/compare/?a={pair[0].public_id}&b=<b>nothing")
    assert response.status_code == 404
    assert "There is no log <b>nothing in this project." in text_of(response)


def test_finds_logs_by_the_callers_ids(browser: Client, pair):
    response = browser.get("/compare/?a=one/a&b=two%2Fb")
    assert response.status_code == 200
    for log in pair:
        assert f'data-log-id="{log.public_id}"' in response.content.decode()


def test_asks_for_the_second_log(browser: Client, pair):
    response = browser.get(f"/compare/?a={pair[0].public_id}")
    assert response.status_code == 200
    assert f'value="{pair[0].public_id}"' in response.content.decode()
    assert links_of(response)["the turn after"] == page(*pair)
    assert "the turn before" not in links_of(response)


def test_asks_for_both_logs(browser: Client, project: Project):
    assert "Log A" in text_of(browser.get("/compare/"))


def test_compares_the_results(browser: Client, pair):
    text = text_of(browser.get(page(*pair)))
    assert "Latency differs A: 6.84 s B: 3.40 s ▼ 50% better" in text
    assert "Input tokens differs A: 12,420 11,008 from cache B: 13,463 none from cache" in text
    assert "Cost differs A: $0.010441 B: $0.018239 ▲ 75% worse" in text
    assert "Model A:" not in text
    assert "Model differs" not in text


def test_compares_parameters_and_tools(browser: Client, pair):
    text = text_of(browser.get(page(*pair)))
    assert "Parameters 1 of 2 differ" in text
    assert "max_tokens differs A: 1500 B: not sent" in text
    assert "temperature" not in text
    assert "Tools the same 1" in text


def test_compares_the_messages(browser: Client, pair):
    response = browser.get(page(*pair))
    text, html = text_of(response), response.content.decode()
    assert "Messages 1 the same, 1 changed, 2 only in B" in text
    assert "<ins>kind</ins>" in html
    assert "<del>a refund</del>" in html
    assert "3 Assistant differs A: not in A’s input; it is A’s reply" in text
    assert "4 User differs A: not in A B: Thanks. Can they bring it?" in text


def test_shows_replies_that_have_nothing_in_common_as_they_are(browser: Client, pair):
    assert "<strong>pick-up</strong>" in browser.get(page(*pair)).content.decode()


def test_counts_the_differences(browser: Client, pair):
    response = browser.get(page(*pair))
    assert "8 differences" in text_of(response)
    assert response.content.decode().count("data-difference") == 8


def test_shows_everything_when_asked(browser: Client, pair):
    links = links_of(browser.get(page(*pair)))
    text = text_of(browser.get("/compare/" + links["Everything"]))
    assert "Model A: gpt-4o B: gpt-4o" in text
    assert "temperature A: 1 B: 1" in text


def test_swaps_the_sides(browser: Client, pair):
    links = links_of(browser.get(page(*pair, "&all=1")))
    assert links["Swap"] == f"?a={pair[1].public_id}&b={pair[0].public_id}&all=1"
    assert "Latency differs A: 3.40 s B: 6.84 s ▲ 101% worse" in text_of(browser.get("/compare/" + links["Swap"]))


def test_leads_to_the_logs_and_their_thread(browser: Client, pair):
    links = links_of(browser.get(page(*pair)))
    assert links["thread t"] == "/threads/t/"
    assert links["Back to log A"] == f"/logs/{pair[0].public_id}/"


def test_is_one_step_from_a_log(browser: Client, pair):
    links = links_of(browser.get(f"/logs/{pair[0].public_id}/"))
    assert links["Compare"] == f"/compare/?a={pair[0].public_id}"


def test_finds_no_difference_between_a_log_and_itself(browser: Client, pair):
    text = text_of(browser.get(page(pair[0], pair[0])))
    assert "0 differences" in text
    assert "Reply the same" in text


def test_hides_content_from_who_may_read_metadata_only(viewer_browser: Client, pair):
    response = viewer_browser.get(page(*pair, "&all=1"))
    assert "Content hidden." in text_of(response)
    assert "3.40 s" in text_of(response)
    for secret in ("refund", "order", "max_tokens", "get_order"):
        assert secret not in response.content.decode()


def test_says_which_log_cannot_be_read(browser: Client, pair):
    LogBody.objects.filter(id=pair[1].id).update(blob=b"\x07\x00\x00abc")
    text = text_of(browser.get(page(*pair)))
    assert "B: The stored content cannot be read." in text
    assert "▼ 50%" in text


@pytest.mark.parametrize("messages", [1, 20])
def test_asks_the_same_few_questions(browser: Client, project: Project, messages: int, django_assert_num_queries):
    talk = [SYSTEM | {"content": "Be kind. " * 200}] + [{"role": "user", "content": f"{n}"} for n in range(messages)]
    a, b = make_logs(project, [{"input_messages": talk}, {"input_messages": talk[:-1]}])
    # session, user, membership, projects to switch to; source id and row twice; bodies, parts
    with django_assert_num_queries(10):
        browser.get(page(a, b))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202egnp",
    "nul \x00 half \ud83d",
    "x" * 1_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "img", "rtl", "unprintable", "long"])
def test_takes_everything_for_text(browser: Client, project: Project, text: str):
    said = [{"role": "system", "content": text}, {"role": "user", "content": text + " a"}]
    other = [{"role": "system", "content": "b " + text}, {"role": "user", "content": text + " c"}]
    reply = {"role": "assistant", "content": text}
    params = {text[:50]: text}
    a, b = make_logs(
        project,
        [
            {"input_messages": said, "output_message": reply, "params": params, "tools": [{"name": text}]},
            {"input_messages": other, "output_message": reply, "model": text[:50]},
        ],
    )
    for more in ("", "&all=1"):
        response = browser.get(page(a, b, more))
        html = response.content.decode()
        assert response.status_code == 200
        assert "<script>alert" not in html
        assert "<img" not in html
        assert inline_parts(html) == []


def test_shows_the_start_of_what_is_long_and_the_same(browser: Client, project: Project):
    long = {"role": "user", "content": "word " * 100_000}
    many = [{"role": "user", "content": f"message {n}."} for n in range(500)]
    one, other = make_logs(project, [{"input_messages": [*many, long], "model": model} for model in ("a", "b")])
    response = browser.get(f"/compare/?a={one.public_id}&b={other.public_id}&all=1")
    assert len(response.content) < 150_000
    assert "401 earlier ones are in the logs." in text_of(response)
    assert links_of(response)["Show all, 500 kB"] == f"/logs/{other.public_id}/text/?at=sent.500.0"


def test_compares_what_is_huge_in_time(browser: Client, project: Project):
    words = " ".join(f"w{n % 977}" for n in range(100_000))
    said = [{"role": "user", "content": words}]
    other = [{"role": "user", "content": words.replace("w7 ", "x ").replace("w500 ", "y ")}]
    a, b = make_logs(project, [{"input_messages": said}, {"input_messages": other}])
    assert "Messages 1 changed" in text_of(browser.get(page(a, b)))


def test_compares_logs_of_other_kinds(browser: Client, project: Project):
    chat = make_log(project, input_messages=[ASKED], output_message=REPLY)
    embedding = make_log(project, input=["one", "two"], embedding_output=[[0.1, 0.2]], tools={"odd": 1}, params=None)
    assert browser.get(page(chat, embedding, "&all=1")).status_code == 200
