"""Every cell of the table is asked, and every page and endpoint is in the table."""

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.views.generic import RedirectView

from logs.tests.permissions.callers import callers
from logs.tests.permissions.table import CALLERS, RULES, Call, Rule
from logs.tests.permissions.world import things, write_files
from logs.tests.permissions.write import PAGE, page

# What answers 404 to everybody.
_LEFT_OUT = ("UnservedPath", "Unserved")
ANY = "any"
_METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def answers(project, stranger_project, owner, settings, tmp_path):
    """answers(call) -> the status for each caller; nothing that a call does stays."""
    settings.DATA_DIR = tmp_path
    world = things(project, owner)
    clients = callers(project, stranger_project, owner)
    cookies = {name: deepcopy(client.cookies) for name, client in clients.items()}

    def ask(call: Call) -> dict[str, int]:
        return {name: _status(name, call) for name in CALLERS}

    def _status(name: str, call: Call) -> int:
        write_files(world)
        clients[name].cookies = deepcopy(cookies[name])
        body, content_type = call.body_in(world)
        with transaction.atomic():
            response = clients[name].generic(call.method, call.path_in(world), body, content_type)
            transaction.set_rollback(True)
        return response.status_code

    return ask


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.title)
def test_every_caller_is_answered_as_the_table_says(rule: Rule, answers):
    wrong = [
        f"{call.method} {call.path} for {name}: {status}, not {rule.statuses[name]}"
        for call in rule.calls
        for name, status in answers(call).items()
        if status != rule.statuses[name]
    ]
    assert wrong == []


def test_every_page_and_endpoint_is_in_the_table(db):
    numbers = ("log_key", "project", "member", "invitation", "view", "dashboard", "rule", "hold", "mask", "erasure")
    world = dict.fromkeys(("log", "export"), uuid4()) | dict.fromkeys(numbers, 1)
    world |= dict.fromkeys(("token", "bot", "app", "prefix"), "x")
    calls = [(_route(call.path_in(world)), call.method) for rule in RULES for call in rule.calls]
    known = {*calls, *((route, ANY) for route, _ in calls)}
    assert sorted(set(_served(get_resolver())) - known) == []


def test_every_list_of_the_admin_is_in_the_table():
    known = {call.path for rule in RULES for call in rule.calls}
    lists = {f"/admin/{model._meta.label_lower.replace('.', '/')}/" for model in admin.site._registry}
    assert lists - known == set()


def test_the_page_of_the_documentation_is_written_from_the_table():
    assert Path(PAGE).read_text() == page(), "run: python -m logs.tests.permissions.write"


def _route(path: str) -> str:
    return _bare(resolve(path.partition("?")[0]).route)


def _bare(route: str) -> str:
    """Django leaves some of the marks for the beginning out of a resolved route."""
    return re.sub(r"(?<!\[)\^", "", route)


def _served(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            if not route.startswith("admin/"):
                yield from _served(one, route)
        elif _view(one).__name__ not in _LEFT_OUT and not route.startswith("admin/"):
            yield from ((_bare(route), method) for method in _methods(one))


def _view(pattern: URLPattern) -> type:
    return getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None) or pattern.callback


def _methods(pattern: URLPattern) -> list[str]:
    """Those that its view has a method for; a function is in the table with any, a redirect answers all alike."""
    view, actions = _view(pattern), getattr(pattern.callback, "actions", None)
    if not isinstance(view, type) or issubclass(view, RedirectView):
        return [ANY]
    names = actions or [name for name in view.http_method_names if hasattr(view, name)]
    return [name.upper() for name in names if name in _METHODS]
