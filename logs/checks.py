"""System checks: settings and files that must not be so where others can reach the server.

Errors are for HTTPS=1, which says that this is no laptop: no command starts with them. Warnings come with
`check --deploy`, with `doctor`, and as `serve` starts with HTTPS=1.
"""

import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

_SHORTEST_KEY = 50
_FEWEST_CHARACTERS = 10
# libpq's modes that fall back to clear text, or never leave it.
_CLEAR_MODES = {"", "disable", "allow", "prefer"}
_HERE = {"", "localhost", "127.0.0.1", "::1"}


@register(Tags.security)
def check_public_settings(**options: Any) -> list[CheckMessage]:
    """What makes a server on the internet anybody's."""
    if not settings.HTTPS:
        return []
    found: list[CheckMessage] = []
    if _is_weak(settings.SECRET_KEY):
        hint = "Leave it out, and one is made in the data directory; or take 50 random characters and more."
        found.append(Error("SECRET_KEY can be guessed: it signs sessions and tokens.", hint=hint, id="llmlogs.E001"))
    if settings.DEBUG:
        hint = "Take DEBUG out of the environment."
        found.append(
            Error("DEBUG shows settings and content to whoever causes an error.", hint=hint, id="llmlogs.E002")
        )
    if "*" in settings.ALLOWED_HOSTS:
        hint = "Name the hosts, such as ALLOWED_HOSTS=logs.example.com."
        found.append(Error("ALLOWED_HOSTS lets every name in, forged ones too.", hint=hint, id="llmlogs.E003"))
    if clear := [each for each in settings.CSRF_TRUSTED_ORIGINS if not each.startswith("https://")]:
        found.append(Error(f"CSRF_TRUSTED_ORIGINS trusts pages in clear: {', '.join(clear)}.", id="llmlogs.E004"))
    return found


@register(Tags.security, deploy=True)
def check_proxies(**options: Any) -> list[CheckMessage]:
    """Behind a proxy that is not named, all callers have one address: limits and records by address tell nothing."""
    if not settings.HTTPS or settings.TRUSTED_PROXIES:
        return []
    return [
        Warning("TRUSTED_PROXIES does not name the proxy.", hint="One proxy: TRUSTED_PROXIES=1.", id="llmlogs.W001")
    ]


@register(Tags.security, deploy=True)
def check_files(**options: Any) -> list[CheckMessage]:
    """The secret key and SQLite files are for the server's user alone."""
    hint = "chmod 700 the folder, or chmod 600 the file."
    return [
        Warning(f"Other users of this machine can read {path}.", hint=hint, id="llmlogs.W002")
        for path in _private_files()
        if _is_open(path)
    ]


@register(Tags.security, deploy=True)
def check_databases(**options: Any) -> list[CheckMessage]:
    """What goes to a database on another machine is encrypted on its way."""
    return [
        Warning(
            f"The database {alias!r} is on another machine, and what goes there may go in clear.",
            hint="Add ?sslmode=verify-full (or require) to its URL.",
            id="llmlogs.W003",
        )
        for alias, config in settings.DATABASES.items()
        if _may_go_in_clear(config)
    ]


def _is_weak(key: str) -> bool:
    return len(key) < _SHORTEST_KEY or len(set(key)) < _FEWEST_CHARACTERS or key.startswith("django-insecure-")


def _private_files() -> Iterator[Path]:
    yield settings.DATA_DIR / "secret_key"
    for path in _sqlite_files(settings.DATABASES.values()):
        yield from (path, Path(f"{path}-wal"))


def _sqlite_files(configs: Iterable[Mapping[str, Any]]) -> Iterator[Path]:
    for config in configs:
        if config["ENGINE"].endswith("sqlite3") and config["NAME"] != ":memory:":
            yield Path(config["NAME"])


def _is_open(path: Path) -> bool:
    """Whether somebody else may read it: the file lets them, and so does its folder."""
    try:
        file, folder = path.stat().st_mode, path.parent.stat().st_mode
    except OSError:
        return False
    readers = (stat.S_IRGRP, stat.S_IXGRP), (stat.S_IROTH, stat.S_IXOTH)
    return any(file & may_read and folder & may_enter for may_read, may_enter in readers)


def _may_go_in_clear(config: Mapping[str, Any]) -> bool:
    options = config.get("OPTIONS", {})
    host = options.get("host") or config.get("HOST") or ""
    if config["ENGINE"].endswith("sqlite3") or host.startswith("/") or host in _HERE:
        return False
    return options.get("sslmode", "") in _CLEAR_MODES
