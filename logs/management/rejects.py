"""Lines that an import refused: the first are named on stderr, all are kept in a file of their own."""

import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from logs.importing import Line

from .progress import Reporter

NAMED = 20


def place_for(file: str) -> Path:
    """Beside the file, where one may write there; else, as for stdin, in the data directory."""
    if file == "-":
        return settings.DATA_DIR / f"import-{timezone.now():%Y%m%d-%H%M%S}.rejected.jsonl"
    beside = Path(f"{file}.rejected.jsonl")
    return beside if os.access(beside.parent, os.W_OK) else settings.DATA_DIR / beside.name


class Rejects:
    """The refused lines of one import. The file is made with the first of them, for its owner only."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self._file: BinaryIO | None = None

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def refuse(self, line: Line, reason: str, reporter: Reporter) -> None:
        """Keep the line as it is and say why it was refused; its content is said nowhere."""
        self.count += 1
        if self.count <= NAMED:
            reporter.say(f"Line {line.number}: {reason}")
        elif self.count == NAMED + 1:
            reporter.say("More lines are refused; they are counted and kept, but not named.")
        file = self._file = self._file or self._make()
        file.writelines(line.pieces)
        file.write(b"\n")

    def _make(self) -> BinaryIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
