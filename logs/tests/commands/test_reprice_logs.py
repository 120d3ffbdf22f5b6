"""`reprice_logs`: costs by the present price list, and what is never touched."""

import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from logs import repricing
from logs.models import Log, LogBody
from logs.repricing import reprice
from logs.tests.factories import NOON, make_log, make_logs, post_log

pytestmark = pytest.mark.django_db

# 1,000 and 100 tokens of gpt-4o at 2.50 and 10.00 a million.
COUNTS = {"prompt_tokens": 1000, "completion_tokens": 100}
COST = Decimal("0.0035")


def reprice_logs(*arguments):
    out = io.StringIO()
    call_command("reprice_logs", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def priced_otherwise(log, cost, source="computed"):
    """As if an older price list had priced it."""
    Log.objects.filter(id=log.id).update(cost_usd=cost, cost_source=source)
    return log


def cost_of(log):
    log.refresh_from_db()
    return log.cost_usd, log.cost_source


def line_of(output, model):
    return next(line for line in output.splitlines() if line.startswith(model))[48:].split()


@pytest.fixture
def outdated(project):
    return priced_otherwise(make_log(project, **COUNTS), Decimal("0.007"))


def test_gives_the_present_price(outdated):
    output = reprice_logs()
    assert cost_of(outdated) == (COST, "computed")
    assert line_of(output, "gpt-4o") == ["1", "0.007000", "0.003500", "-0.003500", "0", "0"]
    assert output.endswith("Changed the cost of 1 logs.\n")


def test_says_when_a_log_was_changed(outdated):
    before = outdated.updated_at
    reprice_logs()
    outdated.refresh_from_db()
    assert outdated.updated_at > before


def test_a_dry_run_changes_nothing(outdated):
    output = reprice_logs("--dry-run")
    assert cost_of(outdated) == (Decimal("0.007"), "computed")
    assert line_of(output, "gpt-4o") == ["1", "0.007000", "0.003500", "-0.003500", "0", "0"]
    assert output.endswith("Would change the cost of 1 logs.\n")


def test_a_second_run_finds_nothing_to_change(outdated):
    reprice_logs()
    updated_at = Log.objects.get().updated_at
    assert reprice_logs().endswith("Changed the cost of 0 logs.\n")
    assert Log.objects.get().updated_at == updated_at


def test_prices_a_model_that_was_unknown(project):
    log = priced_otherwise(make_log(project, **COUNTS), None, "unknown")
    output = reprice_logs()
    assert cost_of(log) == (COST, "computed")
    assert line_of(output, "gpt-4o") == ["1", "0.000000", "0.003500", "0.003500", "1", "0"]


def test_takes_a_price_away_that_no_list_has_any_more(project):
    log = priced_otherwise(make_log(project, model="house-model", **COUNTS), Decimal(1))
    output = reprice_logs()
    assert cost_of(log) == (None, "unknown")
    assert line_of(output, "house-model") == ["1", "1.000000", "0.000000", "-1.000000", "0", "1"]


@pytest.mark.parametrize("cost", [Decimal(5), Decimal(0)])
def test_a_cost_that_was_sent_stays(project, cost):
    log = make_log(project, cost_usd=cost, **COUNTS)
    assert reprice_logs() == "Changed the cost of 0 logs.\n"
    assert cost_of(log) == (cost, "sent")


def test_unit_prices_that_were_sent_stay_in_force(project):
    log = make_log(project, prompt_unit_price=Decimal(4), completion_unit_price=Decimal(8), **COUNTS)
    reprice_logs()
    assert cost_of(log) == (Decimal("0.0048"), "computed")


def test_a_wrong_cost_is_mended_by_the_unit_prices_that_were_sent(api):
    post_log(api, prompt_unit_price=4, completion_unit_price=8, **COUNTS)
    log = priced_otherwise(Log.objects.get(), Decimal(1))
    reprice_logs()
    assert cost_of(log) == (Decimal("0.0048"), "computed")


def test_cached_tokens_have_their_own_price(project):
    log = priced_otherwise(make_log(project, cache_read_tokens=400, prompt_tokens=1000, completion_tokens=0), None)
    reprice_logs()
    assert cost_of(log) == (Decimal("0.0020"), "computed")


@pytest.mark.parametrize("damage", [None, b"\x09\x00\x00nonsense"])
def test_a_computed_cost_whose_content_is_gone_stays(outdated, damage):
    LogBody.objects.update(blob=damage) if damage else LogBody.objects.all().delete()
    output = reprice_logs()
    assert cost_of(outdated) == (Decimal("0.007"), "computed")
    assert "Left 1 logs as they are" in output


def test_a_log_without_tokens_costs_nothing_known(project):
    log = make_log(project)
    reprice_logs()
    assert cost_of(log) == (None, "unknown")


def test_only_the_project_that_is_named(project, stranger_project, outdated):
    other = priced_otherwise(make_log(stranger_project, **COUNTS), Decimal("0.007"))
    reprice_logs("--project", stranger_project.name)
    assert (cost_of(outdated)[0], cost_of(other)[0]) == (Decimal("0.007"), COST)


def test_all_projects_where_none_is_named(project, stranger_project, outdated):
    other = priced_otherwise(make_log(stranger_project, **COUNTS), Decimal("0.007"))
    reprice_logs()
    assert (cost_of(outdated)[0], cost_of(other)[0]) == (COST, COST)


def test_an_unknown_project_is_an_error():
    with pytest.raises(CommandError, match="no project called nowhere"):
        reprice_logs("--project", "nowhere")


@pytest.mark.parametrize(
    "arguments, expected",
    [
        (["--since", "2026-11-20T12:30:00Z"], [Decimal(7), COST]),
        (["--until", "2026-11-20T12:30:00"], [COST, Decimal(7)]),
    ],
)
def test_only_the_time_that_is_named(project, arguments, expected):
    logs = make_logs(project, [{**COUNTS, "started_at": NOON + timedelta(hours=hours)} for hours in (0, 1)])
    for log in logs:
        priced_otherwise(log, Decimal(7))
    reprice_logs(*arguments)
    assert [cost_of(log)[0] for log in logs] == expected


def test_an_empty_store_has_no_table(project):
    assert reprice_logs() == "Changed the cost of 0 logs.\n"


def test_the_table_has_sums_and_the_largest_difference_first(project):
    models = {"gpt-4o": Decimal(1), "gpt-4o-mini": Decimal(2), "bad\nname\ud800": None}
    for model, cost in models.items():
        priced_otherwise(make_log(project, model=model, **COUNTS), cost, "computed" if cost else "unknown")
    lines = reprice_logs("--dry-run").splitlines()
    assert [line[:11].strip() for line in lines[:5]] == ["Model", "gpt-4o-mini", "gpt-4o", "bad name\ufffd", "All"]
    assert line_of("\n".join(lines), "All")[:2] == ["3", "3.000000"]


def test_goes_through_the_store_in_batches(project, monkeypatch):
    monkeypatch.setattr(repricing, "BATCH", 2)
    make_logs(project, [COUNTS] * 5)
    Log.objects.update(cost_usd=None, cost_source="unknown")
    steps = []
    tallies = reprice(Log.objects.all(), save=True, advance=steps.append)
    assert (steps, tallies["gpt-4o"].newly_priced) == ([2, 4, 5], 5)
    assert set(Log.objects.values_list("cost_usd", flat=True)) == {COST}


def test_bodies_are_read_only_where_they_decide(project, django_assert_num_queries):
    make_logs(project, [COUNTS] * 20)
    with django_assert_num_queries(2):  # the batch, and the one that is empty
        reprice(Log.objects.all(), save=False, advance=lambda done: None)


def test_a_second_write_keeps_the_new_price(api, project):
    post_log(api, unique_id="one", **COUNTS)
    log = priced_otherwise(Log.objects.get(), Decimal("0.007"))
    reprice_logs()
    post_log(api, unique_id="one", note="later", **COUNTS)
    assert cost_of(log) == (COST, "computed")
    assert json.loads(api.get("/api/request-logs/one/").content)["cost"] == 0.0035
