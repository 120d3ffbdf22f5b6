"""What APIs answer: our own, and the vendors' doors."""

from .rule import NO_APP, Rule

# people: anonymous stranger staff viewer analyst admin owner
# keys:   ingest read read-metadata kore-usage admin expired revoked of-a-stranger      apps: app revoked of-a-stranger
NATIVE = (
    Rule(
        "API: lists",
        f"401 200 403 200 200 200 200   403 200 200 403 403 401 401 200   {NO_APP}",
        """
        GET /api/v2/logs/
        GET /api/v2/exports/
        GET /api/v2/views/
        GET /api/v2/customers/
        """,
    ),
    Rule(
        "API: one of a project",
        f"401 404 403 200 200 200 200   403 200 200 403 403 401 401 404   {NO_APP}",
        """
        GET /api/v2/logs/{log}/
        GET /api/v2/views/{view}/
        GET /api/v2/customers/ann/
        """,
    ),
    Rule(
        "API: putting a customer right, for whoever runs the project and reads it",
        f"401 404 403 403 403 200 200   403 403 403 403 403 401 401 404   {NO_APP}",
        """PATCH /api/v2/customers/ann/ {"name": "Ann"}""",
    ),
    Rule(
        "API: asking for an export",
        f"401 202 403 202 202 202 202   403 202 202 403 403 401 401 202   {NO_APP}",
        """POST /api/v2/exports/ {"format": "jsonl"}""",
    ),
    Rule(
        "API: an export, for who asked for it",
        f"401 404 403 404 404 404 200   403 404 404 403 403 401 401 404   {NO_APP}",
        """
        GET /api/v2/exports/{export}/
        GET /api/v2/exports/{export}/file/
        """,
    ),
    Rule(
        "API: removing an export",
        f"401 404 403 404 404 404 204   403 404 404 403 403 401 401 404   {NO_APP}",
        "DELETE /api/v2/exports/{export}/",
    ),
    Rule(
        "API: saving a view",
        f"401 201 403 403 201 201 201   403 201 403 403 403 401 401 201   {NO_APP}",
        """POST /api/v2/views/ {"name": "another"}""",
    ),
    Rule(
        "API: changing somebody's view",
        f"401 404 403 403 403 200 200   403 403 403 403 403 401 401 404   {NO_APP}",
        """PATCH /api/v2/views/{view}/ {"name": "renamed"}""",
    ),
    Rule(
        "API: removing somebody's view",
        f"401 404 403 403 403 204 204   403 403 403 403 403 401 401 404   {NO_APP}",
        "DELETE /api/v2/views/{view}/",
    ),
    Rule(
        "API: a person's projects",
        f"401 200 403 200 200 200 200   200 200 200 200 200 401 401 200   {NO_APP}",
        """
        GET /api/v2/projects/
        """,
    ),
    Rule(
        "API: one project",
        f"401 404 403 200 200 200 200   200 200 200 200 200 401 401 404   {NO_APP}",
        """
        GET /api/v2/projects/{project}/
        """,
    ),
    Rule(
        "API: renaming a project",
        f"401 404 403 403 403 403 200   403 403 403 403 403 401 401 404   {NO_APP}",
        """PATCH /api/v2/projects/{project}/ {"name": "renamed"}""",
    ),
    Rule(
        "API: opening a project",
        f"401 201 403 403 403 201 201   403 403 403 403 403 401 401 403   {NO_APP}",
        """POST /api/v2/projects/ {"name": "another"}""",
    ),
    Rule(
        "API: erasing a person",
        f"401 404 403 403 403 202 202   403 403 403 403 202 401 401 404   {NO_APP}",
        """POST /api/v2/erasures/ {"customer_id": "ann"}""",
    ),
    Rule(
        "API: everything of a person, for whoever runs the project and reads content",
        f"401 404 403 403 403 200 200   403 403 403 403 403 401 401 404   {NO_APP}",
        "GET /api/v2/person-export/?customer_id=ann",
    ),
    Rule(
        "API: looking after the project",
        f"401 200 403 403 403 200 200   403 403 403 403 200 401 401 200   {NO_APP}",
        """
        GET /api/v2/audit/
        GET /api/v2/content-access/
        GET /api/v2/members/
        GET /api/v2/invitations/
        GET /api/v2/keys/
        GET /api/v2/bots/
        GET /api/v2/apps/
        GET /api/v2/erasures/
        GET /api/v2/redaction-rules/
        GET /api/v2/retention-rules/
        GET /api/v2/legal-holds/
        GET /api/v2/retention-runs/
        """,
    ),
    Rule(
        "API: one thing of the settings",
        f"401 404 403 403 403 200 200   403 403 403 403 200 401 401 404   {NO_APP}",
        """
        GET /api/v2/members/{member}/
        PATCH /api/v2/members/{member}/ {"role": "analyst"}
        GET /api/v2/bots/{bot}/
        PATCH /api/v2/bots/{bot}/ {"name": "renamed"}
        GET /api/v2/apps/{app}/
        PATCH /api/v2/apps/{app}/ {"name": "renamed"}
        POST /api/v2/apps/{app}/rotate/ {}
        GET /api/v2/erasures/{erasure}/
        GET /api/v2/keys/{prefix}/
        GET /api/v2/redaction-rules/{mask}/
        GET /api/v2/retention-rules/{rule}/
        GET /api/v2/legal-holds/{hold}/
        PATCH /api/v2/keys/{prefix}/ {"name": "renamed"}
        POST /api/v2/keys/{prefix}/rotate/ {}
        """,
    ),
    Rule(
        "API: making settings",
        f"401 201 403 403 403 201 201   403 403 403 403 201 401 401 201   {NO_APP}",
        """
        POST /api/v2/invitations/ {"role": "viewer"}
        POST /api/v2/bots/ {"name": "another"}
        POST /api/v2/apps/ {"name": "another"}
        POST /api/v2/keys/ {"name": "another", "scopes": ["read"]}
        PUT /api/v2/redaction-rules/ {"kind": "email", "mode": "mask"}
        PUT /api/v2/retention-rules/ {"log_days": 9}
        POST /api/v2/legal-holds/ {"reason": "17"}
        """,
    ),
    Rule(
        "API: removing settings",
        f"401 404 403 403 403 204 204   403 403 403 403 204 401 401 404   {NO_APP}",
        """
        DELETE /api/v2/members/{member}/
        DELETE /api/v2/invitations/{invitation}/
        DELETE /api/v2/apps/{app}/
        DELETE /api/v2/keys/{prefix}/
        DELETE /api/v2/redaction-rules/{mask}/
        DELETE /api/v2/retention-rules/{rule}/
        DELETE /api/v2/legal-holds/{hold}/
        """,
    ),
)
DOORS = (
    Rule(
        "Sending logs",
        f"401 200 403 403 403 200 200   200 403 403 403 403 401 401 200   {NO_APP}",
        """
        POST /api/request-logs/ {"model": "o3"}
        POST /api/request-logs/create/ {"model": "o3"}
        POST /api/request-logs/batch/create/ {"logs": [{"model": "o3"}]}
        POST /request-logs/ {"model": "o3"}
        POST /request-logs/create/ {"model": "o3"}
        POST /request-logs/batch/create/ {"logs": [{"model": "o3"}]}
        POST /litellm/logs {"id": "1", "call_type": "completion", "model": "o3", "messages": [], "response": {}}
        """,
    ),
    Rule(
        "Sending logs in bulk",
        f"401 201 403 403 403 201 201   201 403 403 403 403 401 401 201   {NO_APP}",
        """
        POST /api/request-logs/bulk/ {"logs": [{"model": "o3"}]}
        POST /request-logs/bulk/ {"logs": [{"model": "o3"}]}
        """,
    ),
    Rule(
        "Reading logs with content",
        f"401 200 403 403 200 200 200   403 200 403 403 403 401 401 200   {NO_APP}",
        """
        GET /api/request-logs/
        GET /api/request-logs/list/
        POST /api/request-logs/list/ {}
        GET /api/request-logs/summary/
        POST /api/request-logs/summary/ {}
        GET /request-logs/
        GET /request-logs/list/
        POST /request-logs/list/ {}
        GET /request-logs/summary/
        POST /request-logs/summary/ {}
        GET /api/logs
        GET /api/logs/
        """,
    ),
    Rule(
        "Reading one log with content",
        f"401 404 403 403 200 200 200   403 200 403 403 403 401 401 404   {NO_APP}",
        """
        GET /api/request-logs/{log}/
        GET /request-logs/{log}/
        GET /api/logs/{log}
        GET /api/logs/{log}/
        """,
    ),
    Rule(
        "LLM Report, which knows no 403 for a key",
        f"401 200 403 403 200 200 200   401 200 401 401 401 401 401 200   {NO_APP}",
        """
        GET /api/v1/requests
        GET /api/v1/requests/
        """,
    ),
    Rule(
        "Kore.ai, which knows its apps alone",
        "401 401 401 401 401 401 401   401 401 401 401 401 401 401 401   200 401 401",
        """
        POST /api/1.1/public/bot/{bot}/getLLMUsageLogs {"dateFrom": "2026-11-01", "dateTo": "2026-11-30", "limit": 10}
        POST /1.1/public/bot/{bot}/getLLMUsageLogs {"dateFrom": "2026-11-01", "dateTo": "2026-11-30", "limit": 10}
        POST /1.1/public/bot/{bot}/getLLMUsageLogs/ {"dateFrom": "2026-11-01", "dateTo": "2026-11-30", "limit": 10}
        """,
    ),
)
