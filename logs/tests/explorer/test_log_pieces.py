"""Large logs: a page holds the start of them, the rest comes piece by piece; who may not read the log gets none."""

import base64
import json

import pytest
from django.test import Client

from accounts.models import Project
from logs.models import Log
from logs.tests.explorer.reading import inline_parts, links_of, text_of
from logs.tests.factories import make_log

HX = {"HX-Request": "true"}
PNG = base64.b64encode(b"\x89PNG" + bytes(300)).decode()
LONG = "The quick <b>brown</b> fox. " * 15_000 + "The last words."


def asked(content: object) -> dict:
    return {"input_messages": [{"role": "user", "content": content}]}


@pytest.fixture
def long(project: Project) -> Log:
    return make_log(project, **asked(LONG))


def piece(log: Log, name: str, query: str) -> str:
    return f"/logs/{log.public_id}/{name}/?{query}"


def test_shows_the_start_of_a_long_part(browser: Client, long: Log):
    response = browser.get(f"/logs/{long.public_id}/")
    assert len(response.content) < 60_000
    assert links_of(response)["Show all, 420 kB"] == piece(long, "text", "at=asked.0.0")


def test_gives_the_rest_of_a_long_part_in_pieces(browser: Client, long: Log):
    texts = [
        text_of(browser.get(piece(long, "text", f"at=asked.0.0&from={start}"), headers=HX))
        for start in (0, 200_000, 400_000)
    ]
    assert "Go on, 200,000 of 420,015 characters so far" in texts[0]
    assert "<b>brown</b>" in texts[1]
    assert texts[2].endswith("The last words.")


def test_gives_pieces_as_pages_without_script(browser: Client, long: Log):
    html = browser.get(piece(long, "text", "at=asked.0.0")).content.decode()
    assert "<title>Part of a log" in html
    assert "<b>brown" not in html
    assert inline_parts(html) == []


def test_keeps_a_long_call_and_its_result(browser: Client, project: Project):
    call = {"id": "1", "function": {"name": "grep", "arguments": '{"pattern": "fox"}'}}
    log = make_log(
        project,
        input_messages=[
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "1", "content": LONG},
        ],
    )
    text = text_of(browser.get(piece(log, "text", "at=asked.0.0&from=400000"), headers=HX))
    assert "Show all, 420 kB" in text_of(browser.get(f"/logs/{log.public_id}/"))
    assert text.endswith("The last words.")


def test_shows_the_newest_of_many_messages(browser: Client, project: Project):
    log = make_log(project, input_messages=[{"role": "user", "content": f"message {n}."} for n in range(250)])
    response = browser.get(f"/logs/{log.public_id}/")
    assert "message 249." in text_of(response)
    assert "message 149." not in text_of(response)
    earlier = text_of(browser.get(piece(log, "messages", "before=150"), headers=HX))
    assert "message 149." in earlier
    assert "50 earlier messages" in earlier


@pytest.mark.parametrize("name", ["text", "media", "messages", "json"])
@pytest.mark.parametrize("query", ["at=asked.9.9", "at=x", "at=asked.0.0&from=-1", "before=x&from=x&at=0.0.9"])
def test_knows_no_other_piece(browser: Client, long: Log, name: str, query: str):
    if name == "messages":
        query = "before=-1"
    assert browser.get(piece(long, name, query)).status_code == 404


@pytest.mark.parametrize("name", ["text", "media", "messages", "json"])
def test_gives_nothing_to_who_may_not_read(
    client: Client, viewer_browser: Client, stranger_browser: Client, long: Log, name: str
):
    address = piece(long, name, "at=asked.0.0&before=1&body=payload")
    assert client.get(address).status_code == 302
    assert viewer_browser.get(address).status_code == 404
    assert stranger_browser.get(address).status_code == 404


@pytest.mark.parametrize("name", ["text", "media", "messages", "json"])
def test_refuses_a_post(browser: Client, long: Log, name: str):
    assert browser.post(piece(long, name, "")).status_code == 405


# -- pictures and sound


def media(browser: Client, project: Project, part: dict) -> tuple[Log, str]:
    log = make_log(project, **asked([part]))
    return log, browser.get(f"/logs/{log.public_id}/").content.decode()


def test_shows_a_small_picture_in_the_page(browser: Client, project: Project):
    sent = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}}
    assert f'<img src="data:image/png;base64,{PNG}"' in media(browser, project, sent)[1]


def test_fetches_a_large_picture_from_our_own_address(browser: Client, project: Project):
    content = b"\x89PNG" + bytes(300_000)
    log, html = media(
        browser, project, {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(content).decode()}}
    )
    assert f'<img src="{piece(log, "media", "at=asked.0.0")}"' in html
    response = browser.get(piece(log, "media", "at=asked.0.0"))
    assert (response["Content-Type"], response.content) == ("image/png", content)
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_plays_sound(browser: Client, project: Project):
    sent = {"type": "input_audio", "input_audio": {"data": base64.b64encode(b"RIFF").decode(), "format": "wav"}}
    log, html = media(browser, project, sent)
    assert f'<audio class="media-sound" controls preload="none" src="{piece(log, "media", "at=asked.0.0")}"' in html
    assert browser.get(piece(log, "media", "at=asked.0.0"))["Content-Type"] == "audio/wav"


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "application/pdf"])
def test_hands_out_what_could_run_only_as_a_file(browser: Client, project: Project, media_type: str):
    sent = {"type": "image_url", "image_url": {"url": f"data:{media_type};base64,PHN2Zz48L3N2Zz4="}}
    log, html = media(browser, project, sent)
    response = browser.get(piece(log, "media", "at=asked.0.0"))
    assert "<img" not in html
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == "attachment"


def test_loads_no_picture_from_elsewhere_but_shows_its_address(browser: Client, project: Project):
    sent = {"type": "image_url", "image_url": {"url": "https://example.com/track.png?id=1"}}
    log, html = media(browser, project, sent)
    assert "<img" not in html
    assert "https://example.com/track.png?id=1" in html


# -- a log as large as logs may be


@pytest.mark.parametrize(
    "tab", ["conversation", "parameters", "tools", "cost", "raw", "metadata", "dialects", "raw&find=fox"]
)
def test_bounds_what_a_page_holds_of_19_megabytes(browser: Client, project: Project, tab: str):
    log = make_log(project, **asked("The quick brown fox. " * 905_000))
    assert log.size_bytes > 19_000_000
    assert len(browser.get(f"/logs/{log.public_id}/?tab={tab}").content) < 100_000


def test_leads_to_the_end_of_19_megabytes(browser: Client, project: Project):
    log = make_log(project, **asked("The quick brown fox. " * 905_000 + "The end."))
    query = "body=payload&at=" + _place(json.loads(browser.get(f"/logs/{log.public_id}/payload.json").content))
    assert "The end." in text_of(browser.get(piece(log, "json", f"{query}&from=19000000"), headers=HX))


def _place(value: object) -> str:
    """Of the only long text."""
    children = list(value.values()) if isinstance(value, dict) else value
    for number, child in enumerate(children):
        if isinstance(child, str) and len(child) > 1_000:
            return str(number)
        if isinstance(child, dict | list) and (below := _place(child)):
            return f"{number}.{below}"
    return ""
