"""`export_logs`: what was stored, as lines, and the same again after an import somewhere else."""

import gzip
import io
import json
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from arro3.io import read_parquet
from django.core.management import CommandError, call_command

from logs.bodies import canonicals
from logs.canonical import CONTENT_FIELDS, FIELD_NAMES
from logs.exporting import file
from logs.exporting.shapes import Format, shape_of
from logs.exporting.writing import stream
from logs.ingest import ingest
from logs.models import Log
from logs.tests.factories import NOON, make_log, make_logs

pytestmark = pytest.mark.django_db

# Fields that say when and how a log came in, or that belong to one installation.
ARRIVAL = {"id", "dialect", "received_at", "updated_at", "original"}


def export_logs(path, *arguments):
    err = io.StringIO()
    call_command("export_logs", str(path), *map(str, arguments), stderr=err)
    return err.getvalue()


def streamed(logs):
    shape = shape_of(Format.JSONL, [], has_content=True)
    return b"".join(piece for piece, _ in stream(shape, logs)).splitlines()


def lines_of(path):
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in raw.splitlines()]


def only_log(project):
    return canonicals(list(Log.objects.of_project(project.pk)))[0]


def moved(project, other, tmp_path):
    """The log of `project` and what becomes of it in `other`."""
    export_logs(tmp_path / "moved.jsonl", "--project", project.name)
    call_command(
        "import_logs",
        str(tmp_path / "moved.jsonl"),
        "--dialect",
        "llmlogs",
        "--project",
        other.name,
        stdout=io.StringIO(),
        stderr=io.StringIO(),
    )
    return only_log(project), only_log(other)


def differing(one, other):
    return {name for name in FIELD_NAMES if getattr(one, name) != getattr(other, name)}


FULL = {
    "unique_id": "full-1",
    "model": "gpt-5.4",
    "provider_id": "OpenAI",
    "log_type": "chat",
    "prompt_messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "nul \u0000 lone \ud800 pair \U0001f600"}]},
    ],
    "completion_message": {"role": "assistant", "content": "日本語 مرحبا", "refusal": None, "annotations": []},
    "tools": [{"type": "function", "function": {"name": "look", "parameters": {}}}],
    "tool_choice": {"type": "function", "function": {"name": "look"}},
    "response_format": {"type": "json_object"},
    "temperature": 0.25,
    "stop": ["\n\n"],
    "start_time": "2026-11-20T12:00:00.123456Z",
    "timestamp": "2026-11-20T12:00:03.654321Z",
    "latency": 3.530865,
    "time_to_first_token": 0.812345,
    "stream": True,
    "cache_hit": False,
    "prompt_tokens": 12420,
    "completion_tokens": 730,
    "usage": {
        "prompt_tokens_details": {"cached_tokens": 11008},
        "cache_creation_prompt_tokens": 7,
        "completion_tokens_details": {"reasoning_tokens": 412},
    },
    "cost": 0.010441000001,
    "status_code": 529,
    "status": "error",
    "error_message": "Overloaded",
    "error_type": "overloaded_error",
    "error_code": "x1",
    "error_param": "model",
    "error_details": {"error": {"type": "overloaded_error"}},
    "warnings": {"cut": ["at", "max_tokens"]},
    "customer_params": {"customer_identifier": "c1", "name": "Ines", "email": "i@example.com", "period_budget": 12.5},
    "thread_identifier": "t1",
    "group_identifier": "g1",
    "custom_identifier": "A-20418",
    "trace_unique_id": "tr1",
    "span_unique_id": "s2",
    "span_parent_id": "s1",
    "parent_request_id": "p1",
    "bot_id": "st-1",
    "app_id": "cs-1",
    "channel": "rtm",
    "channel_user_id": "u1",
    "feature_name": "chat",
    "task_id": "k1",
    "is_developer": False,
    "description": "d",
    "integration": "i",
    "prompt_id": "p",
    "prompt_name": "n",
    "response_id": "r",
    "finish_reason": "stop",
    "positive_feedback": False,
    "note": "too long",
    "metadata": {"n": 1, "f": 0.1, "t": True, "z": None, "s": "1", "big": 2**70, "deep": {"a": [1, "\u0000"]}, "": "e"},
    "url": "https://api.example.com/v1",
    "method": "POST",
    "ip": "192.0.2.7",
    "request_headers": {"X-Metadata-Env": "prod"},
    "full_request": {"model": "gpt-5.4", "seed": 11},
    "full_response": {"id": "r", "choices": []},
    "streamed_response_body": "data: {}\n\n",
    "cache_debug": {"cache_hit": False},
    "something_unknown": {"kept": [1, 2, 3]},
}


