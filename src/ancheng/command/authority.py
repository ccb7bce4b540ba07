"""Who commands in the district, and who is asked above a unit."""

from __future__ import annotations

from django.conf import settings

from ancheng.base.errors import Absent
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name


def commanding_unit() -> Unit:
    """The unit named in the settings, else the safety-committee office, else the district."""
    name = settings.COMMAND_UNIT
    named = by_name([name]).get(name) if name else None
    named = named or (Unit.objects.in_use().filter(short_name=name).first() if name else None)
    found = named or (
        Unit.objects.in_use()
        .filter(kind__in=(UnitKind.COORDINATION, UnitKind.DISTRICT))
        .order_by("kind", "order", "pk")
        .first()
    )
    if found is None:
        raise Absent("平台尚未建立单位，请先由系统管理员登记应急指挥单位。")
    return found
