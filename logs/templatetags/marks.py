"""Marks on the words that somebody looked for. What is marked stays escaped."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ..search.highlight import highlights

register = template.Library()

# Looking for words in a text takes time by length; longer ones are shown without marks.
_MARKED_CHARACTERS = 300_000
_TAG = re.compile(r"(<[^>]*>)")


@register.filter
def marked(value: str | None, needles: Sequence[str] | None) -> str | None:
    """A text, or HTML that is safe already, with the places of folded needles in `<mark>`."""
    if not value or not needles or len(value) > _MARKED_CHARACTERS:
        return value
    if not isinstance(value, SafeString):
        return _marked_text(value, needles)
    # Of HTML only what stands between tags: a needle never changes what a tag says.
    pieces = _TAG.split(value)
    pieces[::2] = [_marked_text(unescape(piece), needles) for piece in pieces[::2]]
    return mark_safe("".join(pieces))  # noqa: S308 - tags as they were, text escaped again


def _marked_text(text: str, needles: Sequence[str]) -> SafeString:
    spans = highlights(text, needles)
    return format_html_join("", "{}{}", _pieces(text, spans)) if spans else escape(text)


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, SafeString]]:
    end = 0
    for start, after in spans:
        yield text[end:start], _mark(text[start:after])
        end = after
    yield text[end:], SafeString("")


def _mark(text: str) -> SafeString:
    return format_html_join("", "<mark>{}</mark>", [(text,)])
