"""Units and enterprises that the rows of a table name, looked up once each."""

from __future__ import annotations

from collections.abc import Iterable

from ancheng.base.codes import tidy
from ancheng.kernel.orgs.models import Enterprise, Unit
from ancheng.kernel.orgs.queries import by_name, suggestions


class Units:
    """What was found so far; a name is asked for once however many rows bear it."""

    def __init__(self) -> None:
        self.named: dict[str, int | None] = {}
        self.sites: dict[str, int | None] = {}
        self.by_id: dict[int, Unit] = {}
        self._near: dict[str, str] = {}

    def learn_names(self, names: Iterable[str]) -> None:
        new = {each for each in names if each not in self.named}
        if not new:
            return
        found = by_name(new)
        missing = [name for name in new if name not in found]
        whole = {unit.name: unit for unit in Unit.objects.in_use().filter(name__in=missing)}
        for name in new:
            unit = found.get(name) or whole.get(name)
            self.named[name] = unit.pk if unit else None

    def learn_sites(self, names: Iterable[str]) -> None:
        """Enterprises by credit code or by their full name, where only one bears it."""
        new = {each for each in names if each not in self.sites}
        if not new:
            return
        codes = {tidy(each): each for each in new}
        for code, pk in Enterprise.objects.filter(credit_code__in=codes).values_list("credit_code", "unit"):
            self.sites[codes[code]] = pk
        left = [each for each in new if each not in self.sites]
        owners: dict[str, list[int]] = {}
        for name, pk in (
            Unit.objects.in_use().filter(name__in=left, kind="enterprise").values_list("name", "pk")
        ):
            owners.setdefault(name, []).append(pk)
        for name in left:
            found = owners.get(name, [])
            self.sites[name] = found[0] if len(found) == 1 else None

    def learn_ids(self, ids: Iterable[int | None]) -> None:
        new = {each for each in ids if each and each not in self.by_id}
        if new:
            self.by_id |= Unit.objects.in_use().in_bulk(new)

    def unknown(self, name: str, label: str) -> str:
        """The sentence about a name that is no unit, with those that come nearest."""
        if name not in self._near:
            self._near[name] = "、".join(str(each) for each in suggestions(name, at_most=3))
        near = self._near[name]
        return f"“{label}”中的“{name}”不是已知单位，" + (
            f"是否指：{near}？" if near else "请填写规范名称、简称或已登记的别名。"
        )

    def label(self, pk: int | None) -> str:
        return str(self.by_id.get(pk or 0, pk or ""))
