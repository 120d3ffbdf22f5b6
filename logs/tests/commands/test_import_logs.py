"""`import_logs`: every readable line once, every other one named and kept aside."""

import gzip
import io
import json
import os
import stat
import sys

import pytest
from django.core.management import CommandError, call_command

from logs.management import progress, rejects
from logs.models import Log

pytestmark = pytest.mark.django_db
GOOD = [{"model": "gpt-4o", "unique_id": "a"}, {"model": "gpt-4o", "unique_id": "b"}]


@pytest.fixture
def file(tmp_path):
    """file(*lines, name=...) -> path; a line is bytes or what is to be encoded."""

    def write(*lines, name="logs.jsonl", end=b"\n"):
        raw = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines) + end
        path = tmp_path / name
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    return write


def import_logs(path, *arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_logs", str(path), *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), None


def source_ids():
    return sorted(Log.objects.values_list("source_id", flat=True))


@pytest.mark.parametrize("name", ["logs.jsonl", "logs.jsonl.gz"])
def test_stores_every_line(project, file, name):
    said, _, error = import_logs(file(*GOOD, name=name))
    assert (said, error) == ("Stored 2 logs in acme; 0 were there, 0 refused.\n", None)
    assert source_ids() == ["a", "b"]


def test_stores_in_the_named_project(project, stranger_project, file):
    import_logs(file(*GOOD), "--project", "globex")
    assert Log.objects.of_project(stranger_project.pk).count() == 2


def test_a_second_run_stores_nothing(project, file):
    path = file(*GOOD)
    import_logs(path)
    assert import_logs(path)[0] == "Stored 0 logs in acme; 2 were there, 0 refused.\n"


def test_lines_without_an_id_are_stored_once_however_often_they_are_imported(project, file):
    path = file({"model": "gpt-4o"}, {"model": "o3"})
    import_logs(path)
    assert import_logs(path)[0] == "Stored 0 logs in acme; 2 were there, 0 refused.\n"
    assert all(name.startswith("import-") for name in source_ids())


def test_equal_lines_without_an_id_are_different_logs(project, file):
    path = file(*[{"model": "gpt-4o"}] * 3)
    assert import_logs(path)[0] == "Stored 3 logs in acme; 0 were there, 0 refused.\n"
    assert import_logs(path)[0] == "Stored 0 logs in acme; 3 were there, 0 refused.\n"


def test_the_name_of_a_line_does_not_change(project, file):
    import_logs(file(*[b'{"model":"gpt-4o"}'] * 2))
    digest = "import-abf7e85340a22a245898f49e6e8d8940"
    assert source_ids() == [digest, f"{digest}-2"]


@pytest.mark.parametrize("named", [{"id": "mine"}, {"id": "mine", "unique_id": ""}, {"unique_id": "mine", "id": "x"}])
def test_ids_of_the_caller_are_kept(project, file, named):
    import_logs(file({"model": "gpt-4o", **named}))
    assert source_ids() == ["mine"]


def test_a_native_line_is_named_by_source_id_and_not_by_our_id(project, file):
    lines = [{"model": "o3", "source_id": "mine"}, {"model": "o3", "id": "018f3b1e-0000-7000-8000-000000000000"}]
    import_logs(file(*lines), "--dialect", "llmlogs")
    assert source_ids()[1] == "mine"
    assert source_ids()[0].startswith("import-")


def test_refuses_an_unknown_dialect(project, file):
    with pytest.raises(CommandError, match="invalid choice: 'kore'"):
        call_command("import_logs", str(file(*GOOD)), "--dialect", "kore")


BAD = {
    b'{"model": "gpt-4o"': "Line 2: The JSON cannot be read: Expecting ',' delimiter at character 18.",
    b"[1, 2]": "Line 2: A log is a JSON object.",
    b'"secret words"': "Line 2: A log is a JSON object.",
    b'{"cost": NaN}': "Line 2: NaN is not a JSON number.",
    b'{"model": "\xff"}': "Line 2: The JSON is not UTF-8 at byte 11.",
    b'{"latency": "secret words"}': "Line 2: latency: A number is expected.",
}


@pytest.mark.parametrize("line", BAD)
def test_a_bad_line_is_named_and_the_rest_goes_in(project, file, line):
    said, err, error = import_logs(file(GOOD[0], line, GOOD[1]))
    assert said == "Stored 2 logs in acme; 0 were there, 1 refused.\n"
    assert err == BAD[line] + "\n"
    assert "secret" not in err + error


def test_bad_lines_are_kept_aside_as_they_were(project, file):
    path = file(b'{"a": 1', GOOD[0], b'{"latency": "x", "b": "\xc3\xa4"}')
    _, _, error = import_logs(path)
    aside = path.with_name("logs.jsonl.rejected.jsonl")
    assert error == f"The refused lines are in {aside}"
    assert aside.read_bytes() == b'{"a": 1\n{"latency": "x", "b": "\xc3\xa4"}\n'
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600


def test_without_bad_lines_nothing_is_kept_aside(project, file):
    path = file(*GOOD)
    import_logs(path)
    assert os.listdir(path.parent) == ["logs.jsonl"]


def test_names_the_first_twenty_bad_lines(project, file):
    _, err, _ = import_logs(file(*[b"no json"] * 30))
    assert len(err.splitlines()) == 21
    assert err.splitlines()[-1] == "More lines are refused; they are counted and kept, but not named."


def test_blank_lines_a_byte_order_mark_and_a_missing_line_break_are_no_errors(project, file):
    said, _, _ = import_logs(file(b"\xef\xbb\xbf" + json.dumps(GOOD[0]).encode(), b"", b"  \r", GOOD[1], end=b""))
    assert said == "Stored 2 logs in acme; 0 were there, 0 refused.\n"


def test_a_line_that_is_too_long_is_refused_and_kept_whole(project, file, settings):
    settings.MAX_LOG_BYTES = 1024 * 1024
    long = json.dumps({"model": "x" * 1_100_000}).encode()
    path = file(GOOD[0], long, GOOD[1])
    said, err, _ = import_logs(path)
    assert said == "Stored 2 logs in acme; 0 were there, 1 refused.\n"
    assert err == "Line 2: The line is longer than 1 MB.\n"
    assert path.with_name("logs.jsonl.rejected.jsonl").read_bytes() == long + b"\n"


def test_a_line_of_exactly_the_limit_is_accepted(project, file, settings):
    line = json.dumps({"model": "m", "note": "x" * 500}).encode()
    settings.MAX_LOG_BYTES = len(line)
    assert import_logs(file(line, line + b" "))[0] == "Stored 1 logs in acme; 0 were there, 1 refused.\n"


def test_damaged_gzip_stores_what_came_before(project, file):
    path = file(*[{"model": f"m{n}", "note": os.urandom(40).hex()} for n in range(2000)], name="logs.gz")
    path.write_bytes(path.read_bytes()[:-30_000])
    _, err, error = import_logs(path)
    assert "The compressed data is damaged or ends early; nothing after it was read." in err
    assert error is not None
    assert 100 < Log.objects.count() < 2000


def test_reads_stdin(project, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    raw = b'{"model": "gpt-4o", "unique_id": "a"}\nno json\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(raw))))
    said, _, error = import_logs("-")
    assert said == "Stored 1 logs in acme; 0 were there, 1 refused.\n"
    (aside,) = tmp_path.iterdir()
    assert aside.read_bytes() == b"no json\n"
    assert aside.name.startswith("import-") and aside.name.endswith(".rejected.jsonl")
    assert str(aside) in error


def test_keeps_lines_in_the_data_directory_where_the_folder_is_not_writable(file, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(rejects.os, "access", lambda path, mode: False)
    assert rejects.place_for("/logs/of/may.jsonl") == tmp_path / "data" / "may.jsonl.rejected.jsonl"


def test_says_when_there_is_no_file(project, tmp_path):
    with pytest.raises(CommandError, match="nothing.jsonl cannot be read: No such file"):
        call_command("import_logs", str(tmp_path / "nothing.jsonl"))


def test_commits_in_batches_and_says_how_far_it_is(project, file, monkeypatch):
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.0)
    path = file(*[{"model": "gpt-4o", "unique_id": f"{number:04}"} for number in range(1000)])
    _, err, _ = import_logs(path)
    assert len(err.splitlines()) == 3  # two batches, and one for the index
    assert err.splitlines()[-2:] == ["Importing: 100%", "Indexing: 100%"]


def test_its_logs_are_found_at_once(project, file):
    import_logs(file({"prompt_messages": [{"role": "user", "content": "Where is my kettle?"}], "model": "gpt-4o"}))
    assert Log.objects.of_project(project.pk).search("KETTLE").count() == 1
