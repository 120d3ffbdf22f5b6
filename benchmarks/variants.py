"""The schemas that are compared: the product's own tables, and each decision taken the other way.

Their DDL is what Django's schema editor makes of the state that the migrations end in; a variant changes that state.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum, auto
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from sample_logs import COLUMNS, YEAR, Sample

from logs.engines import engine_of
from logs.engines.migrations import CreateLogTable
from logs.models import Log, LogBody, LogSource

LOG, BODY, SOURCE = (model._meta.db_table for model in (Log, LogBody, LogSource))
# In these indexes the key only breaks ties; in the others it stands for the time.
_TIE_BROKEN = frozenset({"log_ended", "log_latency", "log_cost", "log_tokens"})


class Key(Enum):
    TIME = auto()  # 63 bits, time-ordered, as the migrations declare it: on SQLite the rowid
    NAMED_ROWID = auto()  # the same, and named at the end of every index, which ends in the rowid anyway
    BESIDE_ROWID = auto()  # the same declared `bigint`, so that SQLite keeps a rowid of its own beside it
    UUID = auto()  # UUIDv7
    SEQUENCE = auto()  # 1, 2, 3 ... in order of arrival, and a unique UUIDv7 beside it


class Source(StrEnum):
    """Where a second log of one (project, source_id) is refused; NONE leaves it out of the measurement."""

    NONE = auto()
    TABLE = auto()
    TABLE_WITHOUT_ROWID = auto()
    COLUMN = auto()  # unique (project_id, source_id) on the row


@dataclass(frozen=True)
class Variant:
    """One schema. The defaults are the product's own; what a measurement is not about may be left out."""

    name: str
    title: str
    key: Key = Key.TIME
    has_body: bool = True
    body_inline: bool = False
    source: Source = Source.NONE
    partitioned: bool = False

    @property
    def body_apart(self) -> bool:
        return self.has_body and not self.body_inline

    @property
    def source_apart(self) -> bool:
        return self.source in (Source.TABLE, Source.TABLE_WITHOUT_ROWID)

    @property
    def has_public_column(self) -> bool:
        """Whether the public id is a column of its own, beside the key."""
        return self.key is Key.SEQUENCE

    @property
    def stores_public_id(self) -> bool:
        """As a column or as the key."""
        return self.key in (Key.SEQUENCE, Key.UUID)

    @property
    def list_columns(self) -> tuple[str, ...]:
        """What a list reads of a row: everything but a body."""
        return ("id", *COLUMNS, *(["public_id"] if self.has_public_column else []))

    @property
    def insert_columns(self) -> tuple[str, ...]:
        return (*self.list_columns, *(["blob"] if self.body_inline else []))

    @property
    def newest_first(self) -> str:
        return '"started_at" DESC, "id" DESC' if self.key is Key.SEQUENCE else '"id" DESC'


def log_row(variant: Variant, sample: Sample, public: UUID | str | None) -> tuple:
    """The row of a log in the order of `insert_columns`; `public` is its public id as the driver takes it."""
    beside = [public] if variant.has_public_column else []
    blob = [sample.blob] if variant.body_inline else []
    return (key_value(variant, sample, public), *sample.columns, *beside, *blob)


def key_value(variant: Variant, sample: Sample, public: UUID | str | None) -> int | UUID | str | None:
    """The primary key of a log."""
    if variant.key is Key.UUID:
        return public
    return sample.number if variant.key is Key.SEQUENCE else sample.key


def create_tables(variant: Variant, connection: BaseDatabaseWrapper) -> None:
    """The tables and indexes of a variant in an empty database."""
    state = _changed_state(variant, connection.vendor)
    if variant.partitioned:
        _create_partitioned(state, connection)
        return
    names = ["Log", *(["LogBody"] if variant.body_apart else []), *(["LogSource"] if variant.source_apart else [])]
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        for name in names:
            editor.create_model(state.apps.get_model("logs", name))
    with connection.cursor() as cursor:
        for statement in editor.collected_sql:
            cursor.execute(_without_rowid(statement) if variant.source is Source.TABLE_WITHOUT_ROWID else statement)


def migrated_key(connection: BaseDatabaseWrapper) -> str:
    """The type that the migrations give the key of the log table on this engine."""
    return _migrated_state().apps.get_model("logs", "Log")._meta.pk.db_type(connection)


def _changed_state(variant: Variant, vendor: str) -> ProjectState:
    state = _migrated_state()
    log, body = state.models["logs", "log"], state.models["logs", "logbody"]
    log.fields["id"], body.fields["id"] = _key_fields(variant.key, log.fields["id"], body.fields["id"])
    if variant.has_public_column:
        log.fields["public_id"] = models.UUIDField(unique=True)
        log.options["indexes"] = [_led_by_start(index) for index in log.options["indexes"]]
    if variant.key in (Key.NAMED_ROWID, Key.BESIDE_ROWID, Key.UUID):
        log.options["indexes"] = [_without(index, "id", models.F("id")) for index in log.options["indexes"]]
    if variant.body_inline:
        log.fields["blob"] = models.BinaryField()
    if variant.source is Source.COLUMN:
        unique = models.UniqueConstraint(fields=["project_id", "source_id"], name="log_source")
        log.options["constraints"] = [unique]
    return state


def _migrated_state() -> ProjectState:
    loader = MigrationLoader(None)
    return loader.project_state(loader.graph.leaf_nodes("logs"))


def _key_fields(key: Key, row: models.Field, body: models.Field) -> tuple[models.Field, models.Field]:
    """The primary key of the row and that of its body, from those that the migrations give them."""
    if key is Key.UUID:
        return models.UUIDField(primary_key=True), models.UUIDField(primary_key=True)
    if key is Key.SEQUENCE:
        return models.BigAutoField(primary_key=True), models.BigAutoField(primary_key=True)
    if key is Key.BESIDE_ROWID:
        return models.BigIntegerField(primary_key=True), models.BigIntegerField(primary_key=True)
    return row, body


def _led_by_start(index: models.Index) -> models.Index:
    """The index in a schema whose key is not the time: the start stands before the key where the order is by time."""
    return index if index.name in _TIE_BROKEN else _without(index, "id", models.F("started_at"), models.F("id"))


def _without(index: models.Index, column: str, *instead: models.F) -> models.Index:
    """The index with a column left out, or others in its place at the end, all of them told to SQLite too."""
    expressions = [part for part in index.expressions if part != models.F(column)]
    return models.Index(*expressions, *instead, name=index.name, condition=index.condition)


def _without_rowid(statement: str) -> str:
    """Django has no word for it."""
    return f"{statement.rstrip(';')} WITHOUT ROWID" if f'CREATE TABLE "{SOURCE}"' in statement else statement


def _create_partitioned(state: ProjectState, connection: BaseDatabaseWrapper) -> None:
    """The real operations of the migrations, then the engine's own months; the connection is that of its alias."""
    migrations = MigrationLoader(None).disk_migrations
    operations = [op for (app, _), migration in migrations.items() if app == "logs" for op in migration.operations]
    with connection.schema_editor() as editor:
        for operation in operations:
            if isinstance(operation, CreateLogTable):
                operation.database_forwards("logs", editor, ProjectState(), state)
    engine_of(connection.alias).prepare(connection.alias, since=datetime.now(UTC) - YEAR)
