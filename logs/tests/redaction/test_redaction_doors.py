"""Rules are followed on every door, before anything is stored, indexed or told."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError
from django.db.models import QuerySet
from rest_framework.test import APIClient

from accounts.models import Project
from logs.bodies import canonicals, fetch
from logs.choices import Dialect
from logs.dialects.native.translate import dump
from logs.models import Log
from logs.redaction import remembered
from logs.redaction.models import RedactionRule
from logs.tests.dialects.litellm_payloads import litellm_payload
from logs.tests.factories import make_log, post_log

MAIL, KEY = "jane.doe@example.com", "sk-proj-Ab3dEfGh1jKlMn0pQrStUvWx"


@pytest.fixture(autouse=True)
def rules(project: Project) -> None:
    for kind in ("email", "secrets"):
        facts = {"kind": kind, "mode": "mask", "in_identifiers": True}
        RedactionRule.objects.update_or_create(project_id=project.pk, name=kind, defaults=facts)


def payload(**more: Any) -> dict[str, Any]:
    return {
        "model": "gpt-4o",
        "prompt_messages": [{"role": "user", "content": f"I am {MAIL}, my key {KEY}"}],
        "completion_message": {"role": "assistant", "content": "ok"},
        "customer_params": {"customer_identifier": MAIL, "name": f"Jane ({MAIL})", "email": MAIL},
        "metadata": {MAIL: MAIL, "env": "prod"},
        "error_message": f"no such user: {MAIL}",
        "unique_id": f"call of {MAIL}",
        **more,
    }


def everything_stored() -> str:
    """All rows of all tables, bodies unpacked."""
    rows = [str(list(model.objects.values())) for model in apps.get_app_config("logs").get_models()]
    writes = [body.writes() for body in fetch(list(Log.objects.values_list("id", flat=True))).values()]
    return "\n".join([*rows, json.dumps(writes, ensure_ascii=False)])


def assert_clean(project: Project) -> None:
    assert Log.objects.of_project(project.pk).exists()
    stored = everything_stored()
    assert MAIL not in stored
    assert KEY not in stored
    assert "[redacted:email" in stored


def test_keywordsai_create(api: APIClient, project: Project) -> None:
    answer = post_log(api, **payload())
    assert answer.status_code == 200, answer.content
    assert MAIL not in answer.content.decode()
    assert_clean(project)
    assert Log.objects.get().redactions == {"email": 8, "secrets": 1}


def test_keywordsai_create_without_waiting(api: APIClient, project: Project) -> None:
    answer = post_log(api, **payload(keywordsai_api_controls={"block": False}))
    assert MAIL not in answer.content.decode()
    assert_clean(project)


def test_a_second_write_is_redacted_and_counted_too(api: APIClient, project: Project) -> None:
    post_log(api, unique_id="u-1", note=MAIL)
    post_log(api, unique_id="u-1", completion_message={"role": "assistant", "content": f"{MAIL} {KEY}"})
    assert_clean(project)
    assert Log.objects.get().redactions == {"email": 2, "secrets": 1}


@pytest.mark.parametrize("path", ["batch/create", "bulk"])
def test_keywordsai_batches(api: APIClient, project: Project, path: str) -> None:
    logs = [payload(unique_id="a"), payload(latency=f"soon, {MAIL}")]
    answer = api.post(f"/api/request-logs/{path}/", {"logs": logs}, format="json")
    assert MAIL not in answer.content.decode()
    assert_clean(project)


def test_litellm(api: APIClient, project: Project) -> None:
    sent = litellm_payload(messages=[{"role": "user", "content": f"{MAIL} {KEY}"}], end_user=MAIL, error_str=MAIL)
    assert api.post("/litellm/logs", [sent], format="json").status_code == 200
    assert_clean(project)


def test_import_of_our_own_form(project: Project, tmp_path: Path) -> None:
    line = {"model": "m", "input_messages": [{"role": "user", "content": MAIL}], "customer_id": MAIL}
    line["redactions"] = {"card": 2}
    path = tmp_path / "logs.jsonl"
    path.write_text(json.dumps(line) + "\n")
    call_command("import_logs", str(path), dialect=Dialect.NATIVE.value, project=project.name)
    assert_clean(project)
    exported = dump(canonicals([Log.objects.get()])[0])
    assert exported["redactions"] == {"card": 2, "email": 2}
    assert MAIL not in json.dumps(exported)


def test_what_is_refused_says_nothing_of_it(api: APIClient, project: Project) -> None:
    answer = post_log(api, **payload(prompt_tokens=f"many for {MAIL}"))
    assert answer.status_code == 422
    assert MAIL not in answer.content.decode()
    assert MAIL not in everything_stored()


def test_the_logs_of_other_projects_stay_as_they_are(project: Project, stranger_project: Project) -> None:
    log = make_log(stranger_project, input_messages=[{"role": "user", "content": MAIL}])
    assert MAIL in log.input_preview
    assert log.redactions is None


def test_a_rule_counts_from_the_next_log_on(api: APIClient, project: Project) -> None:
    rule = RedactionRule.objects.get(kind="email")
    rule.is_on = False
    rule.save()
    assert MAIL in make_log(project, input_messages=[{"role": "user", "content": MAIL}]).input_preview
    rule.is_on = True
    rule.save()
    assert MAIL not in make_log(project, input_messages=[{"role": "user", "content": MAIL}]).input_preview


@pytest.mark.parametrize("kind", ["content", "email"])
def test_metadata_only_keeps_facts_and_no_content(api: APIClient, project: Project, kind: str) -> None:
    RedactionRule.objects.update_or_create(
        project_id=project.pk, name=kind, defaults={"kind": kind, "mode": "metadata-only"}
    )
    response = {
        "id": "r-1",
        "choices": [],
        "usage": {"prompt_tokens": 7, "completion_tokens": 2},
        "error": {"message": "x"},
    }
    answer = post_log(api, **payload(full_response=response, tools=[{"type": "secret tool"}], status_code=500))
    assert answer.status_code == 200, answer.content
    log = Log.objects.get()
    assert (log.prompt_tokens, log.response_id, log.status, log.metadata["env"]) == (7, "r-1", "error", "prod")
    assert (log.input_preview, log.output_preview, log.error_message) == ("", "", "")
    assert kind in log.redactions
    stored = everything_stored()
    assert "my key" not in stored
    assert "secret tool" not in stored
    assert "no such user" not in stored
    post_log(api, unique_id=f"call of {MAIL}", completion_message={"role": "assistant", "content": f"later, {MAIL}"})
    assert "later" not in everything_stored()


@pytest.mark.django_db(transaction=True)
def test_a_stale_connection_is_made_anew(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch_all, asked = QuerySet._fetch_all, []

    def fail_once(rows: QuerySet) -> None:
        if rows.model is RedactionRule and not asked:
            asked.append(rows)
            raise OperationalError("gone")
        fetch_all(rows)

    remembered.forget()
    monkeypatch.setattr(QuerySet, "_fetch_all", fail_once)
    assert {rule.name for rule in remembered.policy_of(project.pk).rules} == {"email", "secrets"}
    assert asked


@pytest.mark.django_db
def test_nothing_is_stored_where_rules_cannot_be_read(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(project_id: int) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("logs.ingest.policy_of", fail)
    assert post_log(api, **payload()).status_code == 503
    assert not Log.objects.exists()
