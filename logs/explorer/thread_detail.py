"""The page of a thread: a conversation over many logs, showing of each only what it added."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from .. import stored
from ..bodies import laid_over
from ..canonical import CanonicalLog
from ..ids import parse_public_id
from ..models import Log
from ..querysets import LogQuerySet
from ..threads import Thread, of_thread, summed
from .addresses import compare_address
from .conversation import Message
from .facts import same
from .page import ProjectPage
from .thread_facts import belongings, cost_table, tools_used
from .token_bars import token_bars
from .turn_pages import PAGE_SIZE, WHOLE_PAGE_SIZE, TurnPage, page_of_turns, totals_before
from .turns import Turn, turns_of
from .windows import PART_CHARACTERS, Window, own_weight, window_before

# From this share of a thread's cost on, one missed cache is worth a line of its own.
_NOTED_PERCENT = 20
# Of the messages on a page; longer conversations are read in their logs.
_PAGE_CHARACTERS = 1_500_000


@dataclass(slots=True)
class _Room:
    """How many characters the messages of a page may still have; each turn shows its last message at least."""

    left: int = _PAGE_CHARACTERS

    def window(self, messages: Sequence[Message]) -> Window:
        found = window_before(messages, len(messages), max(self.left, 0))
        self.left -= sum(min(own_weight(part), PART_CHARACTERS) for one in found.messages for part in one.parts)
        return found


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn with what is needed to draw it: the last of what it added, and of what it sent again where it is shown."""

    turn: Turn
    problem: str
    new: Window
    history: Window
    compare: str


class ThreadDetailView(ProjectPage, TemplateView):
    """GET only. `after` and `before` lead to other turns, `whole` shows all that each sent, `show` that of one."""

    http_method_names = ["get", "head", "options"]
    template_name = "logs/thread_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self._rows()
        turns = [row.turn for row in rows]
        return super().get_context_data(
            **kwargs,
            thread=self.thread,
            page=self.page,
            rows=rows,
            first=self._first,
            is_whole=self._is_whole,
            may_read=self.caller.may_read,
            needles=(),
            list_query=same("thread", self.thread.id),
            missed=[turn for turn in turns if turn.has_missed_cache],
            dearest_miss=self._dearest_miss(turns),
            bars=token_bars(turns),
            tools=tools_used(turns),
            belongings=belongings(self.page.logs),
            costs=cost_table(self.thread),
            lasted_ms=(self.thread.ended_at - self._first.started_at).total_seconds() * 1000,
        )

    @cached_property
    def thread_logs(self) -> LogQuerySet:
        return of_thread(self.logs, self.kwargs.get("thread_id") or self.request.GET.get("id", ""))

    @cached_property
    def thread(self) -> Thread:
        found = summed(self.thread_logs)
        if not found:
            raise Http404("There is no such thread in this project.")
        return found[0]

    @cached_property
    def page(self) -> TurnPage:
        size = WHOLE_PAGE_SIZE if self._is_whole else PAGE_SIZE
        page = page_of_turns(self.thread_logs, size, after=self._key("after"), before=self._key("before"))
        if self.thread and not page.logs:
            raise Http404("There are no turns in this direction.")
        return page

    @property
    def _is_whole(self) -> bool:
        return bool(self.request.GET.get("whole"))

    @cached_property
    def _first(self) -> Log:
        """The first log of the thread, for its title and when it began."""
        first = self.page.logs[0]
        return first if first.id == self.thread.first_key else self.thread_logs.get(id=self.thread.first_key)

    def _rows(self) -> list[TurnRow]:
        before = [self.page.before] if self.page.before is not None else []
        logs, problems = self._read([*before, *self.page.logs])
        turns = turns_of(
            logs[len(before) :],
            before=logs[0] if before else None,
            so_far=totals_before(self.thread_logs, self.page),
        )
        room = _Room()
        return [self._row(turn, problem, room) for turn, problem in zip(turns, problems[len(before) :], strict=True)]

    def _read(self, logs: Sequence[Log]) -> tuple[list[CanonicalLog], list[str]]:
        """The logs with their content and what is wrong with it; without, and no body loaded, for who may not read."""
        if not self.caller.may_read:
            return [laid_over(log, CanonicalLog()) for log in logs], [""] * len(logs)
        found = stored.read_all(logs)
        self.note_read(logs)
        return [one.log or laid_over(one.row, CanonicalLog()) for one in found], [one.problem for one in found]

    def _row(self, turn: Turn, problem: str, room: "_Room") -> TurnRow:
        is_shown = self._is_whole or self.request.GET.get("show") == str(turn.number)
        compare = compare_address(turn.follows_log.id, turn.log.id) if turn.follows_log else ""
        history = room.window(turn.history()) if is_shown else Window([], 0)
        return TurnRow(turn, problem, room.window(turn.new), history, compare)

    def _dearest_miss(self, turns: Sequence[Turn]) -> dict[str, Any] | None:
        """The missed cache that weighs most in the cost of the thread, if it weighs much."""
        missed = [turn for turn in turns if turn.usual_cost_usd is not None]
        if not missed or not self.thread.cost_usd:
            return None
        turn = max(missed, key=lambda one: one.log.cost_usd - one.usual_cost_usd)
        percent = round((turn.log.cost_usd - turn.usual_cost_usd) / self.thread.cost_usd * 100)
        return {"turn": turn, "percent": percent} if percent >= _NOTED_PERCENT else None

    def _key(self, name: str) -> int | None:
        text = self.request.GET.get(name)
        key = parse_public_id(text) if text else None
        if text and key is None:
            raise Http404("There is no such turn.")
        return key
