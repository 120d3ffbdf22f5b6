"""Parts of a conversation that are too long to be shown at once."""

from django import template

from ..explorer.parts import Part
from ..explorer.windows import START_CHARACTERS, is_long, own_weight, text_of_part, weight

register = template.Library()
register.filter("is_long", is_long)
register.filter("weight", weight)
register.filter("own_weight", own_weight)


@register.filter
def start_of(part: Part) -> str:
    """The start of a long part."""
    return text_of_part(part)[:START_CHARACTERS]
