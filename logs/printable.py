"""Text on its way to a page: logs keep lone surrogates and U+0000 as they were sent, a page cannot hold them."""

import re

from django.template.response import TemplateResponse

_UNPRINTABLE = re.compile("[\x00\ud800-\udfff]")


def printable(text: str) -> str:
    """`text` with a replacement character for what a page cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


class PageResponse(TemplateResponse):
    """A page that any stored text may stand on."""

    @property
    def rendered_content(self) -> str:
        return printable(super().rendered_content)
