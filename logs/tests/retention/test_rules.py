"""Which logs a rule is about: whole logs after one number of days, content after another."""

import pytest

from logs import bodies
from logs.models import LogBody
from logs.retention.models import RetentionRun
from logs.search.index import index_pending
from logs.tests.factories import make_logs
from logs.tests.retention.conftest import keep, log_a_day, run, sources

pytestmark = pytest.mark.django_db


def test_without_a_rule_everything_stays(project, logs):
    log_a_day(project, 3)
    assert run() == []
    assert logs.count() == 3
    assert not RetentionRun.objects.exists()


def test_logs_older_than_their_days_go_whole(project, logs):
    log_a_day(project, 4)
    keep(project, log_days=2)
    run()
    assert sources(logs) == ["d0", "d1", "d2"]
    assert LogBody.objects.count() == 3


def test_content_goes_and_the_log_stays(project, logs):
    log_a_day(project, 3)
    keep(project, body_days=1)
    run()
    assert sources(logs) == ["d0", "d1", "d2"]
    oldest = logs.find(project.pk, "d2")
    assert bodies.fetch([oldest.pk]) == {}
    assert (oldest.input_preview, oldest.output_preview) == ("", "")
    assert logs.find(project.pk, "d1").output_preview == "pizza"


@pytest.mark.parametrize("is_indexed", [True, False])
def test_content_that_is_gone_is_found_no_more(project, logs, is_indexed):
    log_a_day(project, 3)
    if is_indexed:
        index_pending()
    keep(project, body_days=1)
    run()
    assert sources(logs.search("pizza")) == ["d0", "d1"]
    index_pending()
    assert sources(logs.search("pizza")) == ["d0", "d1"]
    assert logs.search("pizza").count() == 2


def test_both_tiers_of_one_rule(project, logs):
    log_a_day(project, 5)
    keep(project, body_days=1, log_days=3)
    run()
    assert sources(logs) == ["d0", "d1", "d2", "d3"]
    assert LogBody.objects.count() == 2


@pytest.mark.parametrize(
    ("rule", "stay"),
    [
        ({"customer_id": "ann"}, ["d0", "d1", "d2", "other0"]),
        ({"bot_id": "st-shop"}, ["d0", "d1", "d2", "other0"]),
    ],
)
def test_a_narrower_rule_keeps_longer(project, logs, rule, stay):
    log_a_day(project, 3, **rule)
    make_logs(project, [{"source_id": "other0"}])
    keep(project, log_days=1)
    keep(project, log_days=30, **rule)
    run()
    assert sorted(sources(logs)) == stay


def test_a_narrower_rule_keeps_shorter(project, logs):
    log_a_day(project, 3, customer_id="ann", source_id=None)
    log_a_day(project, 3)
    keep(project, log_days=1, customer_id="ann")
    run()
    assert logs.filter(customer_id="ann").count() == 2
    assert logs.filter(customer_id=None).count() == 3


def test_a_customers_rule_goes_before_a_bots(project, logs):
    log_a_day(project, 3, customer_id="ann", bot_id="st-shop")
    keep(project, log_days=1, bot_id="st-shop")
    keep(project, log_days=30, customer_id="ann")
    run()
    assert logs.count() == 3


def test_logs_that_name_no_bot_are_the_default_bots(project, logs):
    log_a_day(project, 3)
    keep(project, log_days=1, bot_id=project.default_bot().bot_id)
    run()
    assert sources(logs) == ["d0", "d1"]


def test_other_projects_keep_what_they_have(project, stranger_project, logs):
    log_a_day(stranger_project, 3)
    keep(project, log_days=1)
    run()
    assert logs.model.objects.of_project(stranger_project.pk).count() == 3
