"""The risk grade of enterprises: from the desk's risk register where it is installed, else from the object register.

The register of risks offers `enterprise_grades(ids) -> dict[int, str]` (R, O, Y or B) in its queries; until it is
installed an enterprise whose site is declared 高危行业 counts as O, and all others as never assessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.apps import apps
from django.utils.module_loading import import_string

from ancheng.supervision.assets.models import Asset, Status

REGISTER = "ancheng.supervision.risks"
DOOR = f"{REGISTER}.queries.enterprise_grades"


def grades(enterprise_ids: Iterable[int]) -> Mapping[int, str]:
    """R, O, Y or B for each enterprise that was assessed; one that is missing was never assessed."""
    ids = list(enterprise_ids)
    if apps.is_installed(REGISTER):
        door: Callable[[list[int]], Mapping[int, str]] = import_string(DOOR)
        return door(ids)
    return _declared(ids)


def _declared(ids: list[int]) -> dict[int, str]:
    rows = Asset.objects.filter(
        kind="enterprise_site", enterprise_id__in=ids, status=Status.IN_USE, attributes__high_risk=True
    )
    return dict.fromkeys(rows.values_list("enterprise_id", flat=True), "O")
