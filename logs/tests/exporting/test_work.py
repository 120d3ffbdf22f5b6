"""Exports as upkeep writes them: in turns, going on after a crash, cancelled, expired, and given up."""

import csv
import io
import os
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.choices import Scope
from accounts.permissions import Caller
from logs.exporting import work
from logs.exporting.asked import Asked
from logs.exporting.models import Export, State
from logs.exporting.orders import TooManyExportsError, file_path, folder, grown_path, order, remove, visible_to
from logs.exporting.shapes import Format
from logs.ingest import ingest
from logs.querylang.errors import QueryError
from logs.tests.commands.test_export_logs import ARRIVAL, FULL, differing, only_log
from logs.tests.factories import NOON, make_log, make_logs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def reader(project):
    return Caller(project.pk, frozenset({Scope.READ}), user_id=7)


def ask(caller, q="", format_=Format.CSV, columns=("source_id",), **options):
    asked = Asked(caller.project_id, timezone.now(), UTC, q, **options)
    return order(caller, asked, by="test", format_=format_, columns=columns)


def finish(export):
    """Let upkeep work until the export has ended."""
    for _ in range(50):
        if not work.step():
            break
    export.refresh_from_db()
    return export


def ids_in(export):
    return [row[0] for row in csv.reader(io.StringIO(file_path(export).read_text()))][1:]


def small_pages(monkeypatch, size):
    """Pages of a few logs, and a step for each."""
    monkeypatch.setattr("logs.exporting.writing.PAGE", size)
    monkeypatch.setattr("logs.exporting.work._STEP_SECONDS", 0)
    # A step of no time writes nothing at all, so the clock stands still before its first page.
    ticks = iter(range(10**6))
    monkeypatch.setattr("logs.exporting.work._is_over", lambda until, ticks=ticks: next(ticks) % 2 == 1)


def test_writes_what_matches_oldest_first(project, reader):
    make_logs(
        project,
        [
            {"source_id": "new", "status": "error", "started_at": NOON + timedelta(hours=1)},
            {"source_id": "old", "status": "error"},
            {"source_id": "fine"},
        ],
    )
    export = finish(ask(reader, "status:error"))
    assert (export.state, export.rows, export.total, export.is_total_whole) == ("done", 2, 2, True)
    assert ids_in(export) == ["old", "new"]


def test_words_are_searched_for(project, reader):
    make_log(project, source_id="a", input_messages=[{"role": "user", "content": "order pizza"}])
    make_log(project, source_id="b", input_messages=[{"role": "user", "content": "order pasta"}])
    assert ids_in(finish(ask(reader, "pizza"))) == ["a"]


def test_time_bounds_it(project, reader):
    make_logs(project, [{"source_id": str(n), "started_at": NOON + timedelta(hours=n)} for n in range(4)])
    export = ask(reader, since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=2))
    assert ids_in(finish(export)) == ["1", "2"]


def test_relative_time_means_what_it_meant_when_it_was_asked(project, reader):
    now = timezone.now()
    make_log(project, source_id="a", started_at=now - timedelta(minutes=30), ended_at=now)
    export = ask(reader, "started:>now-1h")
    Export.objects.filter(pk=export.pk).update(created_at=now - timedelta(days=1))
    assert ids_in(finish(export)) == ["a"]  # since an hour before yesterday


def test_other_projects_are_left_out(project, stranger_project, reader):
    make_log(stranger_project, source_id="theirs")
    assert ids_in(finish(ask(reader))) == []


def test_logs_that_come_later_are_not_in_it(project, reader):
    make_log(project, source_id="before")
    export = ask(reader)
    make_log(project, source_id="after", started_at=NOON + timedelta(days=1))
    assert ids_in(finish(export)) == ["before"]


@pytest.mark.parametrize("format_", list(Format))
def test_every_format_has_its_file(project, reader, format_):
    make_log(project)
    export = finish(ask(reader, format_=format_))
    assert file_path(export).name == f"{export.pk}.{format_}"
    assert export.size_bytes == file_path(export).stat().st_size > 0
    assert [path.name for path in folder().iterdir()] == [file_path(export).name]


