"""Scripts: conversations as data. What is written in a step comes in pieces, of which each time one is taken."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from .call import Json

# Alternatives of one piece of a text; the pieces follow each other with a space.
Pieces = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Ask:
    """The customer writes."""

    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Look:
    """The assistant calls a tool and reads what it returns; `thought` is its reasoning where the model shows it."""

    tool: str
    arguments: Mapping[str, Json]
    results: Sequence[Json]
    thought: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The assistant writes."""

    pieces: Pieces


Step = Ask | Look | Answer


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation from its first question; `intent` is what a classifier would call it."""

    intent: str
    bot: str
    steps: Sequence[Step]
    language: str = "en"
    urgency: str = "medium"


def script_of(data: Mapping[str, Json], named: Mapping[str, Sequence[str]]) -> Script:
    """A script as it stands in a file; `named` are the pieces that "@name" stands for."""
    facts = {key: value for key, value in data.items() if key != "steps"}
    return Script(**facts, steps=tuple(_step_of(step, named) for step in data["steps"]))


def _step_of(data: Mapping[str, Json], named: Mapping[str, Sequence[str]]) -> Step:
    if "look" in data:
        return Look(data["look"], data["arguments"], data["results"], data.get("thought", ""))
    kind, key = (Ask, "ask") if "ask" in data else (Answer, "answer")
    return kind([named[piece[1:]] if isinstance(piece, str) else piece for piece in data[key]])


def said(pieces: Pieces, rng: Random, slots: Mapping[str, str]) -> str:
    """One text out of pieces, with its slots filled in; a sentence after a sentence starts with a capital."""
    text = ""
    for alternatives in pieces:
        piece = rng.choice(alternatives).format_map(slots)
        if not piece:
            continue
        if text and text[-1] in ".!?":
            piece = capitalised(piece)
        # Line breaks and the Japanese full stop part by themselves.
        gap = "" if not text or text[-1] == "。" or piece[0] == "\n" else " "
        text += gap + piece
    return text.lstrip("\n")


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def filled(value: Json, slots: Mapping[str, str]) -> Json:
    """A JSON value with the slots in its strings filled in."""
    if isinstance(value, str):
        return value.format_map(slots)
    if isinstance(value, Mapping):
        return {key: filled(item, slots) for key, item in value.items()}
    return [filled(item, slots) for item in value] if isinstance(value, list) else value


def tool_call(look: Look, rng: Random, slots: Mapping[str, str]) -> Json:
    """The assistant's message that calls the tool."""
    arguments = json.dumps(filled(look.arguments, slots), ensure_ascii=False)
    call = {
        "id": f"call_{rng.getrandbits(96):024x}",
        "type": "function",
        "function": {"name": look.tool, "arguments": arguments},
    }
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    return message if not look.thought else {**message, "reasoning_content": look.thought.format_map(slots)}


def tool_result(look: Look, call_id: str, rng: Random, slots: Mapping[str, str]) -> Json:
    """The message that brings the tool's result back."""
    content = json.dumps(filled(rng.choice(look.results), slots), ensure_ascii=False)
    return {"role": "tool", "tool_call_id": call_id, "name": look.tool, "content": content}


def first_words(script: Script, rng: Random, slots: Mapping[str, str]) -> str:
    """How the conversation begins."""
    return next(said(ask.pieces, rng, slots) for ask in _asks(script))


def _asks(script: Script) -> Iterator[Ask]:
    return (step for step in script.steps if isinstance(step, Ask))
