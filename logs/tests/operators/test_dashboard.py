"""The admin's first page: numbers of all projects, for whoever may see them, in as many queries whatever is stored."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.test import Client
from django.utils import timezone

from accounts.audit import Action, record
from accounts.models import ApiKey, Project, User
from logs import refused
from logs.engines import engine_of
from logs.operators.flow import flow_of, rate
from logs.operators.storing import Room, customers_of, stores_of
from logs.retention.models import RetentionRun
from logs.rollups import fold
from logs.tests.explorer.reading import inline_parts, text_of
from logs.tests.factories import NOON, make_log, make_logs

PAGE = "/admin/"
# session, user, who demands a second factor, projects; hours (2), newest; refused; queue (2), notes; database; totals,
# sizes; customers; keys; sign-ins; runs; and, of Django's own page, the last actions of the person
QUERIES = 19


@pytest.fixture
def operator(db):
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.com", "correct horse battery"))
    return client


@pytest.fixture
def staff(db):
    return User.objects.create_user("staff@example.com", "correct horse battery", is_staff=True)


def figure(response, name):
    return re.search(rf'data-figure="{name}">(.*?)</', response.content.decode(), re.DOTALL)[1]


def test_tells_of_an_empty_store(operator):
    text = text_of(operator.get(PAGE))
    for words in ("Nothing was refused.", "No logs yet.", "No log of this month names a customer.", "none yet"):
        assert words in text


def test_counts_the_past_day_of_all_projects(project, stranger_project):
    make_logs(project, [{"started_at": NOON - timedelta(hours=hours)} for hours in (0, 1, 1, 23, 26)])
    make_log(stranger_project, started_at=NOON, status="error")
    fold()
    flow = flow_of([project.pk, stranger_project.pk], NOON)
    assert (flow.this_hour, flow.hour_before, flow.day, flow.day_errors) == (2, 2, 5, 1)
    assert [bar.height for bar in flow.bars[-2:]] == [60, 60]
    assert flow.bars[-1].words == "12:00 UTC: 2 logs, 1 of them errors"


def test_the_chart_is_empty_without_logs(db):
    flow = flow_of([], NOON)
    assert (len(flow.bars), {bar.height for bar in flow.bars}, flow.error_percent) == (25, {0}, None)


def test_reckons_the_rate_from_the_newest_where_they_are_many():
    assert rate([NOON, NOON - timedelta(seconds=59), NOON - timedelta(seconds=61)], NOON) == 2
    assert rate([NOON - timedelta(milliseconds=one * 5) for one in range(2000)], NOON) == 12_006


def test_shows_what_came_in_just_now(operator, project):
    make_logs(project, [{"started_at": timezone.now()}] * 3)
    fold()
    response = operator.get(PAGE)
    assert (figure(response, "a-minute"), figure(response, "day")) == ("3", "3")


def test_shows_the_projects_with_the_most_logs(project, stranger_project):
    make_log(project, input_messages=[{"role": "user", "content": "x" * 10_000}])
    make_logs(stranger_project, [{}, {}])
    fold()
    stores = stores_of([project.pk, stranger_project.pk])
    assert [(one.project_id, one.logs) for one in stores] == [(stranger_project.pk, 2), (project.pk, 1)]
    assert stores[1].content_bytes > 10_000 > stores[0].content_bytes > 0


def test_shows_the_customers_with_the_most_logs_of_the_month(project, stranger_project):
    make_logs(project, [{"customer_id": "acme"}, {"customer_id": "acme", "cost_usd": "0.5"}, {"customer_id": None}])
    make_log(stranger_project, customer_id="globex", started_at=NOON - timedelta(days=40))
    make_log(stranger_project, customer_id="\x00", started_at=NOON)
    fold()
    found = customers_of([project.pk, stranger_project.pk], NOON)
    assert [(one.identifier, one.total) for one in found] == [("acme", 2), ("\x00", 1)]
    assert str(found[0].cost_usd).rstrip("0") == "0.5"
    assert found[1].cost_usd is None


def test_says_what_was_refused(operator, project):
    refused.note(project.pk, 422, "model: a text is expected")
    refused._written_at = float("-inf")
    refused.write()
    assert "acme 1 422: model: a text is expected" in text_of(operator.get(PAGE))


def test_says_whether_upkeep_is_at_work(operator):
    assert "not running" in figure(operator.get(PAGE), "upkeep")


def test_says_how_far_the_index_is_behind(operator, project):
    make_logs(project, [{}, {}])
    assert "2 logs behind" in operator.get(PAGE).content.decode()


def test_room_is_short_at_a_tenth():
    assert Room({}, free_bytes=9 * 10**9, total_bytes=100 * 10**9).is_short
    assert not Room({}, free_bytes=11 * 10**9, total_bytes=100 * 10**9).is_short


def test_names_keys_that_expire_soon(operator, project):
    now = timezone.now()
    for name, days in (("soon", 5), ("later", 60), ("gone", -1)):
        ApiKey.objects.issue(project, name, ["read"], now + timedelta(days=days))
    text = text_of(operator.get(PAGE))
    assert "soon acme in" in text
    assert "later acme" not in text
    assert "gone acme" not in text


def test_counts_failed_sign_ins(operator):
    by = SimpleNamespace(META={"REMOTE_ADDR": "203.0.113.9"}, user=AnonymousUser())
    record(Action.SIGN_IN_FAILED, by=by, project_id=None, target="<b>a@example.com</b>")
    record(Action.PERSON_CREATED, by="command", project_id=None, target="person b@example.com")
    response = operator.get(PAGE)
    assert figure(response, "sign-ins") == "1"
    assert "&lt;b&gt;a@example.com&lt;/b&gt;" in response.content.decode()
    assert "person b@" not in response.content.decode()


def test_shows_the_last_passes_of_retention(operator, project):
    RetentionRun.objects.create(project_id=project.pk, started_at=timezone.now(), logs=1200, body_bytes=5_000_000)
    assert "acme 0 minutes ago, under way 1,200 0 5.0 MB" in text_of(operator.get(PAGE)).replace("\xa0", " ")


@pytest.mark.parametrize("others", [0, 12])
def test_asks_as_many_questions_of_any_store(operator, project, others, django_assert_num_queries):
    projects = [project, *(Project.objects.open(f"project {number}") for number in range(others))]
    for one in projects:
        make_logs(one, [{"customer_id": f"c{one.pk}", "started_at": timezone.now()}] * 3)
        ApiKey.objects.issue(one, "k", ["read"], timezone.now() + timedelta(days=1))
    fold()
    locks = 2 if engine_of("default").__name__.endswith("postgresql") else 0
    with django_assert_num_queries(QUERIES + locks) as asked:
        operator.get(PAGE)
    assert not [one for one in asked.captured_queries if "logs_logbody" in one["sql"]]


def test_shows_staff_what_they_may_see(client, staff, project):
    make_log(project, customer_id="acme-retail", started_at=timezone.now())
    fold()
    client.force_login(staff)
    assert 'class="board-part' not in client.get(PAGE).content.decode()
    staff.user_permissions.add(Permission.objects.get(codename="view_customer"))
    html = client.get(PAGE).content.decode()
    assert "acme-retail" in html
    assert html.count('class="board-part') == 1


def test_is_for_staff_only(client, owner):
    assert client.get(PAGE).status_code == 302
    client.force_login(owner)
    assert client.get(PAGE).status_code == 302


def test_has_no_style_or_script_of_its_own(operator, project):
    make_log(project)
    assert inline_parts(operator.get(PAGE).content.decode()) == []
