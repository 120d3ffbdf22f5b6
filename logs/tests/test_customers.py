"""Customers come from the logs that name them."""

from datetime import timedelta

import pytest

from logs import customers
from logs.canonical import CustomerFacts
from logs.customers import Sighting
from logs.models import Customer
from logs.tests.factories import NOON, make_log, make_logs


def test_a_log_that_names_a_customer_makes_it(project):
    facts = CustomerFacts(name="Hendrix Liu", email="h@example.com", details={"period_budget": 10.5})
    make_log(project, customer_id="c1", customer=facts)
    customer = Customer.objects.get()
    assert (customer.project_id, customer.identifier, customer.name) == (project.pk, "c1", "Hendrix Liu")
    assert (customer.email, customer.details) == ("h@example.com", {"period_budget": 10.5})
    assert customer.first_seen_at == customer.last_seen_at == NOON


def test_a_log_without_customer_makes_none(project):
    make_log(project)
    assert not Customer.objects.exists()


def test_later_facts_win_and_silence_keeps_what_is_known(project):
    make_log(project, customer_id="c1", customer=CustomerFacts(name="Old", email="old@example.com"))
    make_log(project, customer_id="c1", customer=CustomerFacts(name="New"))
    make_log(project, customer_id="c1")
    customer = Customer.objects.get()
    assert (customer.name, customer.email) == ("New", "old@example.com")


def test_seen_from_the_first_to_the_last_log_in_any_order(project):
    make_log(project, customer_id="c1")
    make_log(project, customer_id="c1", started_at=NOON - timedelta(days=1))
    make_log(project, customer_id="c1", started_at=NOON + timedelta(days=1))
    customer = Customer.objects.get()
    assert (customer.first_seen_at, customer.last_seen_at) == (NOON - timedelta(days=1), NOON + timedelta(days=1))


def test_many_logs_of_one_batch_make_one_customer(project):
    make_logs(project, [{"customer_id": "c1"}, {"customer_id": "c2"}, {"customer_id": "c1"}])
    assert Customer.objects.count() == 2


def test_two_projects_have_customers_of_their_own(project, stranger_project):
    make_log(project, customer_id="c1")
    make_log(stranger_project, customer_id="c1")
    assert Customer.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_customer_of_whom_nothing_is_new_costs_no_query(project, django_assert_num_queries):
    make_log(project, customer_id="c1", customer=CustomerFacts(name="A"))
    sightings = [Sighting(project.pk, "c1", NOON + timedelta(seconds=9), CustomerFacts(name="A"))]
    with django_assert_num_queries(0):
        customers.record(sightings)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "facts", [CustomerFacts(name="B"), CustomerFacts(email="b@x"), CustomerFacts(details={"a": 1})]
)
def test_what_is_new_of_a_known_customer_is_kept(project, facts):
    make_log(project, customer_id="c1", customer=CustomerFacts(name="A"))
    make_log(project, customer_id="c1", customer=facts)
    customer = Customer.objects.get()
    assert (customer.name, customer.email, customer.details) == (facts.name or "A", facts.email or "", facts.details)
