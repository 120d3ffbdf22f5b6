"""ReDoS: no expression of ours repeats a repetition, which is what takes exponential time on hostile text."""

import ast
import re._constants as kinds
import re._parser as parser

import pytest

from logs.tests.server import ROOT

REPEATS = {kinds.MAX_REPEAT, kinds.MIN_REPEAT}
CALLS = {"compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer"}


def expressions():
    """Constant expressions that the code hands to `re`, by place."""
    for app in ("accounts", "logs", "llmlogs_site"):
        for path in (ROOT / app).rglob("*.py"):
            if "tests" in path.parts or "import re\n" not in (text := path.read_text()):
                continue
            for node in ast.walk(ast.parse(text)):
                is_re = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS
                if is_re and getattr(node.func.value, "id", "") == "re" and isinstance(node.args[0], ast.Constant):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0].value


def nests(parsed, within=False):
    """Whether something is repeated without end that consists of a repetition without end."""
    return any(_nests(kind, value, within) for kind, value in parsed)


def _nests(kind, value, within):
    # What stands beside something else can be split in one way only.
    if kind in REPEATS:
        is_open = value[1] == kinds.MAXREPEAT
        return (is_open and within) or nests(value[2], is_open and len(value[2]) == 1)
    if kind is kinds.SUBPATTERN:
        return nests(value[3], within and len(value[3]) == 1)
    if kind is kinds.BRANCH:
        return any(nests(branch, within and len(branch) == 1) for branch in value[1])
    return kind in (kinds.ASSERT, kinds.ASSERT_NOT) and nests(value[1])


def test_no_expression_repeats_a_repetition():
    found = list(expressions())
    assert len(found) > 20
    assert [place for place, expression in found if nests(parser.parse(expression))] == []


@pytest.mark.parametrize(
    ("expression", "is_bad"), [("(a+)+b", True), ("(?:a*|b)*c", True), ("(?:a+,)+", False), ("a+b*", False)]
)
def test_the_search_sees_what_it_should(expression, is_bad):
    assert nests(parser.parse(expression)) is is_bad
