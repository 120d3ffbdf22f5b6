"""`/api/v2/retention-rules/`, `legal-holds/` and `retention-runs/`: for whoever may change the project."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.choices import Scope
from accounts.permissions import has_scope

from ..holds import LONGEST_SUBJECT, LegalHold, lift, place
from ..retention.changing import LONGEST_DAYS, remove_rule, rules_of, set_rule
from ..retention.models import RetentionRule, RetentionRun
from ..wrong_fields import WrongFieldError
from .describing import describe, describe_all
from .door import NativeDoor
from .errors import wrong
from .fields import Text
from .finding import numbered

_TAG = "retention"
_SHOWN_RUNS = 100
_RULE = {"customer_id": "acme", "body_days": 30, "log_days": 365}
_HOLD = {"customer_id": "acme", "reason": "Case 17"}
_AT = "2026-11-20T12:00:00Z"
_RULE_MADE = {"id": 3, "bot_id": "", **_RULE, "updated_at": _AT}
_HOLD_MADE = {
    "id": 5,
    "bot_id": "",
    "thread_id": "",
    **_HOLD,
    "placed_at": _AT,
    "placed_by": "owner@example.com",
    "lifted_at": None,
    "lifted_by": "",
}


def _days(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1, max_value=LONGEST_DAYS, required=False, allow_null=True, help_text=help_text
    )


def _subject(help_text: str) -> Text:
    return Text(required=False, allow_blank=True, max_length=LONGEST_SUBJECT, help_text=help_text)


@extend_schema_serializer(component_name="RetentionRule")
class RuleFields(serializers.Serializer):
    """A rule of retention. Without customer and bot it is about everything that no other rule is about."""

    id = serializers.IntegerField(read_only=True)
    customer_id = _subject("Of one customer.")
    bot_id = _subject("Of one bot; logs that name none belong to the default bot.")
    body_days = _days("Days after which content goes; null: with its log.")
    log_days = _days("Days after which logs go; null: never.")
    updated_at = serializers.DateTimeField(read_only=True)


@extend_schema_serializer(component_name="LegalHold")
class HoldFields(serializers.Serializer):
    """A legal hold. Without customer, bot and thread it is about every log of the project."""

    id = serializers.IntegerField(read_only=True)
    reason = Text(max_length=500, help_text="Such as the number of the case.")
    customer_id = _subject("Of one customer.")
    bot_id = _subject("Of one bot.")
    thread_id = _subject("Of one thread.")
    placed_at = serializers.DateTimeField(read_only=True)
    placed_by = serializers.CharField(read_only=True)
    lifted_at = serializers.DateTimeField(read_only=True, allow_null=True)
    lifted_by = serializers.CharField(read_only=True)


@extend_schema_serializer(component_name="RetentionRun")
class RunFields(serializers.Serializer):
    """What one pass removed."""

    id = serializers.IntegerField(read_only=True)
    started_at = serializers.DateTimeField(read_only=True)
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Null: under way.")
    logs = serializers.IntegerField(read_only=True, help_text="Logs that went whole.")
    bodies = serializers.IntegerField(read_only=True, help_text="Logs that lost their content alone.")
    body_bytes = serializers.IntegerField(read_only=True, help_text="Of content, as it was stored.")


class _ForAdmins(NativeDoor, ViewSet):
    permission_classes = [has_scope(Scope.ADMIN)]

    @property
    def project_id(self) -> int:
        return self.caller.project_id


class RetentionRules(_ForAdmins):
    """How long content and logs are kept."""

    http_method_names = ["get", "head", "options", "put", "delete"]

    @describe_all(_TAG, "Rules of retention", "RetentionRuleList", RuleFields)
    def list(self, request: Request) -> Response:
        """All rules of the project."""
        return Response({"results": RuleFields(rules_of(self.project_id), many=True).data})

    @describe(
        "retention_rule_set",
        "Set a rule of retention",
        sends=RuleFields,
        sent=_RULE,
        answers=RuleFields,
        example=_RULE_MADE,
        status=201,
        refuses=(400,),
        tag=_TAG,
    )
    def update(self, request: Request) -> Response:
        """The rule of this customer, of this bot or of everything else, new or replaced; followed within the hour."""
        sent = {"body_days": None, "log_days": None, **self.body(RuleFields)}
        try:
            rule = set_rule(self.project_id, by=request, **sent)
        except WrongFieldError as error:
            raise wrong(error.field, str(error)) from error
        return Response(RuleFields(rule).data, status.HTTP_201_CREATED)

    @describe(
        "retention_rule_retrieve",
        "A rule of retention",
        path="rule_id",
        answers=RuleFields,
        example=_RULE_MADE,
        refuses=(404,),
        tag=_TAG,
    )
    def retrieve(self, request: Request, rule_id: str) -> Response:
        """One rule."""
        return Response(RuleFields(self._found(rule_id)).data)

    @describe("retention_rule_destroy", "Remove a rule of retention", path="rule_id", refuses=(404,), tag=_TAG)
    def destroy(self, request: Request, rule_id: str) -> Response:
        """Its logs follow the next broader rule, or stay."""
        remove_rule(self._found(rule_id), by=request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _found(self, rule_id: str) -> RetentionRule:
        return numbered(rules_of(self.project_id), rule_id)


class LegalHolds(_ForAdmins):
    """Logs that stay whatever rules, people and commands want."""

    http_method_names = ["get", "head", "options", "post", "delete"]

    @describe_all(_TAG, "Legal holds", "LegalHoldList", HoldFields)
    def list(self, request: Request) -> Response:
        """All holds of the project, the newest first, lifted ones too."""
        return Response({"results": HoldFields(self._holds(), many=True).data})

    @describe(
        "legal_hold_create",
        "Place a legal hold",
        sends=HoldFields,
        sent=_HOLD,
        answers=HoldFields,
        example=_HOLD_MADE,
        status=201,
        refuses=(400,),
        tag=_TAG,
    )
    def create(self, request: Request) -> Response:
        """From now on nobody can delete these logs."""
        hold = place(self.project_id, by=request, **self.body(HoldFields))
        return Response(HoldFields(hold).data, status.HTTP_201_CREATED)

    @describe(
        "legal_hold_retrieve",
        "A legal hold",
        path="hold_id",
        answers=HoldFields,
        example=_HOLD_MADE,
        refuses=(404,),
        tag=_TAG,
    )
    def retrieve(self, request: Request, hold_id: str) -> Response:
        """One hold, lifted or not."""
        return Response(HoldFields(self._found(hold_id)).data)

    @describe("legal_hold_destroy", "Lift a legal hold", path="hold_id", refuses=(404,), tag=_TAG)
    def destroy(self, request: Request, hold_id: str) -> Response:
        """It stays in the list, lifted."""
        lift(self._found(hold_id), by=request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _holds(self) -> QuerySet[LegalHold]:
        return LegalHold.objects.filter(project_id=self.project_id)

    def _found(self, hold_id: str) -> LegalHold:
        return numbered(self._holds(), hold_id)


class RetentionRuns(_ForAdmins):
    """What following the rules removed."""

    http_method_names = ["get", "head", "options"]

    @describe_all(_TAG, "Passes of retention", "RetentionRunList", RunFields)
    def list(self, request: Request) -> Response:
        """The last hundred that removed anything, the newest first."""
        runs = RetentionRun.objects.filter(project_id=self.project_id).order_by("-started_at")
        return Response({"results": RunFields(runs[:_SHOWN_RUNS], many=True).data})
