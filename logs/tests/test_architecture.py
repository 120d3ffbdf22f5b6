"""The house's own rules, kept by tests where a linter cannot: migrations, commands, the schema."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = sorted(path for path in ROOT.glob("*/management/commands/*.py") if path.stem != "__init__")
# Pages for people and the schema's own addresses are not API endpoints.
NOT_API = (
    "admin/",
    "accounts/",
    "healthz",
    "readyz",
    "metrics",
    "logs",
    "thread",
    "compare",
    "charts",
    "exports",
    "views/",
    "appearance",
    "help",
    "ingest-health",
    "customers",
    "models",
    "prompts",
    "features",
    "bots",
    "dashboards",
    "zone/",
    "settings/",
    "^api/schema",
    "^api/docs",
)


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda path: path.stem)
def test_every_command_has_a_test_module(command):
    names = {f"test_{command.stem}.py"} | ({"test_server.py"} if command.stem == "serve" else set())
    assert [path for path in ROOT.glob("*/tests/**/test_*.py") if path.name in names]


def test_every_api_endpoint_is_in_the_schema(db):
    described = {path.strip("/") for path in SchemaGenerator().get_schema(public=True)["paths"]}
    assert len(described) > 5
    missing = [route for route in _api_routes() if not any(_matches(route, path) for path in described)]
    assert missing == []


def test_every_module_opens_with_a_docstring():
    bare = [
        str(path.relative_to(ROOT))
        for app in ("accounts", "logs", "llmlogs_site", "benchmarks")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and path.read_text() and not path.read_text().lstrip("#!").startswith('"""')
    ]
    assert bare == []


def test_no_log_table_holds_a_foreign_key():
    # The log tables may live in another database than the accounts.
    for model in apps.get_app_config("logs").get_models():
        assert [field.name for field in model._meta.fields if field.is_relation] == [], model


def _api_routes():
    return [route for route in _routes(get_resolver()) if not route.startswith(NOT_API) and route not in ("", "^$")]


def _routes(resolver, prefix=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, route)
        elif isinstance(entry, URLPattern) and not _is_second_spelling(entry):
            yield route


def _is_second_spelling(entry):
    """Another spelling of a described path is kept out of the schema on purpose: `as_view(schema=None)`."""
    return getattr(entry.callback, "initkwargs", {}).get("schema", "described") is None


def _matches(route, described):
    """Whether a described path is this route: same words, parameters stand for any one segment."""
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "<any>", route).replace("\\.", ".").replace("/?", "")
    words = plain.replace("^", "").replace("$", "").strip("/").split("/")
    parts = described.split("/")
    return len(words) == len(parts) and all(
        "<" in word or word == part for word, part in zip(words, parts, strict=True)
    )
