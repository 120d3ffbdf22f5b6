"""What stands in a file: columns, formats, and what a spreadsheet must not run."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from arro3.io import read_parquet

from logs.bodies import canonicals
from logs.columns import COLUMNS, UnknownColumnError
from logs.exporting.shapes import Format, shape_of
from logs.exporting.writing import stream
from logs.models import Log
from logs.tests.factories import make_log

pytestmark = pytest.mark.django_db

STARTED = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def log(project):
    return make_log(
        project,
        source_id="order-17",
        started_at=STARTED,
        status="error",
        error_message="no such order",
        stream=True,
        latency_ms=812.5,
        prompt_tokens=12,
        cost_usd=Decimal("0.010441000001"),
        metadata={"env": "prod", "n": 3},
        input_messages=[{"role": "user", "content": "Where is it?"}],
        output_message={"role": "assistant", "content": "On its way."},
    )


def written(project, format_, names=(), *, has_content=True):
    shape = shape_of(format_, names, has_content=has_content)
    return b"".join(piece for piece, _ in stream(shape, Log.objects.of_project(project.pk)))


def cells(project, *names, **options):
    return list(csv.reader(io.StringIO(written(project, Format.CSV, names, **options).decode())))


def test_csv_has_a_head_and_a_line_a_log(project, log):
    assert cells(
        project, "source_id", "started_at", "latency_ms", "prompt_tokens", "cost_usd", "stream", "ttft_ms"
    ) == [
        ["source_id", "started_at", "latency_ms", "prompt_tokens", "cost_usd", "stream", "ttft_ms"],
        ["order-17", "2026-11-20T12:00:00.123456Z", "812.5", "12", "0.010441000001", "true", ""],
    ]


def test_a_short_name_is_the_same_column_once(project, log):
    assert cells(project, "latency", "latency_ms", "in", "metadata.env", "metadata.env") == [
        ["latency_ms", "prompt_tokens", "metadata.env"],
        ["812.5", "12", "prod"],
    ]


def test_csv_holds_what_was_said(project, log):
    assert cells(project, "input", "output", "error_message")[1] == [
        '[{"role":"user","content":"Where is it?"}]',
        "On its way.",
        "no such order",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_csv_holds_no_formula(project, start):
    make_log(project, customer_id=f"{start}cmd|'/c calc'!A1")
    assert cells(project, "customer_id")[1] == [f"'{start}cmd|'/c calc'!A1"]


def test_csv_holds_no_formula_from_the_metadata(project):
    make_log(project, metadata={"x": "=1+1"})
    assert cells(project, "metadata.x") == [["metadata.x"], ["'=1+1"]]


def test_csv_leaves_negative_numbers_numbers(project):
    make_log(project, cost_usd=Decimal("-0.5"))
    assert cells(project, "cost_usd")[1] == ["-0.500000000000"]


def test_csv_keeps_line_breaks_quotes_and_commas(project):
    make_log(project, output_message={"role": "assistant", "content": 'a "b",\r\nc'})
    assert cells(project, "output")[1] == ['a "b",\r\nc']


def test_csv_holds_what_no_text_file_can(project):
    make_log(project, output_message={"role": "assistant", "content": "nul \x00 lone \ud800"})
    assert cells(project, "output")[1] == ["nul \ufffd lone \ufffd"]


def test_a_key_of_the_metadata_is_a_column(project, log):
    assert cells(project, "metadata.env", "metadata.none", has_content=False)[1] == ["prod", ""]


def test_lines_of_columns_are_json(project, log):
    line = json.loads(written(project, Format.JSONL, ["model", "cost_usd", "started_at", "output"]))
    assert line == {
        "model": "gpt-4o",
        "cost_usd": 0.010441000001,
        "started_at": "2026-11-20T12:00:00.123456Z",
        "output": "On its way.",
    }


def test_whole_lines_are_the_whole_log(project, log):
    line = json.loads(written(project, Format.JSONL))
    assert line["input_messages"] == [{"role": "user", "content": "Where is it?"}]


@pytest.mark.parametrize("format_", [Format.CSV, Format.JSONL])
def test_without_content_nothing_that_was_said_is_in_the_file(project, log, format_):
    text = written(project, format_, has_content=False).decode()
    assert "order-17" in text
    assert [word for word in ("Where is it", "On its way", "no such order") if word in text] == []


def test_without_content_no_body_is_read(project, log, django_assert_num_queries):
    with django_assert_num_queries(1):
        written(project, Format.CSV, has_content=False)


@pytest.mark.parametrize("name", ["input", "output", "error_message", "tools", "params"])
def test_without_content_its_columns_do_not_exist(name):
    with pytest.raises(UnknownColumnError):
        shape_of(Format.CSV, [name], has_content=False)


@pytest.mark.parametrize("names", [["nonsense"], ["metadata."], ["__class__"]])
def test_refuses_a_column_there_is_none_of(names):
    with pytest.raises(UnknownColumnError, match="There is no column"):
        shape_of(Format.CSV, names, has_content=True)


def test_refuses_more_columns_than_a_file_has():
    with pytest.raises(ValueError, match="at most 100"):
        shape_of(Format.CSV, ["model"] * 101, has_content=True)


def test_parquet_has_types_and_the_same_values(project, log, tmp_path):
    shape = shape_of(Format.PARQUET, [], has_content=True)
    (tmp_path / "grown").write_bytes(written(project, Format.PARQUET))
    shape.finish(tmp_path / "grown", tmp_path / "x.parquet", 1)
    table = read_parquet(tmp_path / "x.parquet").read_all()
    found = {name: table[name][0].as_py() for name in table.schema.names}
    assert list(found) == list(COLUMNS)
    assert found["started_at"] == STARTED
    assert found["cost_usd"] == Decimal("0.010441000001")
    assert (found["prompt_tokens"], found["latency_ms"], found["stream"], found["ttft_ms"]) == (12, 812.5, True, None)
    assert found["output"] == "On its way."


def test_parquet_of_no_logs_is_a_file_with_columns(project, tmp_path):
    shape = shape_of(Format.PARQUET, ["model"], has_content=True)
    (tmp_path / "grown").write_bytes(b"")
    shape.finish(tmp_path / "grown", tmp_path / "x.parquet", 0)
    table = read_parquet(tmp_path / "x.parquet").read_all()
    assert (table.num_rows, table.schema.names) == (0, ["model"])


def test_a_tool_call_is_more_than_its_words(project):
    calls = [{"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{}"}}]
    make_log(project, output_message={"role": "assistant", "content": "", "tool_calls": calls})
    assert json.loads(cells(project, "output")[1][0])["tool_calls"] == calls


def test_what_a_log_does_not_say_stays_empty(project):
    bare = canonicals([make_log(project)])[0]
    said = {name for name, column in COLUMNS.items() if column.value(bare) is not None}
    assert said & {"input", "output", "tools", "params", "error_message", "metadata", "cost_usd"} == set()
    assert {"id", "started_at", "model"} <= said