def test_says_how_far_it_is(project, reader, monkeypatch):
    make_logs(project, [{"source_id": str(n)} for n in range(5)])
    small_pages(monkeypatch, 2)
    export = ask(reader)
    work.step()
    export.refresh_from_db()
    assert (export.state, export.rows, export.total, export.share) == ("running", 2, 5, 0.4)


def test_goes_on_after_a_crash_and_repeats_nothing(project, reader, monkeypatch):
    make_logs(project, [{"source_id": str(n), "started_at": NOON + timedelta(seconds=n)} for n in range(7)])
    small_pages(monkeypatch, 2)
    export = ask(reader)
    work.step()
    with grown_path(export).open("ab") as file:  # a page that was written and not yet noted when the power went
        file.write(b"half a li")
    assert ids_in(finish(export)) == ["0", "1", "2", "3", "4", "5", "6"]


def test_begins_anew_where_what_had_grown_is_lost(project, reader, monkeypatch):
    make_logs(project, [{"source_id": str(n), "started_at": NOON + timedelta(seconds=n)} for n in range(5)])
    small_pages(monkeypatch, 2)
    export = ask(reader)
    work.step()
    grown_path(export).unlink()
    assert ids_in(finish(export)) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("format_", list(Format))
def test_a_crash_after_the_file_was_made_costs_nothing(project, reader, format_, monkeypatch):
    make_log(project)
    export = ask(reader, format_=format_)
    with monkeypatch.context() as patch:
        patch.setattr("logs.exporting.work._end", lambda *args, **options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            work.step()
    assert finish(export).state == "done"
    assert file_path(export).stat().st_size == export.size_bytes


def test_two_take_turns(project, reader, monkeypatch):
    make_logs(project, [{"source_id": str(n)} for n in range(4)])
    small_pages(monkeypatch, 1)
    first, second = ask(reader), ask(reader)
    for _ in range(4):
        work.step()
    rows = dict(Export.objects.values_list("pk", "rows"))
    assert (rows[first.pk], rows[second.pk]) == (2, 2)


def test_cancelled_in_the_middle_nothing_is_left(project, reader, monkeypatch):
    make_logs(project, [{"source_id": str(n)} for n in range(4)])
    small_pages(monkeypatch, 1)
    export = ask(reader)
    work.step()
    remove(export)
    assert work.step() is False
    assert list(folder().iterdir()) == []


def test_cancelled_while_a_page_is_written_nothing_is_left(project, reader, monkeypatch):
    make_log(project)
    export = ask(reader)
    real = work.write_page
    monkeypatch.setattr("logs.exporting.work.write_page", lambda *args: (remove(export), real(*args))[1])
    work.step()
    assert list(folder().iterdir()) == []
    assert not Export.objects.exists()


def test_expired_files_are_removed(project, reader):
    make_log(project)
    export = finish(ask(reader))
    Export.objects.filter(pk=export.pk).update(finished_at=timezone.now() - timedelta(days=6, hours=23))
    work.remove_expired()
    assert file_path(export).exists()
    Export.objects.filter(pk=export.pk).update(finished_at=timezone.now() - timedelta(days=7, seconds=1))
    work.remove_expired()
    assert list(folder().iterdir()) == []
    assert not Export.objects.exists()


def test_files_without_an_export_are_removed_once_they_are_old(project):
    stray, fresh = folder() / f"{'0' * 8}.part", folder() / f"{'1' * 8}.part"
    for path in (stray, fresh):
        path.write_bytes(b"x")
    long_ago = time.time() - 7200
    os.utime(stray, (long_ago, long_ago))
    work.remove_expired()
    assert [path.name for path in folder().iterdir()] == [fresh.name]


def test_a_nearly_full_disk_ends_it_with_a_sentence(project, reader, monkeypatch):
    make_log(project)
    monkeypatch.setattr("logs.exporting.work._LEFT_FREE_BYTES", 10**18)
    export = finish(ask(reader))
    assert (export.state, export.problem) == ("failed", "The server's disk is nearly full.")
    assert list(folder().iterdir()) == []


def test_one_that_cannot_be_written_is_given_up_and_holds_up_no_other(project, reader, monkeypatch):
    make_log(project)
    broken, fine = ask(reader), ask(reader, columns=("model",))
    real = work.write_page

    def write(shape, *args):
        return real(shape, *args) if shape.columns[0].name == "model" else 1 / 0

    monkeypatch.setattr("logs.exporting.work.write_page", write)
    for _ in range(8):
        with suppress(ZeroDivisionError):
            work.step()
    states = dict(Export.objects.values_list("pk", "state"))
    assert (states[fine.pk], states[broken.pk]) == ("done", "failed")


def test_nothing_to_do_is_said(db):
    assert work.step() is False


def test_its_json_lines_come_back_as_the_same_log(project, stranger_project, reader):
    ingest([FULL], dialect="keywordsai", project_id=project.pk)
    export = finish(ask(reader, format_=Format.JSONL, columns=()))
    out = io.StringIO()
    options = ["--dialect", "llmlogs", "--project", stranger_project.name]
    call_command("import_logs", str(file_path(export)), *options, stdout=out, stderr=out)
    before, after = only_log(project), only_log(stranger_project)
    assert differing(before, after) <= ARRIVAL
    assert after.input_messages[1]["content"][0]["text"] == "nul \u0000 lone \ud800 pair \U0001f600"


# -- asking for one


def test_a_query_that_cannot_be_read_is_refused_at_once(reader):
    with pytest.raises(QueryError):
        ask(reader, "model:(")


def test_whoever_reads_no_content_gets_none(project):
    make_log(project, source_id="a", output_message={"role": "assistant", "content": "secret"})
    viewer = Caller(project.pk, frozenset({Scope.READ_METADATA}), user_id=8)
    export = finish(ask(viewer, columns=()))
    assert export.has_content is False
    assert "secret" not in file_path(export).read_text()


def test_a_viewer_cannot_search_in_content(project):
    viewer = Caller(project.pk, frozenset({Scope.READ_METADATA}), user_id=8)
    with pytest.raises(QueryError, match="does not let you search"):
        order(
            viewer,
            Asked(project.pk, timezone.now(), UTC, "secret", may_search=False),
            by="test",
            format_=Format.CSV,
        )


def test_it_is_seen_by_who_asked_alone(project, reader):
    export = ask(reader)
    colleague = Caller(project.pk, frozenset({Scope.READ}), user_id=9)
    program = Caller(project.pk, frozenset({Scope.READ}), key_id=7)
    elsewhere = Caller(project.pk + 1, frozenset({Scope.READ}), user_id=7)
    assert [list(visible_to(one)) for one in (reader, colleague, program, elsewhere)] == [[export], [], [], []]


def test_content_is_out_of_reach_once_the_role_is_less(project, reader):
    export = ask(reader)
    demoted = Caller(project.pk, frozenset({Scope.READ_METADATA}), user_id=7)
    assert export.has_content is True
    assert list(visible_to(demoted)) == []


def test_a_person_has_so_many_unfinished_ones_and_no_more(reader):
    for _ in range(5):
        ask(reader)
    with pytest.raises(TooManyExportsError, match="5 unfinished"):
        ask(reader)


def test_a_finished_one_makes_room(reader):
    exports = [ask(reader) for _ in range(5)]
    finish(exports[0])
    assert ask(reader).state == State.WAITING


def test_is_kept_for_seven_days(project, reader):
    export = finish(ask(reader))
    assert export.expires_at - export.finished_at == timedelta(days=7)
    assert Export(finished_at=None).expires_at is None
    assert Export(created_at=datetime(2026, 1, 1, tzinfo=UTC)).share is None
