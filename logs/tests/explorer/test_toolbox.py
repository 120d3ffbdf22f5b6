"""The tools of a log in every vendor's shape, and how often each was called."""

import pytest

from logs.canonical import CanonicalLog
from logs.explorer.toolbox import Tool, offered_tools

SCHEMA = {"type": "object", "properties": {"id": {"type": "string"}}}


def named(name: str, **rest: object) -> dict:
    return {"name": name, "description": "Where a parcel is.", **rest}


@pytest.mark.parametrize(
    "sent",
    [
        [{"type": "function", "function": named("track", parameters=SCHEMA)}],
        [{"type": "function", **named("track", parameters=SCHEMA)}],
        [{"type": "custom", **named("track", input_schema=SCHEMA)}],
        [{"functionDeclarations": [named("track", parametersJsonSchema=SCHEMA)]}],
        {"tools": [{"toolSpec": named("track", inputSchema=SCHEMA)}]},
    ],
)
def test_reads_a_tool(sent: object):
    tool = offered_tools(CanonicalLog(tools=sent))[0]
    assert (tool.name, tool.description, tool.parameters) == ("track", "Where a parcel is.", SCHEMA)


def test_keeps_what_else_was_said_of_a_tool():
    sent = [{"type": "function", "function": {"name": "track", "strict": True}}]
    assert offered_tools(CanonicalLog(tools=sent))[0].rest == {"type": "function", "strict": True}


def test_counts_calls():
    calls = [{"id": str(n), "function": {"name": "track", "arguments": "{}"}} for n in range(2)]
    log = CanonicalLog(
        tools=[{"function": {"name": "track"}}, {"function": {"name": "claim"}}],
        output_message={"role": "assistant", "content": None, "tool_calls": calls},
    )
    assert [(tool.name, tool.calls) for tool in offered_tools(log)] == [("track", 2), ("claim", 0)]


def test_names_tools_that_were_called_but_not_offered():
    log = CanonicalLog(output_message={"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "x"}}]})
    assert offered_tools(log) == [Tool("x", "", None, {}, 1, is_offered=False)]


@pytest.mark.parametrize("sent", ["web_search", ["web_search"], [None], 7])
def test_shows_what_is_no_tool_as_it_is(sent: object):
    assert offered_tools(CanonicalLog(tools=sent))[0].parameters in ("web_search", None, 7)


def test_has_none_where_none_were_sent():
    assert offered_tools(CanonicalLog()) == []
