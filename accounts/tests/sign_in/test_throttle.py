"""Guessing passwords: how often, from where, at every door, and what the answers give away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import BasePasswordHasher
from django.db import connection, connections
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry, SignInTries
from accounts.sign_in import throttle

EMAIL, RIGHT = "owner@example.com", "correct horse"


def on_page(client, password="wrong", email=EMAIL, **extra):
    return client.post("/accounts/login/", {"username": email, "password": password}, **extra)


def for_token(client, password="wrong", email=EMAIL, **extra):
    return client.post("/api/token/", {"email": email, "password": password}, "application/json", **extra)


DOORS = pytest.mark.parametrize("door", [on_page, for_token])


def fail(door, client, times=5, **extra):
    for _ in range(times):
        last = door(client, **extra)
    return last


@DOORS
def test_after_five_wrong_passwords_the_right_one_has_to_wait(client, owner, door):
    fail(door, client)

    response = door(client, RIGHT)
    assert response.status_code == 429
    assert 895 <= int(response["Retry-After"]) <= 900


@DOORS
def test_fifth_try_may_still_be_right(client, owner, door):
    fail(door, client, 4)

    assert door(client, RIGHT).status_code in (200, 302)
    assert not SignInTries.objects.filter(account=EMAIL).exists()


@DOORS
def test_an_account_that_does_not_exist_is_locked_alike(client, owner, door):
    known, unknown = (fail(door, client, 6, email=email) for email in (EMAIL, "nobody@example.com"))

    assert (known.status_code, unknown.status_code) == (429, 429)
    assert known.content.replace(EMAIL.encode(), b"") == unknown.content.replace(b"nobody@example.com", b"")


def test_doors_count_together(client, owner):
    fail(on_page, client, 3)
    fail(for_token, client, 2)

    assert for_token(client, RIGHT).status_code == 429


def test_lock_says_how_long_in_words(client, owner):
    fail(on_page, client)

    page = on_page(client, RIGHT).content.decode()
    assert "Too many tries" in page
    assert "15 minutes" in page


def test_lock_is_json_for_a_token(client, owner):
    fail(for_token, client)

    assert for_token(client, RIGHT).json() == {"detail": "Too many failed tries to sign in; try again in 15 minutes."}


def test_case_and_spaces_of_the_email_make_no_other_account(client, owner):
    for email in (EMAIL, "OWNER@example.com", " owner@Example.com", "Owner@example.com", "owner@example.COM"):
        for_token(client, email=email)

    assert for_token(client, RIGHT).status_code == 429


def test_other_address_may_try_the_account(client, owner):
    fail(on_page, client)

    assert on_page(client, RIGHT, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_other_account_may_be_tried_from_the_address(client, owner, stranger):
    fail(on_page, client)

    assert on_page(client, RIGHT, "stranger@example.com").status_code == 302


def test_address_is_locked_whatever_the_accounts(client, owner, settings):
    settings.SIGN_IN_TRIES_BY_ADDRESS = 6
    for number in range(6):
        on_page(client, email=f"guess{number}@example.com")

    assert on_page(client, RIGHT).status_code == 429
    assert on_page(client, RIGHT, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_success_takes_back_only_its_own_try_from_the_address(client, owner, settings):
    settings.SIGN_IN_TRIES_BY_ADDRESS = 3
    fail(on_page, client, 2, email="victim@example.com")
    on_page(client, RIGHT)

    assert SignInTries.objects.get(account="").tries == 2


def test_one_network_of_ipv6_is_one_address(client, owner):
    for last in range(5):
        on_page(client, REMOTE_ADDR=f"2001:db8:1:2::{last}")

    assert on_page(client, RIGHT, REMOTE_ADDR="2001:db8:1:2:ffff::9").status_code == 429
    assert on_page(client, RIGHT, REMOTE_ADDR="2001:db8:1:3::9").status_code == 302


def test_forwarded_address_counts_where_the_proxy_is_trusted(client, owner, settings):
    settings.TRUSTED_PROXIES = ["1"]
    fail(on_page, client, REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR="203.0.113.7")

    assert on_page(client, RIGHT, HTTP_X_FORWARDED_FOR="203.0.113.7").status_code == 429
    assert on_page(client, RIGHT, HTTP_X_FORWARDED_FOR="203.0.113.8").status_code == 302


def test_forwarded_address_does_not_help_without_a_trusted_proxy(client, owner):
    for number in range(5):
        on_page(client, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")

    assert on_page(client, RIGHT, HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429


def test_lock_ends_with_the_cool_off(client, owner):
    fail(on_page, client)
    SignInTries.objects.update(tried_at=timezone.now() - timedelta(minutes=15))

    assert on_page(client, RIGHT).status_code == 302


def test_tries_while_locked_do_not_lengthen_the_lock(client, owner):
    fail(on_page, client)
    before = SignInTries.objects.get(account=EMAIL).tried_at
    fail(on_page, client, 3)

    assert SignInTries.objects.get(account=EMAIL).tried_at == before


def test_stale_tries_are_forgotten(client, owner):
    fail(on_page, client, 1, email="old@example.com")
    SignInTries.objects.update(tried_at=timezone.now() - timedelta(hours=1))
    on_page(client)

    assert not SignInTries.objects.filter(account="old@example.com").exists()


def test_failures_and_the_lock_are_in_the_audit_log(client, owner):
    fail(on_page, client, 7, REMOTE_ADDR="203.0.113.9")

    entries = AuditEntry.objects.order_by("id")
    assert [entry.action for entry in entries] == ["sign_in.failed"] * 5 + ["sign_in.locked"]
    assert {(entry.target, entry.ip, entry.actor) for entry in entries} == {
        ("person owner@example.com", "203.0.113.9", "anonymous")
    }
    assert not any("wrong" in entry.details for entry in entries)


@DOORS
def test_email_longer_than_any_is_counted_all_the_same(client, db, door):
    assert fail(door, client, 6, email="x" * 3000).status_code in (200, 429)
    assert not SignInTries.objects.exclude(account="").exclude(account="x" * 254).exists()


class CountingHasher(BasePasswordHasher):
    """Counts what takes the time of a real one."""

    algorithm = "counting"
    worked = 0

    def salt(self):
        return "salt"

    def encode(self, password, salt):
        CountingHasher.worked += 1
        return f"counting${salt}${password}"

    def decode(self, encoded):
        algorithm, salt, password = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": password}

    def verify(self, password, encoded):
        return self.encode(password, "salt") == encoded


def work_of(client, email, password):
    CountingHasher.worked = 0
    with CaptureQueriesContext(connection) as queries:
        status = for_token(client, password, email).status_code
    return status, CountingHasher.worked, len(queries)


def test_unknown_wrong_and_switched_off_take_the_same_work(client, owner, analyst, loner, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    for person in (owner, analyst):
        person.set_password(RIGHT)
        person.save()
    analyst.is_active = False
    analyst.save()
    loner.set_unusable_password()
    loner.save()
    work_of(client, "first@example.com", "x")  # makes the row of the address

    wanted = work_of(client, "nobody@example.com", "x")
    assert wanted[:2] == (401, 1)
    assert work_of(client, EMAIL, "wrong") == wanted
    assert work_of(client, analyst.email, RIGHT) == wanted
    assert work_of(client, loner.email, "x") == wanted


def test_try_is_counted_before_the_password_is_looked_at(client, owner, monkeypatch):
    seen = []
    monkeypatch.setattr("accounts.models.User.check_password", lambda *_: seen.append(SignInTries.objects.count()))
    on_page(client, RIGHT)

    assert seen == [2]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_no_more_than_guesses_in_turn(owner):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection")

    def guess(_):
        try:
            authenticate(RequestFactory().post("/"), username=EMAIL, password="wrong")
        except throttle.TooManyTriesError:
            return "locked"
        finally:
            connections.close_all()
        return "tried"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))

    assert answers.count("tried") == 5


def test_admin_has_no_sign_in_of_its_own(client, owner):
    assert client.get("/admin/login/?next=/admin/logs/").url == "/accounts/login/?next=/admin/logs/"
    assert client.post("/admin/login/", {"username": EMAIL, "password": RIGHT}).status_code == 405


def test_member_who_is_no_operator_does_not_go_round_in_circles(client, owner, operator):
    client.force_login(owner)
    assert client.get("/admin/", follow=True).status_code == 403

    client.force_login(operator)
    assert client.get("/admin/login/").url == "/admin/"


def test_admin_action_unlocks(client, owner, operator):
    fail(on_page, client)
    client.force_login(operator)
    pages = "/admin/accounts/signintries/"
    chosen = SignInTries.objects.get(account=EMAIL).pk
    assert EMAIL in client.get(pages).content.decode()
    client.post(pages, {"action": "unlock", "_selected_action": [chosen]})

    client.logout()
    assert on_page(client, RIGHT).status_code == 302
    assert AuditEntry.objects.get(action="sign_in.unlocked").actor == "operator@example.com"


def test_signing_in_costs_few_statements(client, owner, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        on_page(client, RIGHT)
