"""The words of access: what a key or a person may do. No models here."""

from django.db.models import TextChoices


class Scope(TextChoices):
    """What a credential may do inside its project."""

    INGEST = "ingest", "Send logs"
    READ = "read", "Read logs with their content"
    READ_METADATA = "read-metadata", "Read logs without prompts and completions"
    KORE_USAGE = "kore-usage", "Read Gen AI and LLM usage logs (Kore.ai API)"
    ADMIN = "admin", "Change the project"


class Role(TextChoices):
    """What a person is in a project; the role decides the scopes."""

    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    ANALYST = "analyst", "Analyst"
    VIEWER = "viewer", "Viewer"

    @property
    def scopes(self) -> frozenset[str]:
        return _SCOPES_OF_ROLE[self]


class ReasonFrom(TextChoices):
    """Who has to say why before a project shows content."""

    NOBODY = "nobody", "Nobody"
    PEOPLE = "people", "People"
    EVERYONE = "everyone", "People and programs"


_FULL = frozenset({Scope.INGEST.value, Scope.READ.value, Scope.ADMIN.value})
_SCOPES_OF_ROLE = {
    Role.OWNER: _FULL,
    Role.ADMIN: _FULL,
    Role.ANALYST: frozenset({Scope.READ.value}),
    Role.VIEWER: frozenset({Scope.READ_METADATA.value}),
}
