"""Listings and penalties of the demonstration, drawn upon dangers that were drawn before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from ancheng.base.clock import beijing, beijing_day
from ancheng.base.realm import Realm
from ancheng.kernel.documents.models import NumberSeries
from ancheng.supervision.dangers.demonstration_rows import Journal, Shadow, allocate, copy_in
from ancheng.supervision.dangers.models import Danger, Listing, Penalty
from ancheng.supervision.dangers.workflows.listing import WORKFLOW

if TYPE_CHECKING:
    from ancheng.supervision.dangers.demonstration import District, Drawn

COLUMNS = (
    "id", "realm", "seen_by", "state", "state_since", "due_at", "owner_unit_id", "issuer_unit_id", "danger_id",
    "level", "reason", "number", "due_on", "listed_on", "published_at", "targets", "measures", "money", "people",
    "plan_due_on", "safety", "applied_by_id", "checked_by_id", "checked_on", "opinion", "failures", "ended_on",
    "synthetic",
)  # fmt: skip
PLAN = {
    "targets": "消除该重大隐患，恢复安全条件。（演示数据）",
    "measures": "委托有资质单位设计施工，完成后检测验收。（演示数据）",
    "money": "企业自筹，已列入年度安全投入",
    "people": "主要负责人牵头，安全部实施",
    "safety": "治理期间停止使用，设警戒和专人看护，备有应急预案。（演示数据）",
}


@dataclass
class Listings:
    rows: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)

    def write(self) -> None:
        copy_in("dangers_listing", COLUMNS, ([row[name] for name in COLUMNS] for row in self.rows))
        for year, last in self.numbers.items():
            NumberSeries.objects.update_or_create(key="listing_notice", year=year, defaults={"last": last})


def list_some(drawn: Sequence[Drawn], district: District, random: Random, journal: Journal) -> Listings:
    """Every fourth major danger under order was listed; what became of it follows the danger itself."""
    plain = [
        each
        for each in drawn
        if each.row["grade"] == "major"
        and "order" in each.times
        and not each.row["sent_back"]
        and not each.row["reopened"]
        and not {"refer", "shut"} & set(each.times)
    ]
    chosen = [each for each in plain if random.random() < 0.28]
    listings = Listings()
    for pk, each in zip(allocate(Listing, len(chosen)), chosen, strict=True):
        _list(pk, each, district, random, journal, listings)
    return listings


def _list(
    pk: int, drawn: Drawn, district: District, random: Random, journal: Journal, listings: Listings
) -> None:
    danger, office, times = drawn.row, district.office, drawn.times
    done = times.get("rectify", journal.now)
    steps = [_at_work(times["order"] + timedelta(days=each), random) for each in (1, 2, 5, 7)]
    if steps[-1] > done:
        return
    due_on = danger["due_on"] + timedelta(days=30)
    year = beijing(steps[1]).year
    listings.numbers[year] = listings.numbers.get(year, 0) + 1
    shadow = Shadow(
        pk, f"挂牌督办 {danger['title']}", danger["owner_unit_id"], danger["issuer_unit_id"], due_on=due_on
    )
    journal.open(Listing, WORKFLOW, shadow, "拟挂牌督办", drawn.officer, steps[0])
    journal.take(Listing, WORKFLOW, shadow, "list", office[0], steps[1])
    journal.take(Listing, WORKFLOW, shadow, "file_plan", drawn.worker, steps[2])
    journal.take(Listing, WORKFLOW, shadow, "start", drawn.officer, steps[3])
    note = (Danger, danger["id"], drawn.shadow.label)
    journal.note(*note, "挂牌督办", office[0], steps[1])
    row: dict[str, Any] = {
        "id": pk, "realm": Realm.ACTUAL.value, "seen_by": danger["seen_by"], "danger_id": danger["id"],
        "owner_unit_id": shadow.owner_unit_id, "issuer_unit_id": shadow.issuer_unit_id,
        "level": random.choices(("district", "subdistrict", "city"), (70, 25, 5))[0],
        "reason": "危险性大、整改周期长，需挂牌督办。（演示数据）",
        "number": f"演示挂督〔{year}〕{listings.numbers[year]}号", "due_on": due_on,
        "listed_on": beijing_day(steps[1]), "published_at": steps[1] if random.random() < 0.8 else None,
        **PLAN, "plan_due_on": due_on, "applied_by_id": None, "checked_by_id": None, "checked_on": None,
        "opinion": "", "failures": 0, "ended_on": None, "synthetic": True,
    }  # fmt: skip
    if "rectify" in times:
        journal.take(Listing, WORKFLOW, shadow, "apply", drawn.worker, times["rectify"])
        row["applied_by_id"] = drawn.worker.person_id
    if "accept" in times:
        journal.take(Listing, WORKFLOW, shadow, "pass_check", drawn.officer, times["accept"])
        row.update(
            checked_by_id=danger["accepted_by_id"],
            checked_on=beijing_day(times["accept"]),
            opinion="现场审查合格。（演示数据）",
        )
    if "recheck" in times:
        journal.take(Listing, WORKFLOW, shadow, "delist", office[1], times["recheck"])
        journal.note(*note, "摘牌", office[1], times["recheck"])
        row["ended_on"] = beijing_day(times["recheck"])
    row.update(state=shadow.state, state_since=shadow.state_since, due_at=shadow.due_at)
    danger["listed"] = shadow.state not in WORKFLOW.ends
    listings.rows.append(row)


def _at_work(moment: datetime, random: Random) -> datetime:
    return beijing(moment).replace(hour=random.randint(9, 16), minute=random.randint(0, 59))


def penalise_some(drawn: Sequence[Drawn], random: Random, at: datetime) -> None:
    """Penalties for late dangers; a few enterprises with an open major danger were penalised again and again."""
    today = beijing_day(at)
    with_enterprise = [each for each in drawn if each.row["enterprise_id"]]
    late = [
        each for each in with_enterprise if each.row["rectified_at"] and each.row["due_on"] and
        beijing_day(each.row["rectified_at"]) > each.row["due_on"]
    ]  # fmt: skip
    major = [
        each
        for each in with_enterprise
        if each.row["grade"] == "major" and each.row["state"] not in ("closed", "rejected", "shut")
    ]
    chosen = [
        (each, today - timedelta(days=random.randint(1, 500)))
        for each in random.sample(late, min(180, len(late)))
    ]
    chosen += [
        (each, today - timedelta(days=number * 50 + random.randint(1, 9)))
        for each in major[:4]
        for number in range(3)
    ]
    Penalty.objects.bulk_create(
        Penalty(
            enterprise_id=each.row["enterprise_id"],
            danger_id=each.row["id"],
            decided_on=decided_on,
            number=f"演示罚〔{decided_on.year}〕{number}号",
            matter="未按期整改事故隐患（演示数据）",
            synthetic=True,
        )
        for number, (each, decided_on) in enumerate(chosen, start=1)
    )
