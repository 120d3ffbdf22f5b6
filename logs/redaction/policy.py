"""The rules of a project, followed through a payload: every text anywhere in it, keys included. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import re2

from ..canonical import Json
from ..json_codec import encode
from .kinds import Kind, Mode
from .rules import Rule
from .streams import is_stream, join_pieces
from .texts import Texts

# Members that name who or what a log is of: at the top of a payload and in the objects below.
IDENTIFIERS = frozenset(
    {"unique_id", "id", "source_id", "customer_identifier", "customer_id", "user_id", "user", "end_user"}
    | {"thread_identifier", "thread_id", "session_identifier", "session_id", "group_identifier", "group_id"}
    | {"custom_identifier", "custom_id", "trace_unique_id", "trace_id", "span_unique_id", "span_id", "span_parent_id"}
    | {"parent_span_id", "parent_request_id", "bot_id", "app_id", "channel_user_id", "task_id", "prompt_id"}
    | {"response_id", "user_api_key_end_user_id", "user_api_key_user_id", "user_api_key_alias", "litellm_call_id"}
)
_HOLDERS = frozenset({"customer_params", "keywordsai_params", "respan_params", "metadata", "model_parameters"})
# A text in pieces may hide what a hint looks for, and so may an escape in a text inside the text.
_PIECES = re2.compile(rb"delta|candidates|data:|done\\*\"|\\\\u00|event_type")


class Redacted(NamedTuple):
    """A payload after the rules, and how often each found something."""

    payload: Mapping[str, Json]
    counts: Mapping[str, int]
    keeps_content: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """What a project wants; made once and shared."""

    rules: Sequence[Rule] = ()
    key: bytes = field(default=b"", repr=False)

    def redact(self, payload: Mapping[str, Json]) -> Redacted:
        """The payload itself where the rules find nothing."""
        if not self.rules:
            return Redacted(payload, {})
        counts: Counter[str] = Counter()
        rules = [rule for rule in self.rules if rule.kind != Kind.CONTENT]
        encoded = encode(payload) if rules else b""
        # The payload as one text tells in a fraction of the work what there may be to find.
        likely = [rule for rule in rules if rule.may_find(encoded)]
        if likely or _PIECES.search(encoded):
            payload = _Walk(rules, likely, self.key, counts).members(payload)
        fired = [rule for rule in self.rules if rule.kind == Kind.CONTENT or counts[rule.name]]
        keeps = all(rule.mode != Mode.METADATA_ONLY for rule in fired)
        counts.update(rule.name for rule in fired if rule.kind == Kind.CONTENT)
        return Redacted(payload, dict(counts), keeps)


class _Walk:
    """One payload's way through the rules."""

    def __init__(self, rules: Sequence[Rule], likely: Sequence[Rule], key: bytes, counts: Counter[str]) -> None:
        self._texts = Texts(rules, key, likely, counts)
        named = [rule for rule in rules if rule.in_identifiers]
        self._names = Texts(named, key, [rule for rule in likely if rule in named], counts)

    def members(self, payload: Mapping[str, Json]) -> Mapping[str, Json]:
        """The top of a payload, or one of the objects below that hold identifiers too."""
        return self._object(payload, may_name=True)

    def _object(self, values: Mapping[str, Json], *, may_name: bool = False) -> Mapping[str, Json]:
        changed = None
        for key, value in values.items():
            clean = self._member(key, value, may_name)
            if clean is not value:
                changed = dict(values) if changed is None else changed
                changed[key] = clean
        found = values if changed is None else changed
        new_keys = {key: self._texts.redacted(key) for key in found if len(key) > 5}
        if all(old == new for old, new in new_keys.items()):
            return found
        return _renamed(found, new_keys)

    def _member(self, key: str, value: Json, may_name: bool) -> Json:
        if may_name and key in IDENTIFIERS and type(value) is str:
            return self._names.redacted(value, is_identifier=True)
        if may_name and key in _HOLDERS and type(value) is dict:
            return self._object(value, may_name=True)
        return self._value(value)

    def _value(self, value: Json) -> Json:
        sort = type(value)
        if sort is str:
            return self._texts.redacted(value)
        if sort is dict:
            return self._object(value)
        if sort is list and value and type(value[0]) not in (int, float):
            return self._items(value)
        return value

    def _items(self, values: list[Json]) -> list[Json]:
        if is_stream(values):
            copy = _copied(values)
            if join_pieces(copy, partial(self._texts.redacted, is_sum=True)):
                values = copy
        clean = [self._value(item) for item in values]
        return values if all(new is old for new, old in zip(clean, values, strict=True)) else clean


def _renamed(values: Mapping[str, Json], names: Mapping[str, str]) -> dict[str, Json]:
    """Members under other keys, in order; two that were masked alike stay two."""
    found: dict[str, Json] = {}
    for key, value in values.items():
        name, number = names.get(key, key), 2
        while name in found or (name != key and name in values):
            name, number = f"{names[key]} {number}", number + 1
        found[name] = value
    return found


def _copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _copied(member) for key, member in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


NOTHING = Policy()
