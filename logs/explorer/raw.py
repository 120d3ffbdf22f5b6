"""The payload of a log and the raw bodies in it as trees; parts of them on demand."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from ..canonical import CanonicalLog, Json, is_empty
from ..json_codec import JsonError, decode
from .doors import answer, door_named
from .json_tree import piece_of, tree_of
from .log_pieces import FragmentView

# What the raw tab can show -> the field of the log.
BODIES = {"payload": "original", "request": "raw_request", "response": "raw_response", "stream": "raw_stream"}
_LONGEST_WANTED = 500


def raw_context(log: CanonicalLog, asked: Mapping[str, str]) -> dict[str, Any]:
    """Of the payload and the raw bodies in it, the one that was asked for, with what is looked for in it."""
    names = [name for name, field in BODIES.items() if not is_empty(getattr(log, field))]
    shown = asked.get("body") if asked.get("body") in names else next(iter(names), "")
    value, is_json = _read(getattr(log, BODIES[shown]) if shown else None)
    return {"bodies": names, "is_json": is_json, **tree_context(log, shown, value, asked)}


def tree_context(log: CanonicalLog, body: str, value: Json, asked: Mapping[str, str]) -> dict[str, Any]:
    """A value as a tree whose parts can be asked for by the name of the body they are in."""
    wanted = asked.get("find", "")[:_LONGEST_WANTED]
    query = urlencode({"body": body, "find": wanted}, errors="replace")
    address = f"{reverse('logs:json_part', args=[log.id])}?{query}"
    return {"body": body, "wanted": wanted, "tree": tree_of(value, wanted), "part_address": address}


def body_named(log: CanonicalLog, name: str, project_id: int) -> Json:
    """A raw body, or the answer of a door; None where there is none of that name."""
    if name in BODIES:
        return _read(getattr(log, BODIES[name]))[0]
    door = door_named(name)
    return answer(door, log, project_id) if door else None


def _read(value: Json) -> tuple[Json, bool]:
    """A body, and whether it is JSON; gateways send some as a text of JSON."""
    if not isinstance(value, str):
        return value, True
    try:
        return decode(value.encode("utf-8", "surrogatepass")), True
    except JsonError:
        return value, False


class JsonPartView(FragmentView):
    """GET only: what a node of a tree was waiting for; as a page of its own without script."""

    fragment = "logs/_json_part.html"

    def piece(self) -> dict[str, Any]:
        asked = self.request.GET
        body, wanted = asked.get("body", ""), asked.get("find", "")[:_LONGEST_WANTED]
        value = body_named(self.content, body, self.log.project_id)
        found = piece_of(value, asked.get("at", ""), self.number("from"), wanted)
        if found is None:
            raise Http404("There is no such part.")
        query = urlencode({"body": body, "find": wanted}, errors="replace")
        return {"json_piece": found, "part_address": f"{self.request.path}?{query}", "back": "?tab=raw"}
