"""What is said in the sample traffic: files of hand-written texts, because prose reads better outside of code."""

import tomllib
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def load(name: str) -> dict[str, Any]:
    """The content of `name`.toml."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def read(name: str) -> str:
    """The text of `name`.md, without its last line break."""
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8").rstrip("\n")
