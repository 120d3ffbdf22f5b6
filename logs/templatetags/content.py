"""How the content of logs is written on pages: replies as Markdown, payloads as JSON, everything as hostile text."""

import json
import re
from collections.abc import Iterator, Sequence
from textwrap import dedent
from typing import Any

import nh3
from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from ..canonical import Json
from ..json_codec import JsonError, decode
from ..printable import printable
from .marks import marked

register = template.Library()

# -- Markdown

# Raw HTML is escaped by the parser, and what is left passes a sanitiser. No pictures: a page must not call elsewhere.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_TAGS = {"p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"} | {
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
}
_SCHEMES = {"http", "https", "mailto"}
# Parsing takes time by length; longer replies are shown as they were sent.
_PARSED_CHARACTERS = 100_000


_SHOWN_ADDRESS = 300


def _picture(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """In a picture's place a link with what it shows, and where it is."""
    address = str(tokens[place].attrs.get("src", ""))
    return format_html('<a href="{}">{}</a> <code>{}</code>', address, tokens[place].content, address[:_SHOWN_ADDRESS])


_MARKDOWN.add_render_rule("image", _picture)


@register.filter
def markdown(text: str) -> SafeString:
    """A reply's Markdown as HTML that can do nothing but look like text. Its headings stand below the page's own."""
    text = printable(text)  # the sanitiser takes no half of a character
    if len(text) > _PARSED_CHARACTERS:
        return format_html('<div class="prose-plain">{}</div>', text)
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(  # noqa: S308 - the one place, right behind the sanitiser
        nh3.clean(
            html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel="noopener nofollow noreferrer"
        )
    )


# -- JSON

# Longer JSON is shown without colours, and only its start: the whole is a file to save.
_COLOURED_CHARACTERS = 200_000
SHOWN_CHARACTERS = 1_000_000
_INLINE_CHARACTERS = 600
_LINE_CHARACTERS = 120
_FOLDED_LINES = 12
_WORD = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=:))|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>\b(?:true|false|null)\b)'
    r"|(?P<number>-?\d[\d.eE+-]*)"
)


@register.inclusion_tag("logs/_json.html")
def json_block(value: Json, needles: Sequence[str] = ()) -> dict[str, Any]:
    """A value as indented JSON; a text that is JSON inside as that, any other text as it is. `needles` are marked."""
    value = _unwrapped(value)
    return _block(value, json_text(value), needles)


@register.inclusion_tag("logs/_json.html")
def arguments_block(value: Json, needles: Sequence[str] = ()) -> dict[str, Any]:
    """What a tool was called with: a line an argument, without the braces around them."""
    value = _unwrapped(value)
    text = json_text(value)
    if isinstance(value, dict) and value:
        text = dedent("\n".join(text.split("\n")[1:-1]))
    return _block(value, text, needles)


@register.inclusion_tag("logs/_json.html")
def result_block(value: Json, needles: Sequence[str] = ()) -> dict[str, Any]:
    """What a tool answered: on one line where it is short, folded where it is long."""
    value = _unwrapped(value)
    inline = json_value(value)
    block = _block(value, inline if len(inline) <= _INLINE_CHARACTERS else json_text(value), needles)
    return block | {"is_folded": max(block["lines"], block["length"] / _LINE_CHARACTERS) > _FOLDED_LINES}


@register.filter
def json_value(value: Json) -> str:
    """JSON on one line; text as it is."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _unwrapped(value: Json) -> Json:
    """What a text of JSON says; tools are called with such texts."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "["):
        return value
    try:
        return decode(value.encode("utf-8", "surrogatepass"))
    except JsonError:
        return value


def json_text(value: Json) -> str:
    """Indented JSON; text as it is."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2, default=str)


def _block(value: Json, text: str, needles: Sequence[str]) -> dict[str, Any]:
    """What the template needs to show `text`, which is how `value` is written."""
    is_coloured = not isinstance(value, str) and len(text) <= _COLOURED_CHARACTERS
    return {
        "shown": marked(_coloured(text) if is_coloured else text[:SHOWN_CHARACTERS], needles),
        "is_cut": len(text) > SHOWN_CHARACTERS,
        "first_words": " ".join(text[:400].split()),
        "lines": text.count("\n") + 1,
        "length": len(text),
    }


def _coloured(text: str) -> SafeString:
    return format_html_join("", '{}<span class="json-{}">{}</span>', _words(text))


def _words(text: str) -> Iterator[tuple[str, str, str]]:
    """Each word of JSON with what stands before it and what it is; the rest of the text last."""
    end = 0
    for found in _WORD.finditer(text):
        yield text[end : found.start()], str(found.lastgroup), found[0]
        end = found.end()
    yield text[end:], "end", ""
