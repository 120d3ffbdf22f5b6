"""Prints the table in Markdown, from the answers that the doors give: `python -m logs.tests.malformed`.

The database is one of its own, on the engine that TEST_ENGINE names.
"""

import json
import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .doors import Caller, Gate
    from .table import Row

DOORS = ("Keywords AI", "LiteLLM", "LLM Report", "Kore.ai", "Bifrost")
FORMS = """A sentence stands for a body in its door's form: Keywords AI and LiteLLM `{"detail"}` (422 with `errors` or
`results`), LLM Report `{"error"}`, Kore.ai `{"errors":[{"msg","code"}]}`, Bifrost
`{"is_bifrost_error","status_code","error":{"message"},"extra_fields"}`. N stands for a number, M for a method. A door
without an answer has no such request. Cases with the same answers share a row."""
LONGEST = 100  # characters of a sentence
_VARYING = ((re.compile(r"(character|byte) \d+"), r"\1 N"), (re.compile(r'Method "[A-Z]+"'), "Method M"))


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
    from .access import ACCESS, PATHS, WRONG_METHODS
    from .bodies import BODIES
    from .doors import Caller
    from .queries import QUERIES

    caller = Caller()
    before = caller.contents()
    yield from (FORMS, "")
    for title, rows in (
        ("Body", BODIES),
        ("Query", QUERIES),
        ("Credential", ACCESS),
        ("Method", WRONG_METHODS),
        ("Path", PATHS),
    ):
        cells = [(row.case, _cells(caller, row)) for row in rows]
        doors = [door for door in DOORS if any(found[door] for _, found in cells)]
        yield from (f"| {title} | {' | '.join(doors)} |", "|---" * (len(doors) + 1) + "|")
        yield from (_line(cases, found) for cases, found in _grouped((c, [f[d] for d in doors]) for c, f in cells))
        yield ""
    yield from _field_lines(caller)
    kept = before.items() <= caller.contents().items()
    yield f"\nStored before: {len(before)} logs, each {'still there and unchanged' if kept else 'LOST OR CHANGED'}."


def _cells(caller: "Caller", row: "Row") -> dict[str, str]:
    """What each door answers to a case; a door with several gates shows its different answers in one cell."""
    from .doors import answer_of

    answers: dict[str, dict[str, None]] = {door: {} for door in DOORS}
    for knock in row.knocks:
        door = next(door for door in DOORS if knock.gate.startswith(door))
        request = {key: value() if callable(value) else value for key, value in knock.request.items()}
        answers[door][_shown(answer_of(knock.gate, caller.send(knock.gate, **request)))] = None
    return {door: "<br>".join(found) for door, found in answers.items()}


def _grouped(cells: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[list[str], list[str]]]:
    """Cases that are answered alike, together, each group where its first case is."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for case, found in cells:
        groups.setdefault(tuple(found), []).append(case)
    return ((cases, list(found)) for found, cases in groups.items())


def _line(cases: list[str], found: list[str]) -> str:
    return f"| {'; '.join(cases)} | {' | '.join(found)} |"


def _shown(answer: tuple[int, str]) -> str:
    status, sentence = answer
    for varying, steady in _VARYING:
        sentence = varying.sub(steady, sentence)
    sentence = sentence if len(sentence) <= LONGEST else sentence[:LONGEST] + "…"
    return f"{status} {sentence}".strip().replace("|", "&#124;")


def _field_lines(caller: "Caller") -> Iterator[str]:
    """Each field of a body with each type: fields that answer alike share a row."""
    from .arguments import KORE_ARGUMENTS, LITELLM_FIELDS, kore_body
    from .doors import Gate
    from .fields import FIELDS, VALUES, payload_of

    def body(path: str, value: Any) -> bytes:
        return json.dumps(payload_of(path, value)).encode()

    yield from ("| Fields of a body | Answers to each type of value |", "|---|---|")
    for gate, paths, body_of in (
        (Gate.CREATE, FIELDS, body),
        (Gate.LITELLM, LITELLM_FIELDS, body),
        (Gate.KORE, KORE_ARGUMENTS, kore_body),
    ):
        rows = []
        for path in paths:
            answers: dict[str, list[str]] = {}
            for name, value in VALUES.items():
                answer = _field_answer(gate, path, caller.send(gate, body=body_of(path, value)))
                answers.setdefault(answer, []).append(name)
            rows.append((path, ["; ".join(f"{', '.join(names)}: {answer}" for answer, names in answers.items())]))
        yield from (_line([f"{gate}: {', '.join(names)}"], found) for names, found in _grouped(rows))


def _field_answer(gate: "Gate", path: str, response: Any) -> str:
    """The sentence about the field where there is one."""
    from .doors import answer_of

    status, sentence = answer_of(gate, response)
    if status == 422:
        body = response.json()
        sentence = (body.get("errors") or body["results"][0]["errors"])[path][0]
    return _shown((status, sentence))


if __name__ == "__main__":
    main()
