"""A small district with people on duty, a rule in use, and alarms to raise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from ancheng.base.asker import Asker
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.monitoring.rules.models import Rule, Version
from ancheng.monitoring.warnings import actions, alarm_actions
from ancheng.monitoring.warnings.models import Warning
from ancheng.monitoring.warnings.values import Content, Raised
from tests.factories import NOW, asker, make_office, make_unit

_numbers = count(1)
AREA = '{"type":"Polygon","coordinates":[[[116.44,39.91],[116.46,39.91],[116.46,39.93],[116.44,39.93],[116.44,39.91]]]}'


def make_version(*, kind="gas_leak", level=3, state="active", name="", **values) -> Version:
    """A version of a rule as it stands in use."""
    number = next(_numbers)
    rule = Rule.objects.create(name=name or f"规则{number}", kind=kind, created_at=NOW)
    values = {
        "condition": {"kind": "level", "above": 20.0, "clear_margin": 2.0},
        "scope_kind": "kind",
        "sensor_kind": "gas_methane",
        "unit": "%LEL",
        **values,
    }
    version = Version(
        rule=rule, number=1, level=level, state=state, state_since=NOW, owner_unit=make_office(),
        activated_at=NOW if state in ("active", "retired") else None, trial={"count": 0} if state != "draft" else {}, **values,
    )  # fmt: skip
    version.derive_scope()
    version.save()
    return version


def raised(version: Version, key: str = "GM-1", at=NOW, **values) -> Raised:
    return Raised(
        **{
            "version_id": version.pk, "key": key, "at": at, "kind": version.rule.kind, "label": f"探测器{key}",
            "level": version.level, "judged_at": at, "value": 25.0, "threshold": 20.0, "unit": "%LEL",
            "words": "达到或高于 20 %LEL", "sensor_kind": "gas_methane", "trace": ((0.0, 1.0), (30.0, 25.0)),
            **values,
        }
    )  # fmt: skip


@dataclass
class Watch:
    """Who is there."""

    bureau: Unit
    gas: Unit
    office_unit: Unit
    duty: Asker
    colleague: Asker
    commander: Asker
    signer: Asker
    office: Asker
    version: Version

    def alarm(self, key: str = "GM-1", at=NOW, **values):
        """A new alarm, with its card."""
        return alarm_actions.raise_alarms(raised=[raised(self.version, key, at, **values)], at=at)[0]

    def card(self, **values) -> Warning:
        return self.alarm(**values).warning

    def content(self, **values) -> Content:
        return Content(
            **{
                "title": "呼家楼街道燃气泄漏", "level": 3, "started_at": NOW, "expires_at": NOW + timedelta(hours=6),
                "area_text": "呼家楼街道", "alert_items": "可燃气体浓度升高", "measures": "疏散人员，关闭阀门",
                "area": AREA, **values,
            }
        )  # fmt: skip

    def drafted(self, level: int = 3, **values) -> Warning:
        warning = self.card(level=level)
        actions.verify(warning=warning, by=self.duty, at=NOW)
        actions.draft(warning=warning, content=self.content(level=level, **values), by=self.duty, at=NOW)
        return warning

    def signed(self, level: int = 3, **values) -> Warning:
        warning = self.drafted(level, **values)
        actions.send(warning=warning, units=[self.gas.pk], by=self.duty, at=NOW)
        actions.cosign(warning=warning, agreed=True, opinion="同意", by=self.signer, at=NOW)
        warning.refresh_from_db()
        return warning

    def issued(self, level: int = 3, **values) -> Warning:
        warning = self.signed(level, **values)
        number = "" if level >= 3 else "京应急预〔2026〕1号"
        actions.approve(warning=warning, authorisation=number, by=self.commander, at=NOW)
        actions.issue(warning=warning, by=self.duty, at=NOW)
        return warning


def make_watch() -> Watch:
    office = make_office()
    bureau = by_name(["区应急局"]).get("区应急局") or make_unit("区应急局", UnitKind.DEPARTMENT)
    gas = make_unit("区城管委")
    return Watch(
        bureau,
        gas,
        office,
        asker(Role.DUTY, bureau),
        asker(Role.DUTY, bureau),
        asker(Role.COMMANDER, bureau),
        asker(Role.DEPARTMENT, gas),
        asker(Role.OFFICE, office),
        make_version(),
    )
