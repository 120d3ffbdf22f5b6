"""`/api/v2/redaction-rules/`: what is taken out of logs before they are stored; for whoever may change the project."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.choices import Scope
from accounts.permissions import has_scope

from ..redaction.changing import remove_rule, rules_of, set_rule
from ..redaction.expressions import LONGEST
from ..redaction.kinds import Kind, Mode
from ..redaction.models import LONGEST_NAME, RedactionRule
from ..wrong_fields import WrongFieldError
from .describing import describe, describe_all
from .door import NativeDoor
from .errors import wrong
from .fields import Flag, Text
from .finding import numbered

_TAG = "redaction"
_RULE = {"kind": "email", "mode": "hash", "in_identifiers": True}
_RULE_MADE = {"id": 3, "name": "email", "is_on": True, **_RULE, "expression": "", "region": ""}


@extend_schema_serializer(component_name="RedactionRule")
class RuleFields(serializers.Serializer):
    """A rule of redaction. A built-in kind that has none is off."""

    id = serializers.IntegerField(read_only=True)
    kind = serializers.ChoiceField(choices=Kind.choices, help_text="What it looks for.")
    name = Text(required=False, max_length=LONGEST_NAME, help_text="Of an expression; else the kind.")
    is_on = Flag(required=False, help_text="Whether it is followed; true where it is left out of a new rule.")
    mode = serializers.ChoiceField(choices=Mode.choices, required=False, help_text="What becomes of what it finds.")
    expression = Text(required=False, max_length=LONGEST, help_text="In RE2's syntax.")
    region = Text(required=False, allow_blank=True, max_length=2, help_text="Of phone numbers without a country.")
    in_identifiers = Flag(required=False, help_text="Looks into ids of customers, threads and the like too.")
    updated_at = serializers.DateTimeField(read_only=True)


class RedactionRules(NativeDoor, ViewSet):
    """What is taken out of logs before they are stored."""

    permission_classes = [has_scope(Scope.ADMIN)]
    http_method_names = ["get", "head", "options", "put", "delete"]

    @describe_all(_TAG, "Rules of redaction", "RedactionRuleList", RuleFields)
    def list(self, request: Request) -> Response:
        """All rules of the project."""
        return Response({"results": RuleFields(rules_of(self.caller.project_id), many=True).data})

    @describe(
        "redaction_rule_set",
        "Set a rule of redaction",
        sends=RuleFields,
        sent=_RULE,
        answers=RuleFields,
        example=_RULE_MADE,
        status=201,
        refuses=(400,),
        tag=_TAG,
    )
    def update(self, request: Request) -> Response:
        """The rule of this kind, or the expression of this name, new or changed; followed within seconds."""
        try:
            rule = set_rule(self.caller.project_id, by=request, **self.body(RuleFields))
        except WrongFieldError as error:
            raise wrong(error.field, str(error)) from error
        return Response(RuleFields(rule).data, status.HTTP_201_CREATED)

    @describe(
        "redaction_rule_retrieve",
        "A rule of redaction",
        path="rule_id",
        answers=RuleFields,
        example=_RULE_MADE,
        refuses=(404,),
        tag=_TAG,
    )
    def retrieve(self, request: Request, rule_id: str) -> Response:
        """One rule."""
        return Response(RuleFields(self._found(rule_id)).data)

    @describe("redaction_rule_destroy", "Remove a rule of redaction", path="rule_id", refuses=(404,), tag=_TAG)
    def destroy(self, request: Request, rule_id: str) -> Response:
        """What it took out of logs stays out."""
        remove_rule(self._found(rule_id), by=request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _found(self, rule_id: str) -> RedactionRule:
        return numbered(rules_of(self.caller.project_id), rule_id)
