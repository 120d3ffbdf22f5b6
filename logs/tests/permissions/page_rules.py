"""What pages answer: open ones, those of logs, of settings, and the Django admin."""

from .rule import NO_KEY, Rule

# people: anonymous stranger staff viewer analyst admin owner
# keys:   ingest read read-metadata kore-usage admin expired revoked of-a-stranger      apps: app revoked of-a-stranger
OPEN = (
    Rule(
        "Open to everybody",
        "200 200 200 200 200 200 200   200 200 200 200 200 200 200 200   200 200 200",
        """
        GET /healthz
        GET /readyz
        GET /metrics
        GET /accounts/invitations/{token}/
        GET /api/schema/
        GET /api/docs/
        """,
    ),
    Rule(
        "Signing in: who is signed in is led on",
        "200 302 302 302 302 302 302   200 200 200 200 200 200 200 200   200 200 200",
        """
        GET /accounts/login/
        POST /accounts/login/ username=x&password=y
        """,
    ),
    Rule(
        "Leads elsewhere, whoever asks",
        f"302 302 302 302 302 302 302   {NO_KEY}",
        """
        POST /accounts/logout/
        GET /
        GET /logs
        GET /settings/
        GET /accounts/login/code/
        POST /accounts/login/code/ code=123456
        GET /settings/security/app/
        POST /settings/security/app/
        GET /settings/security/app/remove/
        POST /settings/security/app/remove/
        GET /settings/security/codes/
        POST /settings/security/codes/
        POST /zone/ zone=UTC
        POST /appearance/ theme=dark
        """,
    ),
    Rule(
        "The admin's sign-in, which is everybody's",
        f"302 403 302 403 403 403 403   {NO_KEY}",
        "GET /admin/login/",
    ),
    Rule(
        "OpenID Connect where no provider is configured",
        "404 404 404 404 404 404 404   404 404 404 404 404 404 404 404   404 404 404",
        """
        GET /accounts/openid/
        GET /accounts/openid/callback/
        """,
    ),
    Rule(
        "Another password, without saying which",
        f"302 400 400 400 400 400 400   {NO_KEY}",
        "POST /settings/security/password/",
    ),
    Rule(
        "Following an invitation: without an account, one has to be made",
        "400 302 302 302 302 302 302   400 400 400 400 400 400 400 400   400 400 400",
        "POST /accounts/invitations/{token}/",
    ),
    Rule(
        "Tokens for an e-mail and a password",
        "401 401 401 401 401 401 401   401 401 401 401 401 401 401 401   401 401 401",
        """
        POST /api/token/ {"email": "x@example.com", "password": "y"}
        POST /api/token/refresh/ {"refresh": "x"}
        """,
    ),
)
PAGES = (
    Rule(
        "Pages about the person",
        f"302 200 200 200 200 200 200   {NO_KEY}",
        """
        GET /settings/projects/
        GET /settings/security/
        GET /settings/security/password/
        GET /help/
        GET /help/sheet/
        """,
    ),
    Rule(
        "The form that asks members why they read content",
        f"302 200 404 200 200 200 200   {NO_KEY}",
        "GET /accounts/reason/",
    ),
    Rule(
        "Saying why",
        f"302 302 404 302 302 302 302   {NO_KEY}",
        "POST /accounts/reason/ reason=A customer asked about an answer",
    ),
    Rule(
        "A project of one's own: members of others' projects cannot open them",
        f"302 200 200 403 403 200 200   {NO_KEY}",
        "GET /settings/projects/new/",
    ),
    Rule(
        "Opening a project",
        f"302 302 302 403 403 302 302   {NO_KEY}",
        "POST /settings/projects/new/ name=another",
    ),
    Rule(
        "What only its members can do to a project",
        f"302 404 404 302 302 302 302   {NO_KEY}",
        """
        POST /accounts/switch/ project={project}
        POST /settings/projects/{project}/leave/
        """,
    ),
    Rule(
        "A page of a project for its members",
        f"302 404 404 200 200 200 200   {NO_KEY}",
        "GET /settings/projects/{project}/leave/",
    ),
    Rule(
        "Pages of logs: a stranger sees the own project",
        f"302 200 403 200 200 200 200   {NO_KEY}",
        """
        GET /logs/
        GET /logs/rows/
        GET /logs/columns/
        GET /logs/waiting/
        GET /logs/new/?as_of=2026-11-20T12:00:00Z
        GET /logs/facets/
        GET /logs/overview/
        GET /logs/suggest/
        GET /charts/
        GET /charts/volume/
        GET /customers/
        GET /models/
        GET /prompts/
        GET /features/
        GET /bots/
        GET /dashboards/
        GET /threads/
        GET /ingest-health/
        GET /views/
        GET /views/new/
        GET /exports/
        GET /exports/new/
        """,
    ),
    Rule(
        "Pages about one thing of a project",
        f"302 404 403 200 200 200 200   {NO_KEY}",
        """
        GET /logs/{log}/
        GET /logs/{log}/drawer/
        GET /customers/ann/
        GET /dashboards/{dashboard}/
        GET /compare/?a={log}&b={log}
        GET /threads/t1/
        GET /thread/?id=t1
        """,
    ),
    Rule(
        "Content: a viewer is told that there is none",
        f"302 404 403 404 200 200 200   {NO_KEY}",
        """
        GET /logs/{log}/payload.json
        GET /logs/{log}/copy/curl/
        GET /logs/{log}/messages/
        GET /logs/{log}/json/
        GET /logs/{log}/text/?at=asked.0.0
        GET /logs/{log}/media/?at=asked.0.1
        """,
    ),
    Rule(
        "What members ask for",
        f"302 302 403 302 302 302 302   {NO_KEY}",
        """
        POST /logs/columns/
        POST /logs/marked/ id={log}&action=compare
        POST /exports/new/ format=jsonl
        """,
    ),
    Rule(
        "What a person ran",
        f"302 204 403 204 204 204 204   {NO_KEY}",
        "POST /views/recent/ q=model:o3",
    ),
    Rule(
        "Saving for the project: for whoever reads content",
        f"302 302 403 403 302 302 302   {NO_KEY}",
        """
        POST /dashboards/new/ name=another
        POST /views/new/ name=another
        """,
    ),
    Rule(
        "Changing what the project saved",
        f"302 404 403 403 302 302 302   {NO_KEY}",
        """
        POST /dashboards/charts/ chart=volume&dashboard={dashboard}
        POST /dashboards/{dashboard}/rename/ name=renamed
        POST /dashboards/{dashboard}/delete/
        POST /dashboards/{dashboard}/charts/c1/move/ to=up
        POST /dashboards/{dashboard}/charts/c1/remove/
        """,
    ),
    Rule(
        "Changing somebody's view: that person, and admins",
        f"302 404 403 403 403 302 302   {NO_KEY}",
        """
        POST /views/{view}/remove/
        POST /views/{view}/default/
        """,
    ),
    Rule(
        "An export: who asked for it, nobody else",
        f"302 404 403 404 404 404 200   {NO_KEY}",
        "GET /exports/{export}/file/",
    ),
    Rule(
        "Removing an export",
        f"302 404 403 404 404 404 302   {NO_KEY}",
        "POST /exports/{export}/remove/",
    ),
    Rule(
        "Deleting logs: admins, and a stranger has none of these",
        f"302 302 403 403 403 302 302   {NO_KEY}",
        "POST /logs/delete/ id={log}&confirmed=1",
    ),
    Rule(
        "The first key",
        f"302 200 403 403 403 302 302   {NO_KEY}",
        "POST /logs/first-key/",
    ),
)
SETTINGS = (
    Rule(
        "Settings of the project",
        f"302 200 404 403 403 200 200   {NO_KEY}",
        """
        GET /settings/members/
        GET /settings/members/invite/
        POST /settings/members/invite/ role=viewer&days=7
        GET /settings/project/
        GET /settings/keys/
        GET /settings/keys/new/
        POST /settings/keys/new/ name=another&scopes=read
        GET /settings/bots/
        GET /settings/bots/new/
        GET /settings/apps/new/
        POST /settings/apps/new/ name=another
        GET /settings/audit/
        GET /settings/audit/file/
        GET /settings/content-access/
        GET /settings/content-access/file/
        GET /settings/retention/
        GET /settings/redaction/
        GET /settings/erasure/
        POST /settings/redaction/try/ text=hello
        """,
    ),
    Rule(
        "One thing of the settings",
        f"302 404 404 403 403 200 200   {NO_KEY}",
        """
        GET /settings/members/{member}/
        GET /settings/keys/{prefix}/
        POST /settings/keys/{prefix}/rotate/ hours=1
        GET /settings/bots/{bot}/
        GET /settings/apps/{app}/
        GET /settings/erasure/export/?customer=ann
        GET /settings/erasure/{erasure}/receipt.json
        POST /settings/apps/{app}/rotate/
        """,
    ),
    Rule(
        "Changing one thing of the settings",
        f"302 404 404 403 403 302 302   {NO_KEY}",
        """
        POST /settings/members/{member}/ role=analyst
        POST /settings/members/{member}/remove/
        POST /settings/invitations/{invitation}/withdraw/
        POST /settings/keys/{prefix}/ name=renamed
        POST /settings/keys/{prefix}/revoke/
        POST /settings/bots/{bot}/ name=renamed
        POST /settings/apps/{app}/ name=renamed
        POST /settings/apps/{app}/revoke/
        POST /settings/retention/rules/{rule}/remove/
        POST /settings/retention/holds/{hold}/lift/
        POST /settings/redaction/{mask}/remove/
        POST /settings/erasure/ customer=ann&typed=ann
        """,
    ),
    Rule(
        "Changing the settings: a stranger changes the own project",
        f"302 302 404 403 403 302 302   {NO_KEY}",
        """
        POST /settings/bots/new/ name=another
        POST /settings/project/second-factor/ requires=1
        POST /settings/retention/ log_days=9
        POST /settings/retention/holds/ reason=17
        POST /settings/content-access/rule/ reason_from=people
        POST /settings/redaction/ kind=email&is_on=on&mode=mask
        POST /settings/redaction/expressions/ name=order&expression=order&is_on=on&mode=mask
        """,
    ),
    Rule(
        "What owners do",
        f"302 302 404 403 403 403 302   {NO_KEY}",
        "POST /settings/project/ name=renamed",
    ),
    Rule(
        "The Django admin: staff alone, across projects",
        f"302 302 200 302 302 302 302   {NO_KEY}",
        """
        GET /admin/
        GET /admin/accounts/
        GET /admin/auth/group/
        GET /admin/auth/group/add/
        GET /admin/accounts/auditentry/
        GET /admin/accounts/signintries/
        GET /admin/accounts/user/
        GET /admin/accounts/user/add/
        GET /admin/accounts/project/
        GET /admin/accounts/project/add/
        GET /admin/accounts/project/{project}/change/
        GET /admin/accounts/apikey/
        GET /admin/accounts/apikey/add/
        GET /admin/accounts/bot/
        GET /admin/accounts/bot/add/
        GET /admin/accounts/botapp/
        GET /admin/accounts/botapp/add/
        GET /admin/logs/log/
        GET /admin/logs/log/{log_key}/change/
        GET /admin/logs/customer/
        GET /admin/logs/retentionrule/
        GET /admin/logs/retentionrun/
        GET /admin/logs/legalhold/
        GET /admin/logs/redactionrule/
        """,
    ),
    Rule(
        "What the Django admin lets nobody do",
        f"302 302 403 302 302 302 302   {NO_KEY}",
        """
        GET /admin/accounts/auditentry/add/
        GET /admin/accounts/project/{project}/delete/
        GET /admin/logs/log/add/
        GET /admin/logs/log/{log_key}/delete/
        GET /admin/logs/customer/add/
        """,
    ),
)
