"""Opening and changing projects, each in one function, which notes it in the audit log."""

from django.db import transaction

from accounts.audit import Action, record
from accounts.choices import ReasonFrom, Role
from accounts.models import Membership, Project, User
from accounts.people import By


def may_open(user: User) -> bool:
    """Whoever runs a project may open another; the first one is made by an operator."""
    runs = Membership.objects.filter(user=user, role__in=[Role.OWNER, Role.ADMIN])
    return user.is_staff or runs.exists()


@transaction.atomic
def open_project(name: str, owner: User | None, *, by: By) -> Project:
    """A new project with its default bot; the name must be free."""
    project = Project.objects.open(name, owner=owner)
    details = {"name": name, "owner": owner.email if owner else None}
    record(Action.PROJECT_CREATED, by=by, project_id=project.pk, target=f"project {name}", details=details)
    return project


@transaction.atomic
def demand_reason(project: Project, whom: ReasonFrom, *, by: By) -> None:
    """From whom a reason is demanded before content is shown; other processes hear of it within seconds."""
    if whom == project.reason_from:
        return
    details = {"from": project.reason_from, "to": whom}
    project.reason_from = whom
    project.save(update_fields=["reason_from"])
    record(Action.ACCESS_CHANGED, by=by, project_id=project.pk, target="reasons for reading", details=details)


@transaction.atomic
def rename(project: Project, name: str, *, by: By) -> None:
    """The name must be free."""
    if name == project.name:
        return
    earlier, project.name = project.name, name
    project.save(update_fields=["name"])
    details = {"from": earlier, "to": name}
    record(Action.PROJECT_CHANGED, by=by, project_id=project.pk, target=f"project {name}", details=details)


@transaction.atomic
def demand_second_factor(project: Project, wanted: bool, *, by: By) -> None:
    """Of every member, or of nobody."""
    if wanted == project.requires_second_factor:
        return
    project.requires_second_factor = wanted
    project.save(update_fields=["requires_second_factor"])
    details = {"requires_second_factor": wanted}
    record(Action.PROJECT_CHANGED, by=by, project_id=project.pk, target=f"project {project.name}", details=details)
