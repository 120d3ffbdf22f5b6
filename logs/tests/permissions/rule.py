"""A rule of the table of permissions: calls that are answered alike, and what each kind of caller is answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

PEOPLE = ("anonymous", "stranger", "staff", "viewer", "analyst", "admin", "owner")
KEYS = (
    *("key ingest", "key read", "key read-metadata", "key kore-usage", "key admin"),
    *("key expired", "key revoked", "key of a stranger"),
)
APPS = ("app", "app revoked", "app of a stranger")  # of Kore.ai's API
CALLERS = (*PEOPLE, *KEYS, *APPS)


@dataclass(frozen=True, slots=True)
class Call:
    """One method of one path."""

    method: str
    path: str
    body: str

    def path_in(self, world: Mapping[str, object]) -> str:
        return _filled(self.path, world)

    def body_in(self, world: Mapping[str, object]) -> tuple[str, str]:
        """With its content type."""
        if self.body.startswith("{"):
            return self.body, "application/json"
        return _filled(self.body, world), "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Rule:
    """Calls that answer alike. `codes` are in the order of CALLERS: people, keys, apps."""

    title: str
    codes: str
    lines: str

    @cached_property
    def statuses(self) -> Mapping[str, int]:
        return dict(zip(CALLERS, map(int, self.codes.split()), strict=True))

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        split = (line.split(maxsplit=2) for line in self.lines.strip().splitlines())
        return tuple(Call(method, path, body[0] if body else "") for method, path, *body in split)


def _filled(text: str, world: Mapping[str, object]) -> str:
    return re.sub(r"{(\w+)}", lambda found: str(world[found[1]]), text)


NO_KEY = "302 302 302 302 302 302 302 302   302 302 302"
NO_APP = "401 401 401"
