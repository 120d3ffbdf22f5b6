"""The table: what every kind of caller is answered, by the rule that its path follows.

A rule has a status for each of `rule.CALLERS` and the calls that it is about, a line each: method, path, and a form or
JSON. Names in braces are things of `world.py`. `docs/permissions.md` is written from here by `write.py`.
"""

from .api_rules import DOORS, NATIVE
from .page_rules import OPEN, PAGES, SETTINGS
from .rule import APPS, CALLERS, KEYS, PEOPLE, Call, Rule

__all__ = ["APPS", "CALLERS", "KEYS", "PEOPLE", "RULES", "Call", "Rule"]

RULES = (*OPEN, *PAGES, *SETTINGS, *NATIVE, *DOORS)
