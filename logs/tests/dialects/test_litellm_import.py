"""LiteLLM's payloads from a file, as its object storage callbacks keep them."""

import io
import json

import pytest
from django.core.management import call_command

from logs.models import Log

from .litellm_payloads import litellm_failure, litellm_payload

pytestmark = pytest.mark.django_db


def import_file(path):
    call_command("import_logs", str(path), "--dialect", "litellm", stdout=io.StringIO(), stderr=io.StringIO())


def test_a_file_imported_twice_is_stored_once(project, tmp_path):
    file = tmp_path / "litellm.jsonl"
    file.write_text("\n".join(json.dumps(one) for one in (litellm_payload(), litellm_failure())))
    import_file(file)
    import_file(file)
    assert set(Log.objects.values_list("source_id", "dialect")) == {("chatcmpl-1", "litellm"), ("call-2", "litellm")}


def test_a_line_without_an_id_gets_one(project, tmp_path):
    file = tmp_path / "litellm.jsonl"
    file.write_text(json.dumps(litellm_payload(id=None)))
    import_file(file)
    import_file(file)
    assert Log.objects.get().source_id.startswith("import-")
