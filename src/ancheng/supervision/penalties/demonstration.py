"""Some 350 penalty cases of the last eighteen months for the demonstration, drawn the same way every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.people.models import Membership
from ancheng.kernel.workflow.calendar import calendar
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.penalties import rules
from ancheng.supervision.penalties.actions import NUMBER, noticed
from ancheng.supervision.penalties.demonstration_rows import DEMO, MATTERS, Matter, write_rows
from ancheng.supervision.penalties.models import PenaltyCase, Transfer
from ancheng.supervision.penalties.values import Sanction

SEED, DAYS, CASES = 110105, 548, 350
# How a case goes, and how often of a hundred.
WAYS = (
    ("fined", 52),
    ("spot", 20),
    ("discussed", 8),
    ("hearing", 4),
    ("spared", 6),
    ("declined", 3),
    ("withdrawn", 2),
    ("coerced", 2),
    ("criminal", 2),
    ("revoked", 1),
)
TO_NOTICE = (("file", 3), ("submit", 24), ("pass_review", 3), ("notify", 2))
TO_END = (("decide", 3), ("serve", 3), ("execute", 11), ("archive", 9))
COURSES: dict[str, tuple[tuple[str, float], ...]] = {
    "fined": (*TO_NOTICE, ("hear_out", 9), *TO_END),
    "discussed": (*TO_NOTICE, ("hear_out", 10), ("discuss", 3), *TO_END),
    "hearing": (*TO_NOTICE, ("open_hearing", 4), ("close_hearing", 16), ("discuss", 3), *TO_END),
    "spot": (("fine_on_spot", 0.05), ("serve", 0.01), ("execute", 8), ("archive", 7)),
    "spared": (("file", 3), ("spare", 20)),
    "declined": (("decline", 3),),
    "withdrawn": (("file", 3), ("submit", 20), ("withdraw", 6)),
    "coerced": (*TO_NOTICE, ("hear_out", 9), ("decide", 3), ("serve", 3), ("coerce", 205), ("execute", 40)),
    "criminal": (("file", 3), ("transfer", 18), ("end_transferred", 5)),
    "revoked": (*TO_NOTICE, ("hear_out", 9), ("decide", 3), ("serve", 3), ("revoke", 50)),
}
WHY = {
    "decline": "违法事实轻微，已当场改正，不予立案。",
    "spare": "系初次违法，危害后果轻微，并已及时改正。",
    "withdraw": "当事人已注销，案件撤销。",
    "coerce": "当事人逾期不履行，经催告仍不履行。",
    "revoke": "行政复议决定撤销原处罚决定。",
    "transfer": "经检测涉案数额达到立案追诉标准。",
    "end_transferred": "公安机关已立案侦查。",
}


@dataclass(frozen=True, slots=True)
class Team:
    """A unit that enforces, with the people of its cases."""

    unit: Unit
    officers: Sequence[Membership]
    head: Asker

    @property
    def officer(self) -> Asker:
        return self.officers[0].asker()


def load(*, at: datetime, count: int = CASES) -> int:
    """Write the cases with their files and consequences; returns how many."""
    random = Random(SEED + 31)  # noqa: S311  # nosec B311
    teams, office = _teams()
    parties = list(Unit.objects.filter(kind=UnitKind.ENTERPRISE).order_by("pk")[:900])
    if not teams or not parties:
        return 0
    begins = sorted(at - timedelta(days=random.uniform(0.3, DAYS)) for _ in range(count))
    ways = [name for name, weight in WAYS for _ in range(weight)]
    dangers = _dangers(at)
    numbers: dict[tuple[str, int], int] = {}
    pasts = []
    for begun in begins:
        team = teams[0] if random.random() < 0.75 else random.choice(teams)
        case = _case(team, office.unit, parties, dangers, begun, numbers, random)
        way = random.choice(ways)
        moves = list(_course(case, team, office.asker(), way, begun, at, numbers, random))
        pasts.append(Past(case, team.officer, begun, moves))
    write_past(pasts=pasts, verb="登记案件线索", until=at)
    cases = [each.case for each in pasts]
    write_rows(cases, {team.unit.pk: team.officers for team in teams}, random)
    _transfers([each for each in pasts if any(move.verb == "transfer" for move in each.moves)], office, at)
    for (key, year), last in numbers.items():
        NumberSeries.objects.update_or_create(key=key, year=year, defaults={"last": last})
    return len(pasts)


def _teams() -> tuple[list[Team], Membership]:
    """The bureau, and the subdistricts that have two officers; the office approves where nobody else is."""
    seats = Membership.objects.select_related("unit", "person").filter(person__demonstration=True)
    office = seats.filter(role="office").order_by("pk").first()
    bureau = by_name(["区应急局"]).get("区应急局")
    if office is None or bureau is None:
        return [], office  # type: ignore[return-value]
    units: dict[int, list[Membership]] = {}
    for seat in seats.filter(role__in=[each.value for each in rules.OFFICERS]).order_by("pk"):
        units.setdefault(seat.unit_id, []).append(seat)
    found = [
        Team(held[0].unit, held[:2], office.asker())
        for held in units.values()
        if len(held) > 1 and held[0].unit_id != bureau.pk
    ]
    own = units.get(bureau.pk, [])
    if not own:
        return found, office
    # With one officer in the bureau the second one of its cases comes from a subdistrict.
    others = [each for held in units.values() for each in held if each.unit_id != bureau.pk]
    return [Team(bureau, [*own, *others][:2], office.asker()), *found[:6]], office


def _dangers(at: datetime) -> list[Danger]:
    """Dangers that were handed to enforcement or are long overdue, each for one case at most."""
    rows = Danger.objects.filter(enterprise__isnull=False, found_at__lt=at - timedelta(days=20))
    kept = rows.select_related("enterprise").defer("words").order_by("-state", "pk")
    return list(kept.filter(state__in=("enforced", "ordered", "returned"))[:120])


def _case(
    team: Team,
    office: Unit,
    parties: list[Unit],
    dangers: list[Danger],
    begun: datetime,
    numbers: dict[tuple[str, int], int],
    random: Random,
) -> PenaltyCase:
    on = beijing_day(begun)
    matter = random.choice(MATTERS)
    case = PenaltyCase(
        number=NUMBER.format(year=on.year, n=_next(numbers, "penalty_case", on.year)),
        matter=matter.text,
        clause=matter.clause,
        enterprise=random.choice(parties),
        source_label=f"检查记录 JC-{on:%Y%m}-{random.randint(1, 400):04d}",
        found_on=on,
        found_by_id=team.officers[0].person_id,
        owner_unit=team.unit,
        issuer_unit=office,
        synthetic=True,
    )
    older = next((each for each in dangers if beijing_day(each.found_at) < on), None)
    if older is not None and random.random() < 0.35:
        dangers.remove(older)
        case.source_type, case.source_id = "dangers.danger", str(older.pk)
        case.source_label, case.enterprise = str(older)[:200], older.enterprise
        case.matter = f"逾期未消除事故隐患“{older.title}”"[:200]
        case.clause = "安全生产法第四十一条第二款"
    _propose(case, matter, random)
    return case


def _propose(case: PenaltyCase, matter: Matter, random: Random) -> None:
    case.basis, case.low_yuan, case.high_yuan = matter.basis, matter.low_yuan, matter.high_yuan
    share = random.choice((0.1, 0.2, 0.2, 0.3, 0.5))
    case.fine_yuan = round((matter.low_yuan + share * (matter.high_yuan - matter.low_yuan)) / 1000) * 1000
    case.kinds = [Sanction.WARNING.value] * (random.random() < 0.3) + [Sanction.FINE.value]
    case.facts = f"经查，该单位{matter.text}，有现场检查记录、询问笔录等证据证实。{DEMO}"


def _next(numbers: dict[tuple[str, int], int], key: str, year: int) -> int:
    numbers[key, year] = numbers.get((key, year), 0) + 1
    return numbers[key, year]


def _course(
    case: PenaltyCase,
    team: Team,
    office: Asker,
    way: str,
    begun: datetime,
    now: datetime,
    numbers: dict[tuple[str, int], int],
    random: Random,
) -> Iterator[Moved]:
    """As far as the time has come; one step in nine takes much longer than it should."""
    if way in ("discussed", "hearing"):
        case.kinds, case.measures = [*case.kinds, Sanction.STOP.value], "责令停产停业整顿至整改合格" + DEMO
    else:
        # What would be discussed collectively is left to the ways that have a discussion.
        case.fine_yuan = min(case.fine_yuan, 45_000)
    when, judged = begun, {"file", "pass_review", "decide", "spare", "discuss", "end_transferred"}
    for verb, days in COURSES[way]:
        slow = random.uniform(1.6, 3.2) if random.random() < 0.11 else random.uniform(0.6, 1.05)
        when += timedelta(days=days * slow)
        if when > now - timedelta(hours=2):
            break
        _note(case, verb, when, way, numbers, random)
        by = office if verb in judged or verb == "revoke" else team.officer
        yield Moved(verb, by, when, WHY.get(verb, "") + (DEMO if verb in WHY else ""))
    _publish(case, now, random)


def _note(
    case: PenaltyCase,
    verb: str,
    when: datetime,
    way: str,
    numbers: dict[tuple[str, int], int],
    random: Random,
) -> None:
    """What each step leaves in the case."""
    day = beijing_day(when)
    match verb:
        case "file":
            case.filed_on = day
        case "pass_review":
            case.review = "主体适格，事实清楚，证据充分，适用依据正确，程序合法。" + DEMO
        case "notify":
            case.notified_on, case.hearing_right = day, rules.hearing_right(case.proposal, day)
            editions = rules.HEARING_REQUEST if case.hearing_right else rules.DEFENCE
            case.answer_until = rules.last_day(editions, day, calendar())
            case.noticed = noticed(case)
        case "hear_out":
            if random.random() < 0.4:
                case.defence = "我单位已完成整改，请求从轻处罚。" + DEMO
            case.answer = "期满未陈述申辩或申辩理由不成立，维持拟处罚意见。" + DEMO
        case "open_hearing":
            case.hearing_asked_on, case.hearing_on = day, day + timedelta(days=12)
            case.hearing_chair = "演示主持人"
        case "close_hearing":
            case.hearing_record = case.answer = "经听证，事实清楚，建议维持拟处罚意见。" + DEMO
        case "discuss":
            case.discussed_on, case.discussed_by = day, "演示局长、演示副局长"
            case.discussion = "同意拟处罚意见。" + DEMO
        case "decide" | "fine_on_spot":
            _decide(case, day, way, numbers)
        case "serve":
            case.served_on, case.service, case.received_by = day, "直接送达", "演示收件人"
            case.pay_by = rules.last_day(rules.PAY_WITHIN, day, calendar())
        case "coerce":
            case.urged_on, case.coerced_on, case.court = (
                day - timedelta(days=20),
                day,
                "朝阳区人民法院（演示）",
            )
            case.additional_yuan, case.added_until = case.fine_yuan, day
        case "execute":
            case.executed_on, case.paid_yuan = day, case.due_yuan
        case "spare":
            case.spared, case.ended_on = "first", day
        case "archive" | "decline" | "withdraw" | "revoke" | "end_transferred":
            case.ended_on = day


def _decide(case: PenaltyCase, day: date, way: str, numbers: dict[tuple[str, int], int]) -> None:
    key, word = "penalty_decision", "应急罚"
    if way == "spot":
        key, word, case.procedure, case.filed_on = "spot_penalty", "应急当罚", "spot", day
        case.kinds, case.fine_yuan, case.low_yuan = [Sanction.WARNING.value, Sanction.FINE.value], 2000, 0
        case.defence = "无意见" + DEMO
    number = _next(numbers, key, day.year)
    case.decided_on, case.decision_number = day, f"{settings.DOCUMENT_PREFIX}{word}〔{day.year}〕{number}号"
    case.publish_by = rules.last_day(rules.PUBLISH_WITHIN, day, calendar())


def _publish(case: PenaltyCase, now: datetime, random: Random) -> None:
    """Most decisions are published in time, some late, some not yet."""
    if case.decided_on is None:
        return
    after = random.randint(12, 30) if random.random() < 0.08 else random.randint(1, 8)
    on = case.decided_on + timedelta(days=after)
    if on > beijing_day(now) and case.ended_on is None:
        return
    case.published_on = min(on, case.ended_on or on)
    case.public_text = f"违法事实：{case.matter}\n违反：{case.clause}\n依据：{case.basis}\n处罚内容：{case.kinds_label}{DEMO}"
    if case.ended_on and case.additional_yuan == 0 and case.paid_yuan == 0:
        case.lifted_on, case.lifted = case.ended_on, "revoked"
        case.lifted_why = "行政复议决定撤销原处罚决定。" + DEMO


def _transfers(pasts: list[Past], office: Membership, now: datetime) -> None:
    """The transfer that goes with each case handed to the police."""
    made = []
    for number, past in enumerate(pasts, start=1):
        case, when = past.case, next(each.at for each in past.moves if each.verb == "transfer")
        ended = next((each.at for each in past.moves if each.verb == "end_transferred"), None)
        day = beijing_day(when)
        transfer = Transfer(
            case=case,
            offence="危险作业罪" if number % 2 else "非法储存危险物质罪",
            reason=WHY["transfer"] + DEMO,
            police="朝阳公安分局（演示）",
            from_state="investigating",
            letter_number=f"（演）应急移〔{day.year}〕{number}号",
            approved_on=day,
            handed_at=when + timedelta(hours=20),
            received_by="演示接收人",
            owner_unit=case.owner_unit,
            issuer_unit=case.issuer_unit,
            synthetic=True,
        )
        moves = [
            Moved("approve", office.asker(), when),
            Moved("hand_over", past.by, when + timedelta(hours=20 if number % 3 else 40)),
        ]
        if ended:
            transfer.answered_on, transfer.answer_number = (
                beijing_day(ended),
                f"（演）公立〔{day.year}〕{number}号",
            )
            transfer.answer = "决定立案侦查" + DEMO
            moves.append(Moved("file", past.by, max(ended, moves[-1].at)))
        opened = when - timedelta(days=1)
        made.append(Past(transfer, past.by, opened, [each for each in moves if each.at <= now]))
    write_past(pasts=made, verb="提出移送", until=now)
