"""Tokens for people who call the API: SimpleJWT's views with their documentation."""

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from accounts.api.serializers import AccessSerializer, RefreshSerializer, TokenPairSerializer, TokenSerializer

_REFUSALS = {
    400: OpenApiResponse(description="A field is missing or is no text."),
    401: OpenApiResponse(description="Wrong e-mail or password, or a token that is not valid any more."),
}
_TOO_OFTEN = OpenApiResponse(description="Too many failed tries; `Retry-After` says for how many seconds to wait.")


@extend_schema_view(
    post=extend_schema(
        operation_id="token_create",
        summary="Sign in",
        tags=["token"],
        responses={200: TokenPairSerializer, **_REFUSALS, 429: _TOO_OFTEN},
    )
)
class TokenView(TokenObtainPairView):
    """Trades `email` and `password` for an access and a refresh token; `username` is an alias of `email`."""

    serializer_class = TokenSerializer


@extend_schema_view(
    post=extend_schema(
        operation_id="token_refresh",
        summary="Renew the access token",
        tags=["token"],
        responses={200: AccessSerializer, **_REFUSALS},
    )
)
class RefreshView(TokenRefreshView):
    """Trades a refresh token for another access token."""

    serializer_class = RefreshSerializer
