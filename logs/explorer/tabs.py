"""The tabs of a log: each is built from the stored content alone, and only when it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..canonical import CanonicalLog, is_empty
from ..dialects.native import translate as native
from ..redaction.kinds import Kind
from ..stored import Stored
from . import doors
from .costs import cost_sheet
from .raw import raw_context, tree_context
from .side_by_side import sheet_of
from .toolbox import offered_tools
from .windows import placed_conversation, window_before

# What the parameters tab shows as JSON, where it was sent.
SETTINGS = ("tool_choice", "response_format", "warnings", "error_details", "cache_debug")


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of a log under its own address (`?tab=name`). Without a `context` it needs no content, only the row."""

    name: str
    label: str
    template: str
    context: Callable[[CanonicalLog, Mapping[str, str], int], dict[str, Any]] | None


def _conversation(log: CanonicalLog, asked: Mapping[str, str], project_id: int) -> dict[str, Any]:
    conversation = placed_conversation(log)
    asked_for = window_before(conversation.asked, len(conversation.asked))
    answered = window_before(conversation.answered, len(conversation.answered))
    return {"conversation": conversation, "window": asked_for, "answered": answered}


def _parameters(log: CanonicalLog, asked: Mapping[str, str], project_id: int) -> dict[str, Any]:
    settings = [(name, value) for name in SETTINGS if not is_empty(value := getattr(log, name))]
    return {"params": log.params, "settings": settings}


def _tools(log: CanonicalLog, asked: Mapping[str, str], project_id: int) -> dict[str, Any]:
    return {"tools": offered_tools(log)}


def _cost(log: CanonicalLog, asked: Mapping[str, str], project_id: int) -> dict[str, Any]:
    return {"sheet": cost_sheet(log)}


def _raw(log: CanonicalLog, asked: Mapping[str, str], project_id: int) -> dict[str, Any]:
    return raw_context(log, asked)


def _metadata(log: CanonicalLog, asked: Mapping[str, str], project_id: int) -> dict[str, Any]:
    found = {"metadata": log.metadata, "headers": log.request_headers, "note": log.note}
    labels = dict(Kind.choices)
    return {**found, "redactions": {labels.get(name, name): n for name, n in sorted((log.redactions or {}).items())}}


def _dialects(log: CanonicalLog, asked: Mapping[str, str], project_id: int) -> dict[str, Any]:
    door = doors.door_named(asked.get("door"))
    found = {"doors": doors.DOORS, "door": door, "came_in_by": log.dialect, "is_whole_width": True}
    if door is None:
        answers = [(one.name, doors.answer(one, log, project_id)) for one in doors.DOORS]
        return found | {"sheet": sheet_of(native.dump(log), answers)}
    return found | tree_context(log, door.name, doors.answer(door, log, project_id), asked)


TABS = (
    Tab("conversation", "Conversation", "logs/_conversation.html", _conversation),
    Tab("parameters", "Parameters", "logs/_parameters.html", _parameters),
    Tab("tools", "Tools", "logs/_tools.html", _tools),
    Tab("cost", "Cost", "logs/_cost.html", _cost),
    Tab("timing", "Timing", "logs/_timing_tab.html", None),
    Tab("raw", "Raw", "logs/_raw.html", _raw),
    Tab("metadata", "Metadata", "logs/_metadata.html", _metadata),
    Tab("dialects", "Dialects", "logs/_dialects.html", _dialects),
)


def tab_named(name: str | None) -> Tab:
    """The first one where there is none of that name."""
    return next((tab for tab in TABS if tab.name == name), TABS[0])


def tab_context(tab: Tab, stored: Stored, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the template of a tab needs; without readable content there is only what was stored."""
    if stored.log is None:
        return {"payload": stored.payload}
    return tab.context(stored.log, asked, stored.row.project_id) if tab.context else {}
