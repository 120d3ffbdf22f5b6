"""`python -m logs.tests.permissions.write`: the table as a page of the documentation."""

from pathlib import Path

from .table import APPS, KEYS, PEOPLE, RULES

PAGE = Path(__file__).resolve().parents[3] / "docs/permissions.md"
_HEAD = """# Permissions

What each kind of caller is answered. Written from the table that the tests ask cell by cell
(`logs/tests/permissions/table.py`), so it is never out of date.

People are signed in; *stranger* owns another project, *staff* may open the Django admin and is a member of nothing.
Keys have one scope each; *expired* and *revoked* ones have every scope, and so has the key of a stranger. *app* is a
client of Kore.ai's API. 302 leads to the sign-in page, or on where something was done. 404 is what a thing of another
project answers, as if it were not there; lists and settings are always those of the caller's own project.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_section(rule) for rule in RULES)])


def _section(rule: object) -> str:
    tables = [_table(rule, names) for names in (PEOPLE, (*KEYS, *APPS))]
    calls = "\n".join(f"- `{call.method} {call.path.partition('?')[0]}`" for call in rule.calls)
    return f"## {rule.title}\n\n" + "\n".join(tables) + f"\n{calls}\n"


def _table(rule: object, names: tuple[str, ...]) -> str:
    heads = [name.removeprefix("key ") for name in names]
    codes = [str(rule.statuses[name]) for name in names]
    return f"| {' | '.join(heads)} |\n|{'---|' * len(names)}\n| {' | '.join(codes)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page())
