"""Prints the table in Markdown, from the answers that the doors give: `python -m logs.tests.malformed`.

The database is one of its own, on the engine that TEST_ENGINE names.
"""

import json
import os
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .doors import Caller
    from .table import Row

DOORS = ("Keywords AI", "LLM Report", "Kore.ai", "Bifrost")
LONGEST = 160  # characters of a body


def main() -> None:
    from logs.tests import engine_plugin  # noqa: F401  chooses the database before Django reads its settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llmlogs_site.settings")
    warnings.simplefilter("ignore")
    import django
    from django.test.runner import DiscoverRunner

    django.setup()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    try:
        sys.stdout.writelines(f"{line}\n" for line in _table())
    finally:
        runner.teardown_databases(databases)


def _table() -> Iterator[str]:
    from .access import ACCESS, WRONG_METHODS
    from .bodies import BODIES
    from .doors import Caller
    from .queries import QUERIES

    caller = Caller()
    before = caller.contents()
    yield from (f"| Case | {' | '.join(DOORS)} |", "|---" * (len(DOORS) + 1) + "|")
    for row in [*BODIES, *QUERIES, *ACCESS, *WRONG_METHODS]:
        yield _line(caller, row)
    yield from ("", "| Field of a log | What is sent | Status | Sentence |", "|---|---|---|---|")
    yield from _field_lines(caller)
    kept = before.items() <= caller.contents().items()
    yield f"\nStored before: {len(before)} logs, each {'still there and unchanged' if kept else 'LOST OR CHANGED'}."


def _line(caller: "Caller", row: "Row") -> str:
    """One case; a door with several gates shows its different answers one below the other."""
    cells: dict[str, dict[str, None]] = {door: {} for door in DOORS}
    for knock in row.knocks:
        door = next(door for door in DOORS if knock.gate.startswith(door))
        request = {key: value() if callable(value) else value for key, value in knock.request.items()}
        cells[door][_cell(caller.send(knock.gate, **request))] = None
    return f"| {row.case} | {' | '.join('<br>'.join(cell) for cell in cells.values())} |"


def _cell(response: Any) -> str:
    text = response.content.decode().strip().replace("|", "&#124;")
    if response.status_code < 400:
        return str(response.status_code)
    return f"{response.status_code} `{text if len(text) <= LONGEST else text[:LONGEST] + '…'}`"


def _field_lines(caller: "Caller") -> Iterator[str]:
    from .doors import Gate
    from .fields import FIELDS, VALUES, payload_of

    for path in FIELDS:
        answers: dict[tuple[int, str], list[str]] = {}
        for name, value in VALUES.items():
            response = caller.send(Gate.CREATE, body=json.dumps(payload_of(path, value)).encode())
            sentence = response.json()["errors"][path][0] if response.status_code == 422 else "stored"
            answers.setdefault((response.status_code, sentence), []).append(name)
        for (status, sentence), names in answers.items():
            yield f"| `{path}` | {', '.join(names)} | {status} | {sentence} |"


if __name__ == "__main__":
    main()
