"""What logs are looked at by besides one by one: customers, models, prompts, features and bots, each with its pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import Bot

from ..customers import identifier_digest
from ..ids import moment_of
from ..ledger import Ledger, Tally
from ..models import Customer, Log
from ..querylang.editing import cleared, toggled
from ..querysets import LogQuerySet
from ..recent import MOST_VALUES, newest_keys
from .addresses import fits_in_path
from .filters import address

# Of so many customers is asked when they were last seen, to sort all by it.
_MOST_CUSTOMERS = 10_000

Tallied = Mapping[str | None, Tally]
Moments = Mapping[str | None, datetime]


@dataclass(frozen=True, slots=True)
class Place:
    """A column of logs whose values have pages. `name` is that of the address, `field` that of the query language."""

    name: str
    title: str
    one: str
    field: str
    column: str
    about: str
    sent_as: str  # how a caller names one

    def address(self, value: str, query: str = "") -> str:
        """The page of one value; `query` carries conditions on."""
        carried = f"&{query}" if query else ""
        return f"{reverse(f'logs:{self.name}')}?{address({'name': value})}{carried}"

    def narrowed(self, text: str, value: str | None) -> str:
        """The query `text` for the logs of one value alone."""
        return toggled(cleared(text, self.field), self.field, value)

    def labels(self, project_id: int, values: Iterable[str | None]) -> Mapping[str | None, str]:
        """What people call values, where that is another name."""
        return {}

    def completed(self, project_id: int, tallied: Tallied) -> Tallied:
        """What the list shows, where that is not just what logs have."""
        return tallied

    def last_seen(self, project_id: int, tallied: Tallied) -> Moments:
        """When values were last seen, as far as that is known."""
        return {value: moment_of(one.last_key) for value, one in tallied.items() if one.last_key is not None}

    def list_ledger(self, project_id: int, logs: LogQuerySet) -> Ledger:
        """All of `logs`, for counting them by value."""
        return Ledger(logs)

    def ledger(self, project_id: int, logs: LogQuerySet, value: str) -> Ledger:
        """Those of `logs` that have a value, for counting: among the newest, as no index finds them."""
        return Ledger(logs).only(self.column, value)

    def exists(self, project_id: int, value: str) -> bool:
        """Whether a project has the value."""
        return bool(self.ledger(project_id, Log.objects.of_project(project_id), value).sample.rows)


class IndexedPlace(Place):
    """A place whose logs an index finds."""

    __slots__ = ()

    def ledger(self, project_id: int, logs: LogQuerySet, value: str) -> Ledger:
        return Ledger(logs.filter(**{self.column: value}))

    def last_seen(self, project_id: int, tallied: Tallied) -> Moments:
        by_count = sorted(tallied, key=lambda value: -tallied[value].total)
        known = [value for value in by_count if value is not None]
        return {value: moment_of(key) for value, key in self._newest(project_id, known).items()}

    def exists(self, project_id: int, value: str) -> bool:
        return bool(self._newest(project_id, [value]))

    def _newest(self, project_id: int, values: list[str]) -> dict[str | None, int]:
        return newest_keys(Log.objects.of_project(project_id), self.column, values)


class CustomerPlace(IndexedPlace):
    """Customers have a table of their own, and an address that reads well."""

    __slots__ = ()

    def address(self, value: str, query: str = "") -> str:
        if not fits_in_path(value):
            return Place.address(self, value, query)
        return reverse("logs:customer", args=[value]) + (f"?{query}" if query else "")

    def labels(self, project_id: int, values: Iterable[str | None]) -> Mapping[str | None, str]:
        return {one.identifier: one.name for one in customers(project_id, values)}

    def last_seen(self, project_id: int, tallied: Tallied) -> Moments:
        if len(tallied) <= MOST_VALUES:
            return {one.identifier: one.last_seen_at for one in customers(project_id, tallied)}
        newest = Customer.objects.filter(project_id=project_id).order_by("-last_seen_at")
        return dict(newest.values_list("identifier", "last_seen_at")[:_MOST_CUSTOMERS])

    def exists(self, project_id: int, value: str) -> bool:
        return bool(customers(project_id, [value]))


class BotPlace(IndexedPlace):
    """Bots have names in the project, and one of them takes the logs that name none."""

    __slots__ = ()

    def labels(self, project_id: int, values: Iterable[str | None]) -> Mapping[str | None, str]:
        return {bot.bot_id: bot.name for bot in _bots(project_id)}

    def completed(self, project_id: int, tallied: Tallied) -> Tallied:
        """With bots that no log names."""
        return {bot.bot_id: Tally() for bot in _bots(project_id)} | dict(tallied)

    def last_seen(self, project_id: int, tallied: Tallied) -> Moments:
        return Place.last_seen(self, project_id, tallied)

    def list_ledger(self, project_id: int, logs: LogQuerySet) -> Ledger:
        default = next((bot.bot_id for bot in _bots(project_id) if bot.is_default), None)
        return Ledger(logs, stands_for={self.column: default} if default else None)

    def ledger(self, project_id: int, logs: LogQuerySet, value: str) -> Ledger:
        is_default = any(bot.bot_id == value and bot.is_default for bot in _bots(project_id))
        return Ledger(logs.of_bot(value, is_default=is_default))

    def exists(self, project_id: int, value: str) -> bool:
        is_named = any(bot.bot_id == value for bot in _bots(project_id))
        return is_named or IndexedPlace.exists(self, project_id, value)


def _bots(project_id: int) -> list[Bot]:
    """The bots of a project: few. Compared here, as a log may name what their column cannot even be asked for."""
    return list(Bot.objects.filter(project_id=project_id))


def customers(project_id: int, identifiers: Iterable[str | None]) -> list[Customer]:
    """The customers of a project that go by these identifiers."""
    digests = [identifier_digest(one) for one in identifiers if one is not None]
    return list(Customer.objects.filter(project_id=project_id, digest__in=digests))


CUSTOMERS = CustomerPlace(
    *("customers", "Customers", "customer", "customer", "customer_id"),
    about="whom calls were made for",
    sent_as="customer_params.customer_identifier",
)
MODELS = IndexedPlace(
    *("models", "Models", "model", "model", "model"),
    about="what was called, and what it costs",
    sent_as="model",
)
PROMPTS = Place(
    *("prompts", "Prompts", "prompt", "prompt", "prompt_name"),
    about="prompts by name",
    sent_as="prompt_name",
)
FEATURES = Place(
    *("features", "Features", "feature", "feature", "feature"),
    about="features of your product",
    sent_as="feature_name",
)
BOTS = BotPlace(
    *("bots", "Bots", "bot", "bot", "bot_id"),
    about="bots of the project; logs that name none are the default bot's",
    sent_as="bot_id",
)
PLACES = (CUSTOMERS, MODELS, PROMPTS, FEATURES, BOTS)
