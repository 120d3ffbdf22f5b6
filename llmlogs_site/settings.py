"""Settings of llmlogs, one file: the environment is read at the top, the rest is wiring.

Every variable has a default that is safe on a laptop; the table is in README.md.
"""

import os
import secrets
import warnings
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


# -- environment ----------------------------------------------------------------------------------

DATA_DIR = Path(env.str("LLMLOGS_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# A count or ranges of addresses; without them nobody's X-Forwarded-For is believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
SIGN_IN_TRIES = env.int("SIGN_IN_TRIES", default=5)
SIGN_IN_TRIES_BY_ADDRESS = env.int("SIGN_IN_TRIES_BY_ADDRESS", default=50)
SIGN_IN_COOL_OFF = env.int("SIGN_IN_COOL_OFF", default=15)  # minutes
PASSWORD_SIGN_IN = env.bool("PASSWORD_SIGN_IN", default=True)  # superusers keep theirs
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="single sign-on")
OIDC_ALLOWED_DOMAINS = env.list("OIDC_ALLOWED_DOMAINS", default=[])
OIDC_PROJECT = env.str("OIDC_PROJECT", default="")  # of people who come for the first time
OIDC_ROLE = env.str("OIDC_ROLE", default="viewer")
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
WORKERS = env.int("WORKERS", default=1)
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'llmlogs.sqlite3'}")
LOGS_DATABASE_URL = env.str("LOGS_DATABASE_URL", default=DATABASE_URL)

# Logs, exports and the secret key are for the server's user alone.
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def _secret_key() -> str:
    """SECRET_KEY of the environment, else one made on first use and kept in the data directory.

    Sessions, tokens and the secrets of Kore apps hang on it, so it must outlive a restart.
    """
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    path = DATA_DIR / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])


# -- databases ------------------------------------------------------------------------------------


def _database(url: str) -> dict:
    """Django's settings of one database URL, with what each engine needs to keep a promise."""
    config = env.db_url_config(url)
    # Opening SQLite costs more than a short query, and PostgreSQL even more.
    config["CONN_MAX_AGE"] = 600
    if config["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: a transaction that starts by reading cannot be refused its write lock later.
        # The cache is per connection, of which every thread has one; mmap shares the rest.
        # Checkpoints of 16 MB: rarer ones store no more logs a second, and hold one up for longer (docs/operations.md).
        # FULL: a commit is on the disk when it returns, so an answer of 2xx survives a power cut.
        config["OPTIONS"] = {
            "timeout": 60,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-8192; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; "
            "PRAGMA wal_autocheckpoint=2000; PRAGMA journal_size_limit=67108864;",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASES = {"default": _database(DATABASE_URL)}
if LOGS_DATABASE_URL != DATABASE_URL:
    DATABASES["logs"] = _database(LOGS_DATABASE_URL)
DATABASE_ROUTERS = ["logs.routers.LogsRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# -- application ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "logs",
    "llmlogs_site.administration.OperatorsAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "llmlogs_site.headers.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "logs.explorer.zone.ZoneMiddleware",
    "accounts.second_factor.demanding.SecondFactorMiddleware",
]

ROOT_URLCONF = "llmlogs_site.urls"
WSGI_APPLICATION = "llmlogs_site.wsgi.application"
# The vendors' clients post to paths without a slash and do not follow a redirect.
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.project",
                "logs.explorer.appearance.appearance",
            ]
        },
    }
]

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "llmlogs_site.storage.StaticStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for them
warnings.filterwarnings("ignore", message="No directory at")  # not collected yet; the finders serve it


# -- who may --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sign_in.backends.PasswordBackend"]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=30),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=7),
    "ALGORITHM": "HS256",
    "UPDATE_LAST_LOGIN": True,
    "CHECK_REVOKE_TOKEN": True,  # a new password ends old tokens
    "TOKEN_OBTAIN_SERIALIZER": "accounts.api.serializers.TokenSerializer",
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # The health checks come from inside, in clear.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# What pages may load and do; nothing inline, so that words of a prompt never become a script.
_PAGES = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "media-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _PAGES}
CONTENT_SECURITY_POLICY_OF_PLACES = {
    # By its hash: the one inline style of Django's admin, for lists without actions.
    "/admin/": {**_PAGES, "style-src": [SELF, "'sha256-blvLUW3UscWqsXGByNOqdBboM+ShWAuugp2mC/wbafU='"]},
    # Swagger UI writes styles as it goes, and shows its pictures from data: addresses.
    "/api/docs": {**_PAGES, "style-src": [SELF, UNSAFE_INLINE]},
}
SECURITY_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "camera",
            "microphone",
            "geolocation",
            "display-capture",
            "payment",
            "usb",
            "serial",
            "midi",
            "accelerometer",
            "gyroscope",
            "magnetometer",
            "browsing-topics",
        )
    ),
    "X-Frame-Options": X_FRAME_OPTIONS,
    "X-Permitted-Cross-Domain-Policies": "none",
}


# -- APIs -----------------------------------------------------------------------------------------

# A whole log may be 20 MB and a batch 100 MB; the doors read the stream themselves and answer in
# their own form, so Django's own limit only guards its forms.
MAX_LOG_BYTES = 20 * 1024 * 1024
MAX_BATCH_BYTES = 100 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.ApiKeyAuthentication",
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.IsMember"],
    "DEFAULT_RENDERER_CLASSES": ["logs.json_codec.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["logs.json_codec.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "llmlogs",
    "DESCRIPTION": "A self-hosted log book for LLM calls that speaks four vendors' log APIs over one store.",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "logs.api.conditions_schema.describe_conditions",
    ],
}


# -- what the server writes about itself: ids and sizes, never prompts, completions, keys or headers

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # Their words are the caller's: an Origin, a Host. The answer is a 4xx, and nobody has to do anything.
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
