"""The tables of the product: a narrow row a log, its body apart, the caller's ids, customers.

Everything a list, filter, chart or count reads is in `Log`; everything heavy is in `LogBody`, fetched by key for the
logs on a page. Logs name their project, bot and customer by id and hold no foreign key: their tables may live in
another database, and nothing joins across.
"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from .engines.keys import KeyedIndex, KeyField, KnownIndex
from .fields import ExactJSONField, ExactTextField, IdentifierField, IdentifierHead, TextMapField, UsdField
from .ids import public_id
from .querysets import LogQuerySet


def _index_of_some(column: str, *, name: str, kind: type[KeyedIndex] = KeyedIndex) -> KeyedIndex:
    """An index over an identifier that many logs do not have; it costs nothing for those."""
    present = Q(**{f"{column}__isnull": False})
    return kind(F("project_id"), IdentifierHead(column), F("id"), name=name, condition=present)


class Log(models.Model):
    """One LLM call without its content. Field meanings and units: `canonical.CanonicalLog`."""

    # Time-ordered (ids.py): SQLite's rowid, PostgreSQL's partition key, the newest-first order and its tie-break.
    id = KeyField(primary_key=True)
    project_id = models.BigIntegerField()
    source_id = ExactTextField(null=True)
    dialect = models.TextField()

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    received_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    latency_ms = models.FloatField(null=True)
    ttft_ms = models.FloatField(null=True)

    kind = IdentifierField()
    status = models.TextField()
    status_code = models.IntegerField(null=True)
    finish_reason = ExactTextField(null=True)
    error_type = ExactTextField(null=True)
    error_code = ExactTextField(null=True)
    error_message = ExactTextField(default="")  # the first 1,000 characters; the whole is in the body
    has_warnings = models.BooleanField(default=False)

    provider = IdentifierField(null=True)
    model = IdentifierField(null=True)
    stream = models.BooleanField(default=False)
    cached = models.BooleanField(null=True)
    has_tool_calls = models.BooleanField(default=False)

    prompt_tokens = models.BigIntegerField(null=True)
    completion_tokens = models.BigIntegerField(null=True)
    total_tokens = models.BigIntegerField(null=True)
    cache_read_tokens = models.BigIntegerField(null=True)
    cache_write_tokens = models.BigIntegerField(null=True)
    reasoning_tokens = models.BigIntegerField(null=True)
    cost_usd = UsdField(null=True)
    cost_source = models.TextField()

    customer_id = IdentifierField(null=True)
    thread_id = IdentifierField(null=True)
    group_id = IdentifierField(null=True)
    custom_id = IdentifierField(null=True)
    trace_id = IdentifierField(null=True)
    span_id = ExactTextField(null=True)
    parent_span_id = ExactTextField(null=True)
    parent_request_id = ExactTextField(null=True)
    bot_id = IdentifierField(null=True)
    app_id = ExactTextField(null=True)
    channel = ExactTextField(null=True)
    channel_user_id = ExactTextField(null=True)
    feature = ExactTextField(null=True)
    task_id = ExactTextField(null=True)
    is_developer = models.BooleanField(null=True)
    description = ExactTextField(null=True)
    integration = ExactTextField(null=True)
    prompt_id = ExactTextField(null=True)
    prompt_name = ExactTextField(null=True)
    response_id = ExactTextField(null=True)
    positive_feedback = models.BooleanField(null=True)

    request_url = ExactTextField(null=True)
    request_method = ExactTextField(null=True)
    ip = ExactTextField(null=True)
    request_headers = TextMapField(null=True)  # scalar values as text, names in lower case; for filters
    metadata = TextMapField(null=True)  # scalar values as text; for filters, the body has the types
    attributes = TextMapField(null=True)  # what no other column holds and a vendor's door filters by, as text

    redactions = ExactJSONField(null=True)  # how much each rule took out before storage, by the rule's name

    input_preview = ExactTextField(default="")  # start of the last user message, for lists
    output_preview = ExactTextField(default="")
    size_bytes = models.IntegerField(default=0)  # of the payload as it came in

    objects = LogQuerySet.as_manager()

    class Meta:
        # The key breaks ties in every index: it is the row's address on SQLite and stands last on PostgreSQL.
        indexes = [
            KeyedIndex(F("project_id"), F("id"), name="log_project"),
            KeyedIndex(F("project_id"), F("ended_at"), F("id"), name="log_ended"),
            _index_of_some("model", name="log_model", kind=KnownIndex),
            KeyedIndex(F("project_id"), F("status"), F("id"), name="log_status"),
            KeyedIndex(F("project_id"), F("latency_ms"), F("id"), name="log_latency"),
            KeyedIndex(F("project_id"), F("cost_usd"), F("id"), name="log_cost"),
            KeyedIndex(F("project_id"), F("total_tokens"), F("id"), name="log_tokens"),
            _index_of_some("customer_id", name="log_customer", kind=KnownIndex),
            _index_of_some("thread_id", name="log_thread"),
            _index_of_some("custom_id", name="log_custom"),
            _index_of_some("bot_id", name="log_bot"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def public_id(self) -> UUID:
        """The UUIDv7 that callers and URLs use."""
        return public_id(self.id)

    @property
    def caller_id(self) -> str:
        """What the caller knows the log by: its own id where it sent one, else 32 hex digits of ours."""
        return self.source_id or self.public_id.hex


class LogBody(models.Model):
    """The payloads of a log as they came in, packed by `bodies`; same key as the row."""

    id = KeyField(primary_key=True)
    # `LogPart` with the last of its messages, and with its tools, where these are stored apart.
    messages_part_id = models.BigIntegerField(null=True)
    tools_part_id = models.BigIntegerField(null=True)
    blob = models.BinaryField()

    class Meta:
        # What refers to a part at all: for the sweep.
        indexes = [
            models.Index(F("messages_part_id"), name="body_messages", condition=Q(messages_part_id__isnull=False)),
            models.Index(F("tools_part_id"), name="body_tools", condition=Q(tools_part_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class LogPart(models.Model):
    """A stretch of messages, or a list of tools, that the logs of one project share; a conversation is a chain of them.

    Never changed once written, so it may be remembered by its id, which is never given twice.
    """

    project_id = models.BigIntegerField()
    parent_id = models.BigIntegerField(null=True)  # the part with the messages before these
    depth = models.SmallIntegerField()  # parts from the first of the chain to this one
    digest = models.BinaryField()  # 16 bytes over the project and all messages up to the last of this part
    blob = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="part_identity")]
        indexes = [models.Index(F("parent_id"), name="part_parent", condition=Q(parent_id__isnull=False))]

    def __str__(self) -> str:
        return str(self.id)


class BodyDictionary(models.Model):
    """A zstd dictionary that was learnt from the logs of a project. Never changed or deleted, as bodies name it."""

    id = models.IntegerField(primary_key=True)  # the two bytes in front of a body
    project_id = models.BigIntegerField()
    logs = models.BigIntegerField()  # that the project had then
    blob = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class LogSource(models.Model):
    """(project, source_id) -> log: the constraint that makes a second write of one log find the first.

    A table of its own because a unique key of a partitioned table must hold the partition key. A digest, because an
    identifier may be longer than an index entry.
    """

    digest = models.BinaryField(primary_key=True)  # 16 bytes over project and source_id
    log_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.log_id)


class Customer(models.Model):
    """Somebody an LLM call was made for, made and kept up to date from the logs that name them."""

    project_id = models.BigIntegerField()
    identifier = ExactTextField()
    digest = models.BinaryField()  # 16 bytes over the identifier, for the unique key
    name = ExactTextField(blank=True, default="")
    email = ExactTextField(blank=True, default="")
    details = ExactJSONField(default=dict, blank=True)  # budgets and the like, as sent
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project_id", "digest"], name="customer_identity")]
        indexes = [models.Index(F("project_id"), F("last_seen_at").desc(), name="customer_recent")]

    def __str__(self) -> str:
        return self.identifier


from .content_access.models import ContentRead  # noqa: E402, F401
from .dashboards.models import Dashboard  # noqa: E402, F401
from .erasing.models import Erasure  # noqa: E402, F401
from .exporting.models import Export  # noqa: E402, F401
from .holds import LegalHold  # noqa: E402, F401
from .redaction.models import RedactionRule  # noqa: E402, F401
from .refused import Refusal  # noqa: E402, F401
from .repeating import AnsweredRequest  # noqa: E402, F401
from .retention.models import RetentionRule, RetentionRun  # noqa: E402, F401
from .rollups.models import RollupCell, RollupDelta, RollupSeries, RollupState  # noqa: E402, F401
from .saved.models import RecentSearch, SavedView  # noqa: E402, F401
from .search.models import SearchPage, SearchQueue, SearchSegment, SearchStale  # noqa: E402, F401 - known to Django
