"""Bodies of the token endpoints."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.serializers import (
    TokenObtainPairSerializer,
    TokenObtainSerializer,
    TokenRefreshSerializer,
)

from accounts.second_factor.codes import check, has_second_factor


class _SecondFactorSerializer(TokenObtainSerializer):
    """After the password, before a token is made: the code, of those who have a second factor."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        found = super().validate(attrs)
        if has_second_factor(self.user):
            self._check(attrs.get("otp", ""))
        return found

    def _check(self, code: str) -> None:
        if not code:
            raise AuthenticationFailed("This account has a second factor: send its code as `otp`.", "otp_required")
        if not check(self.user, code, by=self.context["request"]):
            raise AuthenticationFailed("The code of the second factor is wrong or has been used.", "otp_wrong")


class TokenSerializer(TokenObtainPairSerializer, _SecondFactorSerializer):
    """E-mail and password for a pair of tokens; `username` is understood as `email`."""

    otp = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=64,
        write_only=True,
        help_text="The code of the second factor, or a recovery code, of those who have one.",
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, Mapping) and "email" not in data and "username" in data:
            data = {**data, "email": data["username"]}
        return super().to_internal_value(data)


class RefreshSerializer(TokenRefreshSerializer):
    """A refresh token for a new access token."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        try:
            return super().validate(attrs)
        except get_user_model().DoesNotExist as error:
            # SimpleJWT lets this one through where the person has been deleted meanwhile.
            raise AuthenticationFailed(self.error_messages["no_active_account"], "no_active_account") from error


class AccessSerializer(serializers.Serializer):
    """What renewing answers; for the schema."""

    access = serializers.CharField(help_text="Send it as `Authorization: Bearer …`; it lives half an hour.")


class TokenPairSerializer(AccessSerializer):
    """What signing in answers; for the schema."""

    refresh = serializers.CharField(help_text="Trade it for another access token; it lives a week.")
