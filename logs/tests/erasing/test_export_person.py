"""`manage.py export_person`: everything of a customer as JSON lines."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.models import AuditEntry


def test_command_gives_everything(ann, tmp_path, capsys):
    path = tmp_path / "ann.jsonl"
    call_command("export_person", "--project=acme", "--customer=ann", f"--out={path}", stderr=StringIO())

    customer, *lines = map(json.loads, path.read_text().splitlines())
    assert customer["customer"]["identifier"] == "ann"
    assert [line["customer_id"] for line in lines] == ["ann", "ann"]
    assert "knee" in str(lines[0]["input_messages"]) + str(lines[1]["input_messages"])
    assert AuditEntry.objects.get().action == "person.exported"


def test_there_is_no_such_customer(ann, tmp_path):
    with pytest.raises(CommandError, match="nothing of such a customer"):
        call_command("export_person", "--project=acme", "--customer=eve", f"--out={tmp_path / 'x'}", stderr=StringIO())
