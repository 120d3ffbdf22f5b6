"""What stands beside the turns of a thread."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from logs.canonical import CanonicalLog
from logs.explorer.thread_facts import CostTable, ToolUse, cost_table, tools_used
from logs.explorer.turns import turns_of
from logs.pricing import CostLine
from logs.threads import Share, Thread

AT = datetime(2025, 10, 1, tzinfo=UTC)


def share(**facts: Any) -> Share:
    base: dict[str, Any] = dict.fromkeys(Share.__dataclass_fields__)
    base |= {"thread_id": "t", "turns": 2, "errors": 0, "priced": 2, "ended": AT, "dialect": "llmlogs"}
    return Share(**base | {"model": "gpt-5", "provider": "openai"} | facts)


def test_adds_up_the_lines_of_all_models():
    shares = [
        share(prompt=10_000, read=4_000, completion=1_000, usd=Decimal("0.018")),
        share(model="gpt-5-mini", prompt=10_000, completion=1_000, usd=Decimal("0.0045")),
    ]
    assert cost_table(Thread("t", shares)) == CostTable(
        [
            CostLine("Input from cache", 4_000, Decimal("0.0005")),
            CostLine("Input at full price", 16_000, Decimal("0.01")),
            CostLine("Output", 2_000, Decimal("0.012")),
        ]
    )


def test_gives_no_costs_that_do_not_add_up():
    table = cost_table(Thread("t", [share(prompt=10_000, completion=1_000, usd=Decimal("0.5"))]))
    assert [line.cost_usd for line in table.lines] == [None, None]
    assert "cannot be split by line" in table.note


def test_has_no_lines_where_nothing_is_known():
    assert cost_table(Thread("t", [share(usd=None)])) == CostTable([])


def test_counts_calls_and_failures():
    call = {"type": "tool_use", "name": "get_order", "input": {}}
    results = [{"type": "tool_result", "tool_use_id": f"c{n}", "is_error": n == 1, "content": "x"} for n in range(2)]
    calls = [call | {"id": f"c{n}"} for n in range(2)] + [call | {"id": "c2", "name": "search"}]
    turns = turns_of(
        [
            CanonicalLog(
                input_messages=[{"role": "assistant", "content": calls}, {"role": "user", "content": results}],
            )
        ]
    )
    assert tools_used(turns) == [ToolUse("get_order", 2, 1), ToolUse("search", 1, 0)]
