"""The kinds of callers, each with a client that carries what it signs in with."""

from collections.abc import Mapping
from datetime import timedelta

import jwt
from django.test import Client
from django.utils import timezone
from rest_framework_simplejwt.tokens import RefreshToken

from accounts.choices import Role, Scope
from accounts.models import ApiKey, BotApp, Membership, Project, User

_EVERYTHING = [scope.value for scope in Scope]


def callers(project: Project, stranger_project: Project, owner: User) -> Mapping[str, Client]:
    """By name, as in table.CALLERS. People carry a session and, for the API, a token; staff are members of nothing."""
    people = {role.value: _member(project, role) for role in (Role.VIEWER, Role.ANALYST, Role.ADMIN)}
    people |= {"owner": owner, "stranger": _member(stranger_project, Role.OWNER), "staff": _person("staff")}
    User.objects.filter(pk=people["staff"].pk).update(is_staff=True, is_superuser=True)
    found = {"anonymous": Client(), **{name: _signed_in(user) for name, user in people.items()}}
    found |= {f"key {scope}": _with_key(_key(project, [scope])) for scope in _EVERYTHING}
    past = timezone.now() - timedelta(days=1)
    found["key expired"] = _with_key(_key(project, _EVERYTHING, expires_at=past))
    found["key revoked"] = _with_key(_key(project, _EVERYTHING, revoked_at=past))
    found["key of a stranger"] = _with_key(_key(stranger_project, _EVERYTHING))
    found["app"] = _with_app(project)
    found["app revoked"] = _with_app(project, revoked_at=past)
    found["app of a stranger"] = _with_app(stranger_project)
    return found


def _person(name: str) -> User:
    return User.objects.create_user(f"{name}@example.com", "correct horse battery")


def _member(project: Project, role: Role) -> User:
    user = _person(f"{role}-of-{project.name}")
    Membership.objects.create(user=user, project=project, role=role)
    return user


def _signed_in(user: User) -> Client:
    token = RefreshToken.for_user(user).access_token
    client = Client(headers={"Authorization": f"Bearer {token}"})
    client.force_login(user)
    return client


def _key(project: Project, scopes: list[str], **fields: object) -> str:
    key, text = ApiKey.objects.issue(project, "matrix", scopes)
    if fields:
        ApiKey.objects.filter(pk=key.pk).update(**fields)
    return text


def _with_app(project: Project, **fields: object) -> Client:
    app, secret = BotApp.objects.issue(project, project.default_bot(), "matrix")
    if fields:
        BotApp.objects.filter(pk=app.pk).update(**fields)
    return Client(headers={"auth": jwt.encode({"appId": app.client_id}, secret, "HS256")})


def _with_key(text: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {text}"})
