"""One log as each of the four doors answers with it."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Bot

from ..canonical import CanonicalLog, Json
from ..dialects.bifrost import translate as bifrost
from ..dialects.keywordsai import reading as keywordsai
from ..dialects.kore import translate as kore
from ..dialects.llmreport import translate as llmreport


@dataclass(frozen=True, slots=True)
class Door:
    """A vendor's way to read logs."""

    name: str
    label: str
    call: str
    dump: Callable[[CanonicalLog], Json]


DOORS = (
    Door("keywordsai", "Keywords AI", "GET /api/request-logs/{id}/", keywordsai.dump),
    Door("llmreport", "LLM Report", "GET /api/v1/requests", llmreport.dump),
    Door("kore", "Kore.ai", "POST /api/1.1/public/bot/{bot id}/getLLMUsageLogs", kore.dump),
    Door("bifrost", "Bifrost", "GET /api/logs/{id}", bifrost.dump),
)


def door_named(name: str | None) -> Door | None:
    """None where there is none of that name."""
    return next((door for door in DOORS if door.name == name), None)


def answer(door: Door, log: CanonicalLog, project_id: int) -> Json:
    """The log in the words of a door."""
    if door.dump is not kore.dump:
        return door.dump(log)
    # Kore names the project's default bot where the log names none.
    bot_ids = Bot.objects.filter(project_id=project_id, is_default=True).values_list("bot_id", flat=True)
    return kore.dump(log, bot_ids.first() or "")
