"""`/api/v2/keys/`: API keys of the project, made, changed, rotated and revoked."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.choices import Scope
from accounts.keys.changing import Limits, RevokedError, change, create, revoke, rotate
from accounts.keys.fields import MOST_A_MINUTE, MOST_HOURS, MOST_RANGES, checked_ranges
from accounts.keys.filters import KeyFilters, with_use
from accounts.models import ApiKey, Project
from accounts.permissions import has_scope

from ...canonical import Json
from ..describing import describe, describe_list
from ..errors import ConflictError
from ..fields import Moment, Text
from ..listed import Listed

_EXAMPLE: dict[str, Json] = {
    "id": "abcd1234",
    "name": "shop backend",
    "scopes": ["ingest"],
    "expires_at": None,
    "ip_ranges": ["203.0.113.0/24"],
    "rate_per_minute": 600,
    "created_at": "2026-11-20T12:00:00Z",
    "revoked_at": None,
    "old_secret_until": None,
    "last_used_at": "2026-11-20T12:34:00Z",
    "last_used_from": "203.0.113.7",
    "calls_today": 1840,
    "calls_30_days": 51200,
}
_NEW = {name: _EXAMPLE[name] for name in ("name", "scopes", "ip_ranges", "rate_per_minute")}
_SECRET = {**_EXAMPLE, "key": "llk_abcd1234_…"}


class _Changes(serializers.Serializer):
    """What of a key may be changed."""

    name = Text(max_length=200, help_text="What the key is for.")
    expires_at = Moment(required=False, allow_null=True, help_text="Refused from then on; null: never.")
    ip_ranges = serializers.ListField(
        child=Text(max_length=60),
        required=False,
        max_length=MOST_RANGES,
        help_text="Addresses it may be used from, as CIDR; none: from anywhere.",
    )
    rate_per_minute = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_A_MINUTE, help_text="Calls a minute; null: any."
    )

    def validate_ip_ranges(self, ranges: list[str]) -> list[str]:
        try:
            return list(checked_ranges(ranges))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


@extend_schema_serializer(component_name="ApiKeyChanges")
class KeyChangeFields(_Changes):
    """What of a key may be changed; its scopes stay."""


@extend_schema_serializer(component_name="ApiKeyCreate")
class KeyCreateFields(_Changes):
    """A new key."""

    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.choices), allow_empty=False, help_text="What it may do."
    )


@extend_schema_serializer(component_name="ApiKey")
class KeyFields(_Changes):
    """A key; its text is not kept."""

    id = serializers.CharField(source="prefix", help_text="The eight characters behind `llk_`.")
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    old_secret_until = serializers.DateTimeField(
        source="old_until", allow_null=True, help_text="How long the secret before the last rotation works."
    )
    last_used_at = serializers.DateTimeField(allow_null=True)
    last_used_from = serializers.CharField()
    calls_today = serializers.IntegerField(help_text="Since midnight UTC, to some seconds.")
    calls_30_days = serializers.IntegerField()


@extend_schema_serializer(component_name="ApiKeyWithSecret")
class NewKeyFields(KeyFields):
    """A key with its text, this once."""

    key = serializers.CharField()


class RotateFields(serializers.Serializer):
    """How the change of secrets goes."""

    overlap_hours = serializers.FloatField(
        required=False, default=0, min_value=0, max_value=MOST_HOURS, help_text="How long the old secret still works."
    )


class Keys(Listed, ViewSet):
    """API keys of the caller's project; `id` is the public part of a key. Needs the scope admin."""

    permission_classes = [has_scope(Scope.ADMIN)]
    http_method_names = ["get", "head", "options", "post", "patch", "delete"]
    passing = ("last_used_at", "last_used_from", "calls_today", "calls_30_days")

    @describe_list("key", "API keys", KeyFields, _EXAMPLE, KeyFilters)
    def list(self, request: Request) -> Response:
        """Keys, the newest first; revoked and expired ones too. Their text is shown only when they are made."""
        return self.listed(KeyFilters, with_use(self._keys), lambda key: KeyFields(key).data)

    @describe(
        "key_create",
        "Make an API key",
        answers=NewKeyFields,
        example=_SECRET,
        status=201,
        sends=KeyCreateFields,
        sent=_NEW,
        refuses=(400, 413),
    )
    def create(self, request: Request) -> Response:
        """`key` is its text, which is shown this once."""
        sent = self.body(KeyCreateFields)
        name, scopes = sent.pop("name"), sent.pop("scopes")
        sent["ip_ranges"] = tuple(sent.get("ip_ranges", ()))
        project = Project.objects.get(pk=self.caller.project_id)
        key, text = create(project, name, scopes, by=request, limits=Limits(**sent))
        return Response({**self._shown(key), "key": text}, status.HTTP_201_CREATED)

    @describe("key_retrieve", "One API key", answers=KeyFields, example=_EXAMPLE, path="key_id", refuses=(404,))
    def retrieve(self, request: Request, key_id: str) -> Response:
        """One key."""
        return Response(self._shown(self._found(key_id)))

    @describe(
        "key_update",
        "Change an API key",
        answers=KeyFields,
        example=_EXAMPLE,
        sends=KeyChangeFields,
        sent={"rate_per_minute": 1200},
        path="key_id",
        refuses=(400, 404, 409, 413),
    )
    def partial_update(self, request: Request, key_id: str) -> Response:
        """Change its name or its limits; they count at once, within five seconds in other workers."""
        key = self._found(key_id)
        self._or_conflict(change, key, by=request, **self.body(KeyChangeFields, partial=True))
        return Response(self._shown(key))

    @describe("key_destroy", "Revoke an API key", path="key_id", refuses=(404,))
    def destroy(self, request: Request, key_id: str) -> Response:
        """It is refused at once, within five seconds in other workers, and stays in the list."""
        revoke(self._found(key_id), by=request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @describe(
        "key_rotate",
        "Rotate an API key",
        answers=NewKeyFields,
        example=_SECRET,
        sends=RotateFields,
        sent={"overlap_hours": 24},
        path="key_id",
        refuses=(400, 404, 409, 413),
    )
    def rotate(self, request: Request, key_id: str) -> Response:
        """Another secret, shown this once; the old one works for `overlap_hours` longer."""
        key = self._found(key_id)
        overlap = timedelta(hours=self.body(RotateFields)["overlap_hours"])
        text = self._or_conflict(rotate, key, overlap, by=request)
        return Response({**self._shown(key), "key": text})

    @property
    def _keys(self) -> QuerySet[ApiKey]:
        return ApiKey.objects.filter(project_id=self.caller.project_id)

    def _found(self, key_id: str) -> ApiKey:
        is_id = key_id.isascii() and key_id.isalnum()
        key = self._keys.filter(prefix=key_id).first() if is_id else None
        if key is None:
            raise NotFound("There is no such key.")
        return key

    def _shown(self, key: ApiKey) -> dict[str, Any]:
        return KeyFields(with_use(self._keys).get(pk=key.pk)).data

    def _or_conflict(self, changing: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return changing(*args, **kwargs)
        except RevokedError as error:
            raise ConflictError(str(error)) from error
