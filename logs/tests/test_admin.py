"""The admin of logs and customers: operators see all projects, change nothing that was captured, wait for no table."""

from datetime import timedelta

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from accounts.models import Project, User
from logs.admin_lists import EstimatedPaginator
from logs.models import Customer, Log
from logs.tests.factories import NOON, make_log, make_logs

LOGS = "/admin/logs/log/"
CUSTOMERS = "/admin/logs/customer/"


@pytest.fixture
def operator(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.com", "correct horse battery"))
    return client


def listed(client: Client, query: str = "", address: str = LOGS) -> list[int]:
    response = client.get(address + query)
    assert response.status_code == 200, response.headers
    return [row.pk for row in response.context_data["cl"].result_list]


def page_of(log: Log) -> str:
    return f"{LOGS}{log.pk}/change/"


def test_shows_logs_of_all_projects_by_name(operator: Client, project: Project, stranger_project: Project):
    make_log(project)
    make_log(stranger_project)
    html = operator.get(LOGS).content.decode()
    assert '<td class="field-project">acme</td>' in html
    assert '<td class="field-project">globex</td>' in html


def test_is_for_staff_only(client: Client, owner: User, project: Project):
    client.force_login(owner)
    assert client.get(LOGS).status_code == 302
    assert client.get(page_of(make_log(project))).status_code == 302


def test_asks_staff_for_the_permission_to_view(client: Client, project: Project):
    staff = User.objects.create_user("staff@example.com", "correct horse battery", is_staff=True)
    client.force_login(staff)
    assert client.get(LOGS).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="view_log"))
    assert client.get(LOGS).status_code == 200


def test_shows_newest_first(operator: Client, project: Project):
    old, new = make_logs(project, [{"started_at": NOON}, {"started_at": NOON + timedelta(hours=1)}])
    assert listed(operator) == [new.pk, old.pk]