def test_an_import_elsewhere_gives_the_same_log(project, stranger_project, tmp_path):
    ingest([FULL], dialect="keywordsai", project_id=project.pk)
    before, after = moved(project, stranger_project, tmp_path)
    assert differing(before, after) <= ARRIVAL
    assert after.metadata["big"] == 2**70
    assert after.input_messages[1]["content"][0]["text"] == "nul \u0000 lone \ud800 pair \U0001f600"


def test_every_field_that_a_log_can_have_is_tried(project):
    # Media have tests of their own below; a field nobody fills here would be compared as None with None.
    ingest([FULL], dialect="keywordsai", project_id=project.pk)
    log = only_log(project)
    empty = {name for name in FIELD_NAMES if getattr(log, name) is None}
    assert empty == {
        *("output_messages", "input", "output", "responses_output", "tool_calls", "embedding_output"),
        *("speech_input", "speech_output", "transcription_input", "transcription_output"),
        *("prompt_unit_price", "completion_unit_price"),
        "redactions",  # test_redaction_doors
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "embedding", "input": ["a", "b"], "embedding_output": [{"index": 0, "embedding": [0.1, -2e-7]}]},
        {"kind": "speech", "speech_input": {"input": "Hello"}, "speech_output": {"audio": "UklGR"}},
        {"kind": "transcription", "transcription_input": {"file": "a.ogg"}, "transcription_output": {"text": "Hi"}},
        {"kind": "response", "responses_output": [{"type": "message", "content": []}]},
        {"output_messages": [{"role": "assistant", "content": "1"}, {"role": "assistant", "content": "2"}]},
        {"kind": "workflow", "input": {"any": 1}, "output": "text", "tool_calls": [{"id": "c"}]},
        {"status": "cancelled", "status_code": 499},
        {"status": "processing"},
    ],
    ids=lambda fields: fields.get("kind") or fields.get("status") or "choices",
)
def test_media_and_other_kinds_come_back_equal(project, stranger_project, tmp_path, fields):
    make_log(project, source_id="s", **fields)
    before, after = moved(project, stranger_project, tmp_path)
    assert differing(before, after) <= ARRIVAL


@pytest.mark.parametrize("amount", ["0.000000000001", "0", "123456.123456789012", "999999.999999999999", "-0.5"])
def test_money_keeps_twelve_places(project, stranger_project, tmp_path, amount):
    line = {"source_id": "s", "model": "m", "cost_usd": amount}
    ingest([line], dialect="llmlogs", project_id=project.pk)
    _, after = moved(project, stranger_project, tmp_path)
    assert after.cost_usd == Decimal(amount)


def test_a_log_without_an_id_keeps_the_one_it_is_known_by(project, stranger_project, tmp_path):
    known_by = make_log(project).caller_id
    _, after = moved(project, stranger_project, tmp_path)
    assert after.source_id == known_by


def test_the_payload_and_its_unknown_fields_survive(project, stranger_project, tmp_path):
    ingest([FULL], dialect="keywordsai", project_id=project.pk)
    _, after = moved(project, stranger_project, tmp_path)
    assert after.original["original"]["something_unknown"] == {"kept": [1, 2, 3]}


