"""Bodies of the token endpoints."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.serializers import TokenObtainPairSerializer, TokenRefreshSerializer


class TokenSerializer(TokenObtainPairSerializer):
    """E-mail and password for a pair of tokens; `username` is understood as `email`."""

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
