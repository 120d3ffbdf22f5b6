"""How two texts stand side by side: words that only one of them has are struck or underlined."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..explorer import message_rows
from ..explorer.wording import Piece

register = template.Library()

# The space behind a word stays outside of the mark.
_TAGS = {"gone": "<del>{}</del>{}", "new": "<ins>{}</ins>{}", "hint": '<span class="faint">{}</span>{}'}


register.filter("is_huge", message_rows.is_huge)


@register.filter
def abridged(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without what is long and the same."""
    return message_rows.abridged(pieces)


@register.simple_tag
def compared(pieces: Sequence[Piece]) -> SafeString:
    """The words, with those marked that the other side does not have."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: Piece) -> SafeString:
    words = piece.text.rstrip()
    return format_html(_TAGS.get(piece.kind, "{}{}"), words, piece.text[len(words) :])