def test_a_line_does_not_grow_with_every_move(project, stranger_project, tmp_path):
    ingest([FULL], dialect="keywordsai", project_id=project.pk)
    moved(project, stranger_project, tmp_path)
    export_logs(tmp_path / "again.jsonl", "--project", "globex")
    (first,), (again,) = lines_of(tmp_path / "moved.jsonl"), lines_of(tmp_path / "again.jsonl")
    arrival = {"id", "received_at", "updated_at"}
    assert {k: v for k, v in first.items() if k not in arrival} == {k: v for k, v in again.items() if k not in arrival}


def test_oldest_come_first(project, tmp_path):
    make_logs(project, [{"source_id": str(day), "started_at": NOON - timedelta(days=day)} for day in (1, 3, 2)])
    export_logs(tmp_path / "x.jsonl")
    assert [line["source_id"] for line in lines_of(tmp_path / "x.jsonl")] == ["3", "2", "1"]


def test_packs_by_the_name_of_the_file(project, tmp_path):
    make_log(project, source_id="a")
    export_logs(tmp_path / "x.jsonl.gz")
    assert [line["source_id"] for line in lines_of(tmp_path / "x.jsonl.gz")] == ["a"]


def test_other_projects_are_left_out(project, stranger_project, tmp_path):
    make_log(stranger_project, source_id="theirs")
    assert export_logs(tmp_path / "x.jsonl") == "Wrote 0 logs of acme.\n"
    assert (tmp_path / "x.jsonl").read_bytes() == b""


def test_since_and_until_bound_the_starts(project, tmp_path):
    make_logs(project, [{"source_id": str(hour), "started_at": NOON + timedelta(hours=hour)} for hour in range(5)])
    export_logs(tmp_path / "x.jsonl", "--since", "2026-11-20T13:00:00", "--until", "2026-11-20T15:00:00+00:00")
    assert [line["source_id"] for line in lines_of(tmp_path / "x.jsonl")] == ["1", "2", "3"]


def test_writes_to_stdout(project, capfdbinary, monkeypatch):
    make_log(project, source_id="a")
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    call_command("export_logs", stderr=io.StringIO())
    assert json.loads(out.buffer.getvalue())["source_id"] == "a"


@pytest.mark.parametrize(
    ("dialect", "key", "value"),
    [
        ("llmlogs", "model", "gpt-4o"),
        ("keywordsai", "unique_id", "a"),
        ("bifrost", "object", "chat.completion"),
        ("llmreport", "openai_id", "chatcmpl-1"),
        ("kore", "Model Name", "gpt-4o"),
    ],
)
def test_speaks_every_dialect(project, tmp_path, dialect, key, value):
    make_log(project, source_id="a", response_id="chatcmpl-1")
    export_logs(tmp_path / "x.jsonl", "--dialect", dialect)
    assert lines_of(tmp_path / "x.jsonl")[0][key] == value


def test_an_export_for_keywordsai_can_be_imported_again(project, stranger_project, tmp_path):
    ingest([FULL], dialect="keywordsai", project_id=project.pk)
    path = tmp_path / "x.jsonl"
    export_logs(path, "--dialect", "keywordsai")
    call_command("import_logs", str(path), "--project", "globex", stdout=io.StringIO(), stderr=io.StringIO())
    before, after = only_log(project), only_log(stranger_project)
    # The vendor shows every conversation a second time, as `input` and `output`.
    assert differing(before, after) & set(CONTENT_FIELDS) == {"input", "output"}
    assert (after.cost_usd, after.latency_ms, after.total_tokens) == (Decimal("0.010441000001"), 3530.865, 13150)


