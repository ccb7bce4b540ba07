"""Credit of the demonstration's enterprises over eighteen months, drawn the same way every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.people.models import Membership
from ancheng.kernel.workflow.models import Case
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved
from ancheng.supervision.credit import rules
from ancheng.supervision.credit.actions import NUMBER, gather, keep
from ancheng.supervision.credit.models import Listing, Push
from ancheng.supervision.credit.rules import Kind, List
from ancheng.supervision.credit.values import NewRecord

SEED, DAYS, SHARE, RATED = 110105, 548, 0.45, 2000
TEXTS = {
    Kind.PENALTY: "（演）应急罚〔{year}〕{n}号：未按规定开展安全教育培训",
    Kind.BROKEN_PROMISE: "（演）承诺的整改事项逾期未完成",
    Kind.AWARD: "（演）{year}年度安全生产先进单位",
}
PUSHED_TO = ("区市场监管局", "区住房城乡建设委", "区发展改革委", "区财政局")
DEMO = "（演示数据）"


def load(*, at: datetime) -> int:
    """Write records, ratings and the ledger; returns the number of records."""
    random = Random(SEED + 23)  # noqa: S311  # nosec B311
    ids = list(Unit.objects.filter(kind=UnitKind.ENTERPRISE).order_by("pk").values_list("pk", flat=True))
    bureau = by_name(["区应急局"]).get("区应急局")
    if not ids or bureau is None:
        return 0
    written = keep(records=list(_records(ids, bureau, random, at)), by=PLATFORM, at=at, synthetic=True)
    _ledger(random.sample(ids, min(36, len(ids))), bureau, random, at)
    # The others are rated by the job of the first night; until then they are shown as not rated.
    return written + gather(enterprise_ids=ids[:RATED], by=PLATFORM, at=at)


def _records(ids: list[int], bureau: Unit, random: Random, at: datetime) -> Iterator[NewRecord]:
    kinds, weights = list(TEXTS), (6, 2, 2)
    for enterprise_id in ids[:RATED]:
        if random.random() > SHARE:
            continue
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            kind = random.choices(kinds, weights)[0]
            on = beijing_day(at - timedelta(days=random.uniform(1, DAYS)))
            text = TEXTS[kind].format(year=on.year, n=random.randrange(1, 900))
            yield NewRecord(enterprise_id, kind, on, text, bureau.pk)


def _ledger(ids: list[int], bureau: Unit, random: Random, at: datetime) -> None:
    office_seat = Membership.objects.select_related("unit", "person").get(person__username="office")
    second = Membership.objects.select_related("unit", "person").get(person__username="office2")
    office, other = office_seat.asker(), second.asker()
    officer = Membership.objects.select_related("unit", "person").get(person__username="enforcement").asker()
    enterprises = Unit.objects.in_bulk(ids)
    begins = sorted((at - timedelta(days=random.uniform(1, DAYS)), each) for each in ids)
    numbers: dict[int, int] = {}
    pasts = []
    for begun, enterprise_id in begins:
        listing = _listing(enterprises[enterprise_id], begun, numbers, bureau, office_seat.unit, random)
        pasts.append(
            Past(listing, officer, begun, list(_course(listing, begun, (officer, office, other), random, at)))
        )
    listings = write_past(pasts=pasts, verb="采集", until=at)
    _push(listings)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="credit_listing", year=year, defaults={"last": last})


def _listing(
    enterprise: Unit, begun: datetime, numbers: dict[int, int], bureau: Unit, office: Unit, random: Random
) -> Listing:
    on = beijing_day(begun)
    numbers[on.year] = numbers.get(on.year, 0) + 1
    red = random.random() < 0.3
    rule = rules.RULES.in_force(on).value
    behaviour = random.choice([each for each in rule.behaviours if rule.lists[0] in each.lists])
    return Listing(
        number=NUMBER.format(year=on.year, n=numbers[on.year]),
        list=List.RED if red else rule.lists[0],
        enterprise=enterprise,
        behaviour="" if red else behaviour.key,
        facts=("连续三年无事故，标准化二级达标。" if red else f"依据处罚决定书，{behaviour.label}。") + DEMO,
        collected_on=on,
        owner_unit=bureau,
        issuer_unit=office,
        synthetic=True,
    )


def _course(
    listing: Listing, begun: datetime, people: tuple[Asker, Asker, Asker], random: Random, now: datetime
) -> Iterator[Moved]:
    officer, office, other = people
    red = listing.list == List.RED
    verbs = ["report", "review", *([] if red else ["notify", "hear"]), "submit", "approve", "push"]
    if not red and random.random() < 0.1:
        verbs = ["report", "drop"]
    when = begun
    for verb in verbs:
        when += timedelta(days=random.uniform(8, 11) if verb == "hear" else random.uniform(1, 7))
        if when > now - timedelta(hours=1):
            return
        _note(listing, verb, when, office, other)
        by = officer if verb == "report" else other if verb == "approve" else office
        yield Moved(verb, by, when, "事实不清，不予列入" + DEMO if verb == "drop" else "")
    if listing.expires_on and listing.expires_on < beijing_day(now):
        end = now - timedelta(hours=2)
        listing.removed_on = beijing_day(end)
        yield Moved("expire", PLATFORM, end, "列入期满")


def _note(listing: Listing, verb: str, when: datetime, office: Asker, other: Asker) -> None:
    day = beijing_day(when)
    match verb:
        case "report":
            listing.reported_on = day
        case "review":
            listing.reviewed_on, listing.review = day, "事实清楚，同意列入。" + DEMO
        case "notify":
            listing.notified_on, listing.defence_until = day, day + timedelta(days=7)
        case "hear":
            listing.hearing = "期满未申辩。" + DEMO
        case "submit":
            listing.submitted_on, listing.submitted_by_id = day, office.person_id
        case "approve":
            listing.decision, listing.approved_by_id = f"朝应急信（演）{day:%Y%m%d}", other.person_id
        case "push":
            listing.published_on = day
            listing.expires_on = rules.expires_on(List(listing.list), day)


def _push(listings: list[Case]) -> None:
    """The bodies that were told, and from then on may read the row."""
    units = list(by_name(PUSHED_TO).values())
    rows, pushed = [], []
    for listing in listings:
        if not isinstance(listing, Listing) or listing.published_on is None:
            continue
        listing.derive_scope()
        listing.seen_by = sorted({*listing.seen_by, *(number for unit in units for number in unit.line)})
        pushed.append(listing)
        rows += [Push(listing=listing, unit=unit, at=listing.state_since) for unit in units]
    Listing.every.bulk_update(pushed, ["seen_by"])
    Push.objects.bulk_create(rows)
