"""Icons from the one sprite file, for eyes only: the word beside an icon says what it means."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """The icon `name` of img/icons.svg; `extra` is another CSS class."""
    address = f"{static('img/icons.svg')}#{name}"
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>', extra, address)
