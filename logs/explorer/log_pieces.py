"""Pieces of a conversation on demand: earlier messages, the rest of a long part, a picture, sound or file."""

import base64
import binascii
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView, View

from ..canonical import CanonicalLog
from .log_page import LogPage
from .media import SHOWN_TYPES, SOUND_TYPES, Media
from .parts import Part
from .windows import PIECE_CHARACTERS, TextPiece, part_at, placed_conversation, text_of_part, window_before


class LogPiece(LogPage):
    """Mixin for pieces of the content of one log. Nothing to read, no such piece: 404."""

    @property
    def content(self) -> CanonicalLog:
        if self.stored is None or self.stored.log is None:
            raise Http404("There is nothing to read.")
        return self.stored.log

    @property
    def part(self) -> Part:
        part = part_at(self.content, self.request.GET.get("at", ""))
        if part is None:
            raise Http404("There is no such part.")
        return part

    def number(self, name: str) -> int:
        text = self.request.GET.get(name) or "0"
        if not text.isdecimal() or len(text) > 9:
            raise Http404("There is no such piece.")
        return int(text)


class FragmentView(LogPiece, TemplateView):
    """A fragment where a script of ours asks, a page of its own otherwise."""

    fragment = ""
    template_name = "logs/piece.html"

    def get_template_names(self) -> list[str]:
        return [self.fragment if "HX-Request" in self.request.headers else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, log=self.log, stored=self.stored, fragment=self.fragment, needles=(), **self.piece()
        )

    def piece(self) -> dict[str, Any]:
        """What the fragment shows."""
        raise NotImplementedError


class MessagesView(FragmentView):
    """Messages that stand before number `before` of those that went in."""

    fragment = "logs/_messages.html"

    def piece(self) -> dict[str, Any]:
        asked = placed_conversation(self.content).asked
        return {"window": window_before(asked, min(self.number("before"), len(asked)))}


class TextView(FragmentView):
    """The text of the part `at` a place, from character `from` on."""

    fragment = "logs/_text_piece.html"

    def piece(self) -> dict[str, Any]:
        text, start = text_of_part(self.part), self.number("from")
        found = TextPiece(text[start : start + PIECE_CHARACTERS], start, len(text))
        return {"text_piece": found, "at": self.request.GET.get("at", "")}


class MediaView(LogPiece, View):
    """The bytes of a picture, sound or file; shown by browsers only where its type cannot run anything."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        part = self.part
        if not isinstance(part, Media) or not part.content:
            raise Http404("There is no such file.")
        try:
            content = base64.b64decode(part.content, validate=True)
        except (binascii.Error, ValueError):
            raise Http404("This file is not whole.") from None
        is_shown = part.media_type in SHOWN_TYPES | SOUND_TYPES
        response = HttpResponse(content, content_type=part.media_type if is_shown else "application/octet-stream")
        response["Content-Disposition"] = "inline" if is_shown else "attachment"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
