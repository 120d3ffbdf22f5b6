"""Records as a file, written while it is read: CSV for spreadsheets, which runs nothing there, or JSON lines."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from ..canonical import Json
from ..exporting.shapes import Format, csv_row, defused
from ..json_codec import encode
from .listing import Listing

FORMATS = (Format.CSV, Format.JSONL)
_CHUNK = 2000


def file_answer(listing: Listing, rows: QuerySet, format_: Format) -> StreamingHttpResponse:
    """A download of all `rows`, newest first."""
    lines = _csv(listing, rows) if format_ is Format.CSV else _jsonl(listing, rows)
    name = f"llmlogs-{listing.title.lower().replace(' ', '-')}-{timezone.now():%Y%m%d-%H%M%S}.{format_}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(lines, content_type=format_.content_type, headers=headers)


def _records(listing: Listing, rows: QuerySet) -> Iterator[dict[str, Json]]:
    return (listing.record(row) for row in rows.order_by("-pk").iterator(_CHUNK))


def _jsonl(listing: Listing, rows: QuerySet) -> Iterator[bytes]:
    for record in _records(listing, rows):
        yield encode(record) + b"\n"


def _csv(listing: Listing, rows: QuerySet) -> Iterator[bytes]:
    yield csv_row(listing.columns)
    for record in _records(listing, rows):
        yield csv_row(_cells(record.values()))


def _cells(values: Iterable[Json]) -> Iterator[str]:
    for value in values:
        if value is None or value == {}:
            yield ""
        elif isinstance(value, str):
            yield defused(value)
        else:
            # A number, a list or an object cannot begin a formula: a minus before a digit is a number.
            yield encode(value).decode().strip('"')