def test_shows_the_payload_of_one_log_escaped(operator: Client, project: Project):
    log = make_log(project, input_messages=[{"role": "user", "content": "<script>alert(1)</script>"}])
    html = operator.get(page_of(log)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert(1)" not in html


def test_shows_every_column(operator: Client):
    shown = {name for _, section in site.get_model_admin(Log).fieldsets for name in section["fields"]}
    columns = {field.name for field in Log._meta.concrete_fields}
    assert columns - shown == {"id", "project_id"}  # as the public id and the project's name


def test_changes_nothing_captured(operator: Client, project: Project):
    log = make_log(project, model="gpt-5")
    assert operator.get(f"{LOGS}add/").status_code == 403
    assert operator.post(page_of(log), {"model": "other"}).status_code == 403
    assert operator.post(f"{LOGS}{log.pk}/delete/", {"post": "yes"}).status_code == 403
    operator.post(LOGS, {"action": "delete_selected", "_selected_action": [log.pk], "post": "yes"})
    assert Log.objects.get(pk=log.pk).model == "gpt-5"


def test_offers_no_field_to_fill_in(operator: Client, project: Project):
    html = operator.get(page_of(make_log(project))).content.decode()
    assert "<textarea" not in html
    assert 'name="_save"' not in html


@pytest.mark.parametrize("term", ["order-1", "acme", "gpt-5"])
def test_finds_by_equality(operator: Client, project: Project, term: str):
    found = make_log(project, source_id="order-1", customer_id="acme", model="gpt-5")
    make_log(project, source_id="order-12", customer_id="acme-retail", model="gpt-5-mini")
    assert listed(operator, f"?q={term}") == [found.pk]


def test_finds_by_our_id_in_any_spelling(operator: Client, project: Project):
    found = make_log(project)
    make_log(project)
    assert listed(operator, f"?q={found.public_id}") == [found.pk]
    assert listed(operator, f"?q={found.public_id.hex}") == [found.pk]


def test_finds_a_callers_id_in_every_project(operator: Client, project: Project, stranger_project: Project):
    logs = [make_log(one, source_id="order-1") for one in (project, stranger_project)]
    assert sorted(listed(operator, "?q=order-1")) == sorted(log.pk for log in logs)


def test_searches_without_reading_the_table(operator: Client, project: Project, django_assert_max_num_queries):
    make_log(project)
    with django_assert_max_num_queries(20) as asked:
        operator.get(f"{LOGS}?q=acme")
    assert not [query for query in asked.captured_queries if " LIKE " in query["sql"].upper()]


@pytest.mark.parametrize("term", ["acme", "gpt-5", "nobody"])
def test_searches_by_one_index(operator: Client, project: Project, term: str, django_assert_max_num_queries):
    # SQLite walks the whole table for an OR of two columns: 23 seconds at a million logs.
    make_log(project, customer_id="acme", model="gpt-5")
    with django_assert_max_num_queries(20) as asked:
        operator.get(f"{LOGS}?q={term}")
    about_logs = [query["sql"] for query in asked.captured_queries if 'FROM "logs_log"' in query["sql"]]
    assert about_logs
    assert not [sql for sql in about_logs if " OR " in sql.partition("ORDER BY")[0]]


def test_a_customer_goes_before_a_model(operator: Client, project: Project, stranger_project: Project):
    found = make_log(project, customer_id="gpt-5")
    make_log(stranger_project, model="gpt-5")
    assert listed(operator, "?q=gpt-5") == [found.pk]


def test_filters_by_project(operator: Client, project: Project, stranger_project: Project):
    found = make_log(project)
    make_log(stranger_project)
    assert listed(operator, f"?project={project.pk}") == [found.pk]


@pytest.mark.parametrize(
    ("query", "matching", "other"),
    [
        ("status=error", {"status": "error"}, {"status": "success"}),
        ("kind=embedding", {"kind": "embedding"}, {"kind": "chat"}),
    ],
)
def test_filters_by_a_word(operator: Client, project: Project, query: str, matching: dict, other: dict):
    found = make_log(project, **matching)
    make_log(project, **other)
    assert listed(operator, f"?{query}") == [found.pk]


def test_filters_by_when_a_call_started(operator: Client, project: Project):
    now = timezone.now()
    found = make_log(project, started_at=now - timedelta(hours=2))
    make_log(project, started_at=now - timedelta(hours=30))
    assert listed(operator, "?started=24h") == [found.pk]


@pytest.mark.parametrize("query", ["?project=x", "?project=" + "9" * 40, "?started=x", "?q=%00", "?p=99999", "?o=5"])
def test_stands_whatever_is_in_its_address(operator: Client, project: Project, query: str):
    make_log(project)
    assert operator.get(LOGS + query).status_code in (200, 302)


@pytest.mark.parametrize("rows", [1, 20, 1000])
def test_asks_the_same_few_questions_of_any_store(
    operator: Client, project: Project, rows: int, django_assert_num_queries
):
    make_logs(project, [{}] * rows)
    # session, user, who demands a second factor; projects to filter by; bounded count, rows, names of projects
    with django_assert_num_queries(7) as asked:
        operator.get(LOGS)
    assert not [query for query in asked.captured_queries if "logs_logbody" in query["sql"]]


def test_loads_one_body_for_one_log(operator: Client, project: Project, django_assert_num_queries):
    log = make_logs(project, [{}, {}])[0]
    ContentType.objects.get_for_model(Log)  # asked once a process
    # session, user, who demands a second factor; row, name of its project, whether that demands a reason, body
    with django_assert_num_queries(7):
        operator.get(page_of(log))


def test_counts_to_a_limit_and_estimates_beyond(project: Project, monkeypatch: pytest.MonkeyPatch):
    make_logs(project, [{"model": "a"}, {"model": "a"}, {"model": "a"}, {"model": "b"}])
    everything, part = Log.objects.order_by("-id"), Log.objects.filter(model="a").order_by("-id")
    assert (EstimatedPaginator(everything, 50).count, EstimatedPaginator(part, 50).count) == (4, 3)
    monkeypatch.setattr("logs.admin_lists.COUNT_LIMIT", 2)
    monkeypatch.setattr("logs.engines.sqlite.estimated_count", lambda alias, table: 1_000_000)
    monkeypatch.setattr("logs.engines.postgresql.estimated_count", lambda alias, table: 1_000_000)
    assert (EstimatedPaginator(everything, 50).count, EstimatedPaginator(part, 50).count) == (1_000_000, 2)


def test_believes_its_count_over_a_low_estimate(project: Project, monkeypatch: pytest.MonkeyPatch):
    make_logs(project, [{}, {}, {}])
    monkeypatch.setattr("logs.admin_lists.COUNT_LIMIT", 2)
    monkeypatch.setattr("logs.engines.sqlite.estimated_count", lambda alias, table: 0)
    monkeypatch.setattr("logs.engines.postgresql.estimated_count", lambda alias, table: 0)
    assert EstimatedPaginator(Log.objects.order_by("-id"), 50).count == 2


def test_shows_what_no_page_can_hold(operator: Client, project: Project):
    log = make_log(project, model="\ud83d", customer_id="\x00", metadata={"\ud83d": "\ud83d"})
    customer = Customer.objects.get()
    for address in (LOGS, page_of(log), CUSTOMERS, f"{CUSTOMERS}{customer.pk}/change/"):
        assert operator.get(address).status_code == 200


# -- customers


@pytest.fixture
def customer(project: Project) -> Customer:
    make_log(project, customer_id="acme-retail")
    return Customer.objects.get()


def test_lists_customers_with_their_project(operator: Client, customer: Customer):
    html = operator.get(CUSTOMERS).content.decode()
    assert "acme-retail" in html
    assert '<td class="field-project">acme</td>' in html


def test_puts_a_customers_name_right_and_nothing_else(operator: Client, customer: Customer):
    changes = {"name": "Acme Retail", "email": "it@acme.example", "identifier": "other", "details": "{}"}
    response = operator.post(f"{CUSTOMERS}{customer.pk}/change/", changes)
    assert response.status_code == 302
    customer.refresh_from_db()
    assert (customer.name, customer.email, customer.identifier) == ("Acme Retail", "it@acme.example", "acme-retail")


def test_makes_and_deletes_no_customer(operator: Client, customer: Customer):
    assert operator.get(f"{CUSTOMERS}add/").status_code == 403
    assert operator.post(f"{CUSTOMERS}{customer.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("term", ["acme-retail", "Retail GmbH", "it@"])
def test_finds_a_customer(operator: Client, project: Project, customer: Customer, term: str):
    Customer.objects.filter(pk=customer.pk).update(name="Acme Retail GmbH", email="it@acme.example")
    make_log(project, customer_id="acme-retail-2")
    assert listed(operator, f"?q={term}", CUSTOMERS) == [customer.pk]


def test_filters_customers_by_project(operator: Client, customer: Customer, stranger_project: Project):
    make_log(stranger_project, customer_id="globex-1")
    assert listed(operator, f"?project={customer.project_id}", CUSTOMERS) == [customer.pk]
