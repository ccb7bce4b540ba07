"""What pages ask about information, limited to what the asker may see; and what everybody may read."""

from __future__ import annotations

from django.db.models import QuerySet

from ancheng.base.asker import Asker
from ancheng.base.realm import Realm
from ancheng.command.information.models import Inquiry, Notice


def notices(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Notice]:
    rows: QuerySet[Notice] = Notice.every.visible_to(asker).in_realm(realm)
    return rows.select_related("owner_unit", "incident")


def inquiries(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Inquiry]:
    rows: QuerySet[Inquiry] = Inquiry.every.visible_to(asker).in_realm(realm)
    return rows.select_related("incident")


def count_waiting(asker: Asker) -> int:
    """Notices that wait for approval or issue."""
    return notices(asker).filter(state__in=("drafted", "approved")).count()


def published() -> QuerySet[Notice]:
    """What everybody may read now: issued, of what really happens, not withdrawn."""
    rows: QuerySet[Notice] = Notice.objects.filter(state="issued", public_at__isnull=False)
    return rows.select_related("owner_unit").order_by("-public_at")
