"""The digest writer: once a morning and team, a week of conversations on one screen of Markdown."""

import json
from collections.abc import Iterator

from .. import models
from ..call import Call, Scene, assistant, system, user
from ..texts import load

_TEXTS = load("help_pages")["digest"]
_TEAMS = ("Returns", "Delivery", "Business accounts", "Product advice")

_PROMPT = """You write the weekly digest of one team from its numbers and ten sampled conversations.
Markdown, at most one screen: a headline, one sentence on the week, a table, what caused it, what to do.
No names of customers."""


def session(scene: Scene) -> Iterator[Call]:
    rng, team, week = scene.rng, scene.rng.choice(_TEAMS), scene.now.isocalendar().week
    numbers = {name: rng.randint(40, 900) for name in ("opened", "closed", "escalated")}
    sampled = [f"- {rng.choice(_TEXTS['causes'])} (conversation {rng.randrange(10_000, 99_999)})" for _ in range(10)]
    facts = json.dumps({"team": team, "week": week, **numbers})
    yield Call(
        model=models.CLAUDE_LARGE,
        messages=[system(_PROMPT), user("\n".join([facts, *sampled]))],
        reply=assistant(_digest(scene, f"{team}, week {week}", numbers)),
        fields={
            "max_tokens": 1024,
            "prompt_name": "weekly-digest",
            "group_identifier": f"digest-{scene.now:%G-W%V}",
            "metadata": {"team": team, "week": week, "scheduled": True},
        },
    )


def _digest(scene: Scene, title: str, numbers: dict[str, int]) -> str:
    rng = scene.rng
    return "\n".join(
        [
            f"## {title}\n\n{rng.choice(_TEXTS['openings'])}\n",
            "| | this week | change |",
            "|---|---:|---:|",
            *(f"| {name} | {count} | {rng.randint(-18, 22):+d} % |" for name, count in numbers.items()),
            f"\n**Mostly about** {rng.choice(_TEXTS['causes'])}.\n\n**To do**\n",
            *(f"- {action}" for action in rng.sample(_TEXTS["actions"], 2)),
        ]
    )
