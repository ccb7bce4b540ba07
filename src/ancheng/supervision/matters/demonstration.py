"""Some six hundred matters of all kinds over eighteen months, drawn the same way every time, marked 演示数据."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.files.actions import store
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.people.models import Membership
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.matters import rules
from ancheng.supervision.matters.actions import order_context
from ancheng.supervision.matters.declare import MatterKind
from ancheng.supervision.matters.demonstration_courses import COURSES, DEMO, Course, Taken
from ancheng.supervision.matters.models import Matter
from ancheng.supervision.matters.queries import authority
from ancheng.supervision.matters.registry import KINDS

SEED, DAYS, ORDERS = 110105, 548, 1


def load(*, at: datetime) -> int:
    """Write the matters of every kind with their courses, papers and a printed order; returns how many."""
    seats = Membership.objects.filter(person__demonstration=True).select_related("unit", "person")
    officers = {seat.unit_id: seat.asker() for seat in seats.order_by("-pk")}
    office = seats.get(person__username="office").asker()
    departments = list(responsible_units().filter(kind="department")[:8])
    written: list[Past] = []
    for number, (name, course) in enumerate(COURSES.items()):
        random = Random(SEED + 31 + number)  # noqa: S311  # nosec B311
        written += _kind(name, course, random, officers, office, departments, at)
    write_past(pasts=written, verb="登记专项事项", until=at)
    matters = [each.case for each in written]
    _papers([(each, case) for each, case in zip(written, matters, strict=True)], at)
    _orders(matters, office)
    return len(matters)


def _kind(
    name: str,
    course: Course,
    random: Random,
    officers: dict[int, Asker],
    office: Asker,
    departments: list[Unit],
    at: datetime,
) -> list[Past]:
    kind = KINDS[name]
    rows = Asset.objects.filter(kind__in=kind.assets).exclude(status=Status.RETIRED)
    assets = list(
        rows.select_related("unit", "enterprise", "subdistrict", "community", "grid")
        .defer("words")
        .order_by("pk")[: course.count]
    )
    supervisor = authority(kind)
    begins = sorted(at - timedelta(days=random.uniform(1, DAYS)) for _ in assets)
    numbers: dict[int, int] = {}
    pasts = []
    for asset, begun in zip(assets, begins, strict=True):
        year = beijing_day(begun).year
        numbers[year] = numbers.get(year, 0) + 1
        number = f"{kind.prefix}-{year}-{numbers[year]:05d}"
        matter = _matter(name, kind, course, asset, number, begun, supervisor, departments, random)
        by = officers.get(matter.owner_unit_id, office)
        pasts.append(Past(matter, by, begun, list(_moves(matter, kind, course, by, office, random, at))))
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key=f"matter:{name}"[:40], year=year, defaults={"last": last})
    return pasts


def _matter(
    name: str,
    kind: MatterKind,
    course: Course,
    asset: Asset,
    number: str,
    begun: datetime,
    supervisor: Unit | None,
    departments: list[Unit],
    random: Random,
) -> Matter:
    owner = asset.enterprise if kind.by_enterprise and asset.enterprise else asset.unit
    if kind.shared and departments:
        owner = random.choice(departments)
    return Matter(
        kind=name,
        number=number,
        title=asset.name[:160],
        facts=course.opens(random, beijing_day(begun)),
        asset=asset,
        enterprise=asset.enterprise,
        owner_unit=owner,
        issuer_unit=supervisor or owner,
        opened_at=begun,
        address=asset.address,
        geometry=asset.geometry,
        subdistrict=asset.subdistrict,
        community=asset.community,
        grid=asset.grid,
        open_key=rules.open_key(name, kind, asset.pk, owner.pk),
        synthetic=True,
    )


def _moves(
    matter: Matter,
    kind: MatterKind,
    course: Course,
    by: Asker,
    office: Asker,
    random: Random,
    now: datetime,
) -> Iterator[Moved]:
    """As far as the time has come; one in seven steps takes longer than it should."""
    way: tuple[Taken, ...] = random.choices(
        [each for _, each in course.ways], [each for each, _ in course.ways]
    )[0]
    when = matter.opened_at
    for taken in way:
        if random.random() > taken.share:
            return
        late = random.random() < 0.14
        when += timedelta(days=taken.days * (random.uniform(1.3, 2.6) if late else random.uniform(0.4, 1.0)))
        if when > now - timedelta(hours=2):
            return
        step = kind.workflow.step(taken.verb)
        matter.facts = {**matter.facts, **taken.states(random, beijing_day(when))}
        if step.target in kind.workflow.ends:
            matter.ended_at, matter.open_key = when, None
        yield Moved(taken.verb, by if step.party == "owner" else office, when, taken.why)


def _papers(written: list[tuple[Past, Matter]], at: datetime) -> None:
    """One made-up file, kept once, stands for the evidence of every step that needs some."""
    blob = store(chunks=[f"佐证材料{DEMO}".encode()], name="佐证材料.txt", purpose="evidence", at=at)
    Attachment.objects.bulk_create(
        [
            Attachment(
                blob=blob,
                name=f"佐证-{matter.number}.txt",
                caption=str(matter.WORKFLOW.step(last.verb).label),
                purpose="evidence",
                subject_type="matters.matter",
                subject_id=str(matter.pk),
                by_id=last.by.person_id,
                by_name=last.by.name,
                at=last.at,
            )
            for past, matter in written
            for last in [move for move in past.moves if move.verb in matter.declared.evidence][-1:]
        ],
        batch_size=1000,
    )


def _orders(matters: list[Matter], office: Asker) -> None:
    """The newest order of each kind that issues some is printed, so that there is one to open."""
    for name, kind in KINDS.items():
        for verb, title in kind.orders.items():
            target = kind.workflow.step(verb).target
            found = [each for each in matters if each.kind == name and each.state == target]
            for each in sorted(found, key=lambda row: row.state_since)[-ORDERS:]:
                context = order_context(each, title, office, each.state_since)
                produce(kind="matter_order", subject=each, context=context, by=office, at=each.state_since)
