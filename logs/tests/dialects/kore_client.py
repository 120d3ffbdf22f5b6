"""A client of Kore.ai's API for tests: an app of its own that signs every call."""

import json
from typing import Any

import jwt
from django.test import Client

from accounts.models import Bot, BotApp, Project

PERIOD = {"dateFrom": "2026-11-01", "dateTo": "2026-11-30", "limit": 100}


class KoreClient:
    """Asks for usage logs as an app would; without `app` the app is bot-level, of the project's default bot."""

    def __init__(self, project: Project, *, app: BotApp | None = None, bot: Bot | None = None) -> None:
        self.bot = bot or project.default_bot()
        self.app = app or BotApp.objects.issue(project, self.bot, "reporting")[0]
        self.path = f"/api/1.1/public/bot/{self.bot.bot_id}/getLLMUsageLogs"

    def token(self, **claims: Any) -> str:
        return jwt.encode({"sub": "1234567890", "appId": self.app.client_id, **claims}, self.app.secret, "HS256")

    def post(self, body: Any, *, token: str | None = None, path: str | None = None, **headers: str) -> Any:
        """The response; `body` is JSON as bytes, or a value."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"auth": self.token() if token is None else token, **headers}
        return Client().post(path or self.path, raw, content_type="application/json", headers=headers)

    def rows(self, **arguments: Any) -> list[dict[str, Any]]:
        """The logs that are answered, for November 2026 unless `arguments` say otherwise."""
        response = self.post({**PERIOD, **arguments})
        assert response.status_code == 200, response.content
        return response.json()

    def models(self, **arguments: Any) -> list[str]:
        """The model names of the logs that are answered; tests name their logs by it."""
        return [row["Model Name"] for row in self.rows(**arguments)]

    def refusal(self, body: Any, **options: Any) -> tuple[int, str, int]:
        """Status, message and code; asserts that there is nothing else in the body."""
        return refusal_of(self.post(body, **options))


def refusal_of(response: Any) -> tuple[int, str, int]:
    """Status, message and code of a refusal in the vendor's form."""
    (error,) = response.json()["errors"]
    assert response.json() == {"errors": [{"msg": error["msg"], "code": error["code"]}]}
    assert response["Content-Type"] == "application/json"
    return response.status_code, error["msg"], error["code"]
