"""The file of an export as a download, for the page and for the API."""

from django.http import FileResponse

from .models import Export
from .orders import file_name, file_path
from .shapes import Format


def file_answer(export: Export) -> FileResponse:
    """The file, streamed from the disk. Raises FileNotFoundError where it is gone."""
    file = file_path(export).open("rb")
    name, kind = file_name(export), Format(export.format).content_type
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)