def test_says_where_it_cannot_write(project, tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        export_logs(tmp_path / "nowhere" / "x.jsonl")


def test_a_broken_export_leaves_no_file(project, tmp_path, monkeypatch):
    make_log(project)
    monkeypatch.setattr("logs.exporting.shapes.encode", lambda value: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_logs(tmp_path / "x.jsonl")
    assert not (tmp_path / "x.jsonl").exists()


@pytest.mark.parametrize(("count", "queries"), [(1, 2), (500, 3), (501, 4), (1100, 6)])
def test_makes_two_queries_a_batch(project, django_assert_num_queries, count, queries):
    make_logs(project, [{"source_id": str(number)} for number in range(count)])
    with django_assert_num_queries(queries):
        assert len(streamed(Log.objects.of_project(project.pk))) == count


def test_large_bodies_are_fetched_a_few_at_a_time(project, django_assert_num_queries, monkeypatch):
    make_logs(project, [{"source_id": str(number), "note": "x" * 3000} for number in range(10)])
    monkeypatch.setattr("logs.exporting.writing.BODIES_BYTES", 7000)
    with django_assert_num_queries(6):  # the rows, and two bodies at a time
        assert len(streamed(Log.objects.of_project(project.pk))) == 10


def test_an_order_of_the_query_set_does_not_matter(project):
    make_logs(project, [{"source_id": str(n), "started_at": datetime(2026, 1, n, tzinfo=UTC)} for n in (2, 1)])
    newest = Log.objects.of_project(project.pk).newest()
    assert [json.loads(line)["source_id"] for line in streamed(newest)] == ["1", "2"]


# -- any search, in any format, and going on


def stop_after(monkeypatch, pages):
    """The export is interrupted when so many pages, of two logs each, are written."""
    monkeypatch.setattr("logs.exporting.writing.PAGE", 2)
    left = iter(range(pages))
    real = file.write_page

    def write(*args, **options):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return real(*args, **options)

    monkeypatch.setattr("logs.exporting.file.write_page", write)


def seven(project):
    make_logs(project, [{"source_id": str(n), "started_at": NOON + timedelta(seconds=n)} for n in range(7)])


def test_writes_what_a_query_finds(project, tmp_path):
    make_logs(project, [{"source_id": "a", "status": "error"}, {"source_id": "b"}])
    export_logs("--out", tmp_path / "x.csv", "--q", "status:error", "--columns", "source_id,status")
    assert (tmp_path / "x.csv").read_bytes() == b"source_id,status\r\na,error\r\n"


def test_leaves_content_out(project, tmp_path):
    make_log(project, output_message={"role": "assistant", "content": "On its way."})
    export_logs(tmp_path / "x.jsonl", "--no-content")
    assert "On its way." not in (tmp_path / "x.jsonl").read_text()


def test_writes_parquet_by_the_name_of_the_file(project, tmp_path):
    seven(project)
    export_logs(tmp_path / "x.parquet")
    assert read_parquet(tmp_path / "x.parquet").read_all().num_rows == 7
    assert [path.name for path in tmp_path.iterdir()] == ["x.parquet"]


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz"])
def test_goes_on_where_it_was_stopped(project, tmp_path, monkeypatch, name):
    seven(project)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        stop_after(patch, 2)
        export_logs(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{name}.part", f"{name}.part.json"]
    with (tmp_path / f"{name}.part").open("ab") as part:
        part.write(b"half a li")
    assert export_logs(tmp_path / name, "--resume") == "Wrote 7 logs of acme.\n"
    assert [line["source_id"] for line in lines_of(tmp_path / name)] == list("0123456")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_goes_on_with_the_same_options_only(project, tmp_path, monkeypatch):
    seven(project)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        stop_after(patch, 1)
        export_logs(tmp_path / "x.jsonl")
    with pytest.raises(CommandError, match="other options"):
        export_logs(tmp_path / "x.jsonl", "--resume", "--q", "status:error")


def test_says_when_there_is_nothing_to_go_on_with(project, tmp_path):
    with pytest.raises(CommandError, match="nothing to go on with"):
        export_logs(tmp_path / "x.jsonl", "--resume")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x.csv", "--q", "model:("], r"--q: .* \(characters \d+ to \d+\)"),
        (["x.csv", "--columns", "nonsense"], "There is no column nonsense"),
        (["x.csv", "--dialect", "kore"], "whole logs in JSON lines"),
        (["-", "--format", "parquet"], "needs the name of a file"),
        (["x.parquet.gz"], "needs the name of a file"),
    ],
)
def test_refuses_what_does_not_go_together(project, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=words):
        export_logs(*arguments)
    assert list(tmp_path.iterdir()) == []
