"""A JSON tree as HTML: folds for what has children or is long, links for what is loaded when unfolded.

Written in Python, not as a template that includes itself: a page may hold thousands of nodes.
"""

import json
from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from ..explorer.json_tree import CHILDREN, TEXT_CHARACTERS, Node, Piece, Tree
from ..search.highlight import highlights
from .formats import size

register = template.Library()

_EMPTY = SafeString("")
# Longer texts are folded; of those that are not loaded this much is shown, and around each hit that much.
_SHORT = 400
_FIRST = 160
_AROUND = 120
_EXCERPTS = 20


class _Writer:
    """Writes nodes whose parts are found under one address."""

    def __init__(self, address: str, needle: str) -> None:
        self._address = address
        self._needles = [needle] if needle else []

    def node(self, node: Node) -> SafeString:
        name = self._name(node)
        if node.is_container and not node.count:
            return _leaf(name, SafeString("[]" if isinstance(node.value, list) else "{}"))
        if node.is_container:
            return self._container(node, name)
        if node.text is None or len(node.text) > _SHORT or "\n" in node.text:
            return self._long(node, name)
        return _leaf(name, self._value(node, node.text))

    def nodes(self, nodes: Iterable[Node]) -> SafeString:
        return format_html_join("", "{}", ((self.node(node),) for node in nodes))

    def piece(self, piece: Piece) -> SafeString:
        if piece.node.is_container:
            shown = self.nodes(piece.node.children or ())
            return shown + (_EMPTY if piece.is_last else self._next(piece.node, piece.end, piece.total))
        text = self._literal(piece.node, piece.node.text or "", is_first=not piece.start, is_last=piece.is_last)
        more = _EMPTY if piece.is_last else self._next(piece.node, piece.end, piece.total)
        return format_html('<div class="tree-text">{}</div>{}', text, more)

    # -- what has children

    def _container(self, node: Node, name: SafeString) -> SafeString:
        count = f"{node.count:,} {'item' if isinstance(node.value, list) else 'key'}{'s' if node.count != 1 else ''}"
        facts = format_html('<span class="tree-size">{}, {}</span>', count, size(node.size_bytes))
        if node.children is None:
            return self._unloaded(node, name, facts)
        inside = self.nodes(node.children)
        if node.is_pruned:
            inside += self._whole(node)
        elif node.next_from is not None:
            inside += self._next(node, node.next_from, node.count)
        return _fold(name + facts, inside, is_open=node.is_open)

    def _unloaded(self, node: Node, name: SafeString, facts: SafeString) -> SafeString:
        """A part that is fetched when it is unfolded; without script its link leads there."""
        address = self._part(node, 0)
        return format_html(
            '<details class="tree-node" hx-get="{}" hx-trigger="toggle once" hx-target="find .tree-children">'
            '<summary>{}{}</summary><div class="tree-children"><a class="link" href="{}">Load this part, {}</a></div>'
            "</details>",
            *(address, name, facts, address, size(node.size_bytes)),
        )

    def _next(self, node: Node, start: int, total: int) -> SafeString:
        step = min(CHILDREN if node.is_container else TEXT_CHARACTERS, total - start)
        unit = "" if node.is_container else " characters"
        words = f"next {step:,} of {total:,}{unit}"
        return self._link(self._part(node, start), words, target="this", swap="outerHTML")

    def _whole(self, node: Node) -> SafeString:
        words = f"the whole part, {size(node.size_bytes)}"
        return self._link(self._part(node, 0), words, target="closest .tree-children", swap="innerHTML")

    def _link(self, address: str, words: str, *, target: str, swap: str) -> SafeString:
        return format_html(
            '<a class="link tree-more" href="{}" hx-get="{}" hx-target="{}" hx-swap="{}">{}</a>',
            *(address, address, target, swap, words),
        )

    def _part(self, node: Node, start: int) -> str:
        return f"{self._address}&{urlencode({'at': node.at, 'from': start})}"

    # -- names and values

    def _name(self, node: Node) -> SafeString:
        if node.name is None:
            return _EMPTY
        if node.is_index:
            return format_html('<span class="tree-index">{}:</span> ', node.name)
        return format_html('<span class="json-key">"{}"</span>: ', self._escaped(node.name))

    def _value(self, node: Node, text: str) -> SafeString:
        return self._literal(node, text, is_first=True, is_last=True)

    def _literal(self, node: Node, text: str, *, is_first: bool, is_last: bool) -> SafeString:
        """A text between quotes, anything else as the JSON it is."""
        if not isinstance(node.value, str):
            kind = "word" if node.value is None or isinstance(node.value, bool) else "number"
            return format_html('<span class="json-{}">{}</span>', kind, self._escaped(text))
        quotes = ('"' if is_first else "", '"' if is_last else "")
        return format_html('<span class="json-text">{}{}{}</span>', quotes[0], self._escaped(text), quotes[1])

    def _long(self, node: Node, name: SafeString) -> SafeString:
        """A long text folds; its start stands beside its name."""
        whole = node.text if node.text is not None else str(node.value)
        facts = format_html('<span class="tree-size">{}</span> ', size(node.size_bytes))
        first = format_html('<span class="tree-first">{}</span>', " ".join(whole[:_FIRST].split()))
        if node.text is None:
            excerpts = format_html_join("", '<div class="tree-text">{}</div>', self._excerpts(node, whole))
            return (_leaf(name, excerpts) if excerpts else _EMPTY) + self._unloaded(node, name, facts + first)
        shown = format_html('<div class="tree-text">{}</div>', self._value(node, whole))
        return _fold(name + facts + first, shown, is_open=node.hits > 0 or len(whole) <= _SHORT)

    def _excerpts(self, node: Node, text: str) -> list[tuple[SafeString]]:
        """The hits of a text that is not loaded, each with what stands around it."""
        if not node.hits:
            return []
        spans = highlights(text, self._needles)[:_EXCERPTS]
        around = [text[max(start - _AROUND, 0) : end + _AROUND] for start, end in spans]
        return [(format_html("… {} …", self._escaped(piece)),) for piece in around]

    def _escaped(self, text: str) -> SafeString:
        """As in JSON, but with a line for each line, and the first hit where a reader can be led to."""
        spans = highlights(text, self._needles) if self._needles else []
        if not spans:
            return format_html("{}", _json(text))
        pieces, end = [], 0
        for start, after in spans:
            pieces.append(
                (_json(text[end:start]), SafeString("") if end else SafeString(" data-hit"), _json(text[start:after]))
            )
            end = after
        return format_html_join("", "{}<mark{}>{}</mark>", pieces) + format_html("{}", _json(text[end:]))


@register.simple_tag
def json_tree(tree: Tree, address: str) -> SafeString:
    """A tree whose parts are found under `address`, which has a query already."""
    return _Writer(address, tree.needle).node(tree.root)


@register.simple_tag
def json_piece(piece: Piece, address: str) -> SafeString:
    """What a node on the page was waiting for."""
    return _Writer(address, piece.needle).piece(piece)


def _leaf(name: SafeString, value: SafeString) -> SafeString:
    return format_html('<div class="tree-leaf">{}{}</div>', name, value)


def _fold(summary: SafeString, inside: SafeString, *, is_open: bool) -> SafeString:
    return format_html(
        '<details class="tree-node"{}><summary>{}</summary><div class="tree-children">{}</div></details>',
        *(SafeString(" open") if is_open else _EMPTY, summary, inside),
    )


def _json(text: str) -> str:
    return "\\n\n".join(json.dumps(line, ensure_ascii=False)[1:-1] for line in text.split("\n"))
