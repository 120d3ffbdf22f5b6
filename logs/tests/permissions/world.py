"""A project with one of everything that a path can name."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from accounts.choices import Role
from accounts.invitations.inviting import invite
from accounts.models import ApiKey, BotApp, Membership, Project, User
from logs.dashboards.models import Dashboard
from logs.erasing.models import Erasure
from logs.exporting.models import Export, State
from logs.exporting.orders import file_path
from logs.holds import LegalHold
from logs.redaction.models import RedactionRule
from logs.retention.models import RetentionRule
from logs.saved.models import SavedView
from logs.tests.factories import NOON, make_log

# The smallest PNG there is.
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
CHART = {"id": "c1", "chart": "volume", "q": "", "time": "24h", "since": "", "until": ""}


def things(project: Project, owner: User) -> Mapping[str, object]:
    """What stands for the names in a path: `{log}`, `{member}` and so on, all of the one project."""
    picture = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PICTURE}"}}
    messages = [{"role": "user", "content": [{"type": "text", "text": "hello"}, picture]}]
    log = make_log(project, thread_id="t1", customer_id="ann", input_messages=messages)
    other = User.objects.create_user("somebody@example.com", "correct horse battery")
    member = Membership.objects.create(user=other, project=project, role=Role.VIEWER)
    invitation, token = invite(project, Role.VIEWER, by="test", may_own=True)
    key = ApiKey.objects.issue(project, "matrix", ["read"])[0]
    return {
        "log": log.public_id,
        "log_key": log.pk,
        "project": project.pk,
        "member": member.pk,
        "invitation": invitation.pk,
        "token": token,
        "bot": project.default_bot().bot_id,
        "export": _export(project, owner).pk,
        "prefix": key.prefix,
        "app": BotApp.objects.issue(project, project.default_bot(), "matrix")[0].client_id,
        "view": SavedView.objects.create(project_id=project.pk, name="all", user_id=owner.pk).pk,
        "dashboard": Dashboard.objects.create(project_id=project.pk, name="all", charts=[CHART]).pk,
        "rule": RetentionRule.objects.create(project_id=project.pk, customer_id="ann", log_days=9).pk,
        "mask": RedactionRule.objects.create(project_id=project.pk, kind="phone", name="phone", mode="mask").pk,
        "erasure": Erasure.objects.create(
            project_id=project.pk, pseudonym="p", asked_by="x", state="done", receipt={}
        ).pk,
        "hold": LegalHold.objects.create(project_id=project.pk, reason="17", placed_by="x", thread_id="none").pk,
    }


def _export(project: Project, owner: User) -> Export:
    return Export.objects.create(
        project_id=project.pk,
        user_id=owner.pk,
        format="jsonl",
        state=State.DONE,
        created_at=NOON,
        touched_at=NOON,
        finished_at=timezone.now() + timedelta(days=1),
        last_key=0,
        has_content=True,
    )


def write_files(world: Mapping[str, object]) -> None:
    """The export's file, which whoever removes the export takes along."""
    path = file_path(Export.objects.get(pk=world["export"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}\n")
