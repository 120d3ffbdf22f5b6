"""Where boxes, lines and labels of a chart stand, and how its numbers are written."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from logs.explorer.charts import numbers
from logs.explorer.charts.drawing import HIGH, LOW, Mark, bars, lines, shares
from logs.explorer.charts.timeline import Timeline

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
FOUR = Timeline.over(START, START + timedelta(minutes=4), UTC, is_fine=True)
OK, ERROR = Mark("success", "ok"), Mark("error", "error")


def test_stacks_boxes_from_the_ground_up():
    plot = bars(FOUR, [(OK, [6, 0, None, 3]), (ERROR, [2, 0, None, None])], numbers.count, LOW)
    assert [(box.colour, box.x, box.y, box.height) for box in plot.boxes] == [
        ("ok", 1.5, 23.0, 51.0),
        ("error", 1.5, 6.0, 17.0),
        ("ok", 76.5, 48.5, 25.5),
    ]
    assert [level.text for level in plot.levels] == ["0", "4", "8"]
    assert plot.columns == 4


def test_what_is_little_is_still_seen():
    plot = bars(FOUR, [(OK, [1_000_000, 1, 0, 0])], numbers.count, HIGH)
    assert [box.height for box in plot.boxes][1] == 0.75


def test_counts_have_no_halves_on_their_axis():
    assert [level.text for level in bars(FOUR, [(OK, [1, 0, 0, 0])], numbers.count, LOW).levels] == ["0", "1", "2"]


def test_a_line_has_a_gap_where_nothing_is_known():
    plot = lines(FOUR, [(Mark("p50", "1"), [1000.0, 2000.0, None, 3000.0])], numbers.milliseconds, HIGH)
    assert plot.lines[0].path == "M125.0 118.0h0L375.0 62.0M875.0 6.0h0"
    assert [level.text for level in plot.levels] == ["0 ms", "1 s", "2 s", "3 s"]


def test_names_at_the_ends_of_lines_stand_apart():
    same = [100.0] * 4
    plot = lines(FOUR, [(Mark("p50", "1"), same), (Mark("p95", "1"), same)], numbers.milliseconds, HIGH)
    low, high = (line.end_y for line in plot.lines)
    assert low - high == 13


def test_lengths_of_a_ranking():
    assert shares([4, 1]) == [100, 25]
    assert shares([0, 0]) == [0, 0]


@pytest.mark.parametrize(
    ("write", "value", "written"),
    [
        (numbers.count, 41_989, "41,989"),
        (numbers.count, 318_600_000, "318.6 M"),
        (numbers.short, 12_420, "12.4 k"),
        (numbers.short, 600, "600"),
        (numbers.money, Decimal("182.4"), "$182.40"),
        (numbers.money, Decimal("0.0104"), "$0.0104"),
        (numbers.money, Decimal("0.00001"), "<$0.0001"),
        (numbers.money, Decimal(0), "$0.00"),
        (numbers.milliseconds, 612, "612 ms"),
        (numbers.milliseconds, 6840, "6.84 s"),
        (numbers.milliseconds, 134_000, "2.2 min"),
        (numbers.percent, 1.456, "1.46%"),
        (numbers.percent, 61, "61.0%"),
    ],
)
def test_writes_numbers(write, value, written):
    assert numbers.joined(write(value)) == written


@pytest.mark.parametrize(
    ("write", "value", "written"),
    [
        (numbers.count, 1_200, "1,200"),
        (numbers.count, 15_000, "15k"),
        (numbers.money, 25, "$25"),
        (numbers.money, 0.05, "$0.05"),
        (numbers.milliseconds, 6000, "6 s"),
        (numbers.percent, 1.5, "1.5%"),
    ],
)
def test_writes_axes_short(write, value, written):
    assert numbers.tick(write, value) == written
