"""Reads pages as a person does: ids of rows, texts, links. Markup is not what tests are about."""

import re
from html.parser import HTMLParser

from django.http import HttpResponse


def row_ids(response: HttpResponse) -> list[str]:
    """Public ids of the rows of a list, top to bottom."""
    return re.findall(r'<tr[^>]* data-log-id="([0-9a-f-]+)"', response.content.decode())


def text_of(response: HttpResponse) -> str:
    """What is to be read on a page, words apart by one space."""
    return " ".join(text_in(response.content.decode()).split())


def text_in(html: str) -> str:
    """What is to be read in a piece of HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.texts)


def links_of(response: HttpResponse) -> dict[str, str]:
    """Addresses by the words of their links."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.links


def inline_parts(html: str) -> list[str]:
    """Styles and scripts that stand in the page itself, which the policy refuses."""
    reader = _Reader()
    reader.feed(html)
    return reader.inline


_INLINE = {"a", "b", "code", "em", "i", "mark", "span", "strong", "time"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: dict[str, str] = {}
        self.inline: list[str] = []
        self._address: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.texts.append(" ")
        names = {name for name, _ in attrs}
        if tag == "style" or "style" in names or (tag == "script" and "src" not in names):
            self.inline.append(tag)
        self.inline += [f"{tag} {name}" for name in names if name.startswith("on")]
        if tag == "a":
            self._address = dict(attrs).get("href") or ""
            label = dict(attrs).get("aria-label")
            if label:
                self.links[label] = self._address

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._address = None

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._address is not None and data.strip():
            self.links.setdefault(" ".join(data.split()), self._address)
