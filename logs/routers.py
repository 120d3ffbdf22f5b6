"""Which database a model lives in: logs and their bodies may have one of their own (LOGS_DATABASE_URL)."""

from typing import Any

from django.conf import settings
from django.db.models import Model

_IN_LOGS_DATABASE = {
    *("log", "logbody", "logpart", "logsource", "bodydictionary"),
    *("rollupcell", "rollupdelta", "rollupseries", "rollupstate"),
    *("searchpage", "searchqueue", "searchsegment", "searchstale"),
}


def logs_alias() -> str:
    """Alias of the database that holds the logs: `logs`, or `default` where both URLs are one."""
    return "logs" if "logs" in settings.DATABASES else "default"


class LogsRouter:
    """Sends the log tables, and only them, to the logs database; chosen by model, not by app."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return logs_alias() if self._is_log_table(model) else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        if "logs" not in settings.DATABASES:
            return None
        if model_name is None:
            return None
        in_logs = app_label == "logs" and model_name.lower() in _IN_LOGS_DATABASE
        return (db == "logs") == in_logs

    @staticmethod
    def _is_log_table(model: type[Model]) -> bool:
        return model._meta.app_label == "logs" and model._meta.model_name in _IN_LOGS_DATABASE
