"""Who read what is known for years, and not for ever."""

from django.utils import timezone

from ..content_access.models import KEPT, ContentRead

_BATCH = 1000


def forget(alias: str) -> bool:
    """A batch of reads past their time; true while there may be more."""
    old = list(ContentRead.objects.order_by("id").values_list("pk", "at")[:_BATCH])
    bound = timezone.now() - KEPT
    gone = [pk for pk, at in old if at < bound]
    ContentRead.objects.filter(pk__in=gone).delete()
    return len(gone) == _BATCH
