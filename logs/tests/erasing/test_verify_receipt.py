"""`manage.py verify_receipt`: who signed it, and whether it was changed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def test_command_erases_and_its_receipt_is_verified(ann, tmp_path, capsys):
    path = tmp_path / "receipt.json"
    call_command("erase_person", "--project=acme", "--customer=ann", f"--receipt={path}", stderr=StringIO())
    call_command("verify_receipt", str(path))
    assert capsys.readouterr().out == "The receipt is genuine.\n"

    path.write_text(path.read_text().replace('"logs": 2', '"logs": 1'))
    with pytest.raises(CommandError, match="not genuine"):
        call_command("verify_receipt", str(path))


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense"])
def test_nonsense_is_no_receipt(tmp_path, text):
    path = tmp_path / "receipt.json"
    path.write_text(text)
    with pytest.raises(CommandError):
        call_command("verify_receipt", str(path))
