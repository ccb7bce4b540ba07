"""The files of the demonstration's cases: officers, evidence, statements, recordings, payments, consequences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random

from ancheng.base.clock import from_beijing
from ancheng.kernel.files.actions import store
from ancheng.kernel.files.models import Attachment, Blob
from ancheng.kernel.people.models import Membership
from ancheng.supervision.dangers.models import Penalty
from ancheng.supervision.penalties.consequences import SOURCE, danger_of
from ancheng.supervision.penalties.models import (
    Evidence,
    Officer,
    Payment,
    PenaltyCase,
    Recording,
    Statement,
)

DEMO = "（演示数据）"
BATCH = 1000
DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Matter:
    """A violation as cases are about it: what, against which clause, punished by which, from and up to."""

    text: str
    clause: str
    basis: str
    low_yuan: int
    high_yuan: int


# Clauses and amounts of the demonstration are from memory of 安全生产法 (2021) and not checked.
MATTERS = (
    Matter("未按规定进行安全生产教育和培训", "安全生产法第二十八条第一款", "安全生产法第九十七条第三项", 5_000, 100_000),
    Matter("未将事故隐患排查治理情况如实记录", "安全生产法第四十一条第二款", "安全生产法第九十七条第五项", 5_000, 100_000),
    Matter("未按规定制定生产安全事故应急救援预案", "安全生产法第八十一条", "安全生产法第九十七条第六项", 5_000, 100_000),
    Matter("特种作业人员未取得相应资格上岗作业", "安全生产法第三十条第一款", "安全生产法第九十七条第七项", 5_000, 100_000),
    Matter("未在较大危险因素的场所设置安全警示标志", "安全生产法第三十五条", "安全生产法第九十九条第一项", 5_000, 50_000),
    Matter("未对安全设备进行经常性维护、保养", "安全生产法第三十六条第二款", "安全生产法第九十九条第三项", 5_000, 50_000),
    Matter("进行危险作业未安排专人现场管理", "安全生产法第四十三条", "安全生产法第一百零一条第三项", 20_000, 100_000),
    Matter("将生产经营场所出租给不具备条件的单位", "安全生产法第四十九条第一款", "安全生产法第一百零三条第一款", 20_000, 100_000),
)  # fmt: skip


def write_rows(
    cases: Sequence[PenaltyCase], teams: Mapping[int, Sequence[Membership]], random: Random
) -> None:
    """Everything that lies in the files of these cases, in bulk."""
    filed = [each for each in cases if each.filed_on]
    _officers(filed, teams)
    ordinary = [each for each in filed if each.procedure == "ordinary" and each.state != "investigating"]
    _evidence(ordinary)
    _statements(ordinary, teams)
    _recordings(filed, random)
    _payments(cases)
    _penalties(cases)


def _officers(cases: Sequence[PenaltyCase], teams: Mapping[int, Sequence[Membership]]) -> None:
    Officer.objects.bulk_create(
        [
            Officer(
                case=case,
                person=seat.person,
                name=seat.person.name,
                certificate=f"京执法演{seat.person_id:06d}",
                since=_on(case, 0),
            )
            for case in cases
            for seat in teams[case.owner_unit_id]
        ],
        batch_size=BATCH,
    )


def _evidence(cases: Sequence[PenaltyCase]) -> None:
    kinds = (
        ("inspection", "现场检查记录", "违法行为的现场情况"),
        ("written", "安全管理制度和台账复印件", "未履行法定义务"),
    )
    rows = []
    for case in cases:
        for order, (kind, title, proves) in enumerate(kinds, start=1):
            row = Evidence(
                case=case,
                order=order,
                kind=kind,
                title=title + DEMO,
                proves=proves,
                taken_at=_on(case, order),
                place=case.enterprise.name[:200],
                by_name="执法人员",
                synthetic=True,
            )
            row.derive_scope()
            rows.append(row)
    Evidence.every.bulk_create(rows, batch_size=BATCH)
    blobs = [_blob(f"{title}（演示数据，无实际内容）") for _, title, _ in kinds]
    Attachment.objects.bulk_create(
        [
            Attachment(
                blob=blobs[each.order - 1],
                name=f"{kinds[each.order - 1][1]}.txt",
                purpose="evidence",
                subject_type="penalties.evidence",
                subject_id=str(each.pk),
                by_name=each.by_name,
                at=each.taken_at,
            )
            for each in rows
        ],
        batch_size=BATCH,
    )


def _blob(text: str) -> Blob:
    return store(chunks=[text.encode()], name="演示.txt", purpose="evidence", at=from_beijing(DAY))


def _statements(cases: Sequence[PenaltyCase], teams: Mapping[int, Sequence[Membership]]) -> None:
    Statement.objects.bulk_create(
        [
            Statement(
                case=case,
                name="演示人员",
                position="安全管理人员",
                place="询问室",
                began_at=_on(case, 2),
                ended_at=_on(case, 2) + timedelta(minutes=50),
                text=f"问：贵单位是否存在“{case.matter}”的情况？\n答：存在，已开始整改。{DEMO}",
                asked_by="、".join(seat.person.name for seat in teams[case.owner_unit_id]),
            )
            for case in cases
        ],
        batch_size=BATCH,
    )


def _recordings(cases: Sequence[PenaltyCase], random: Random) -> None:
    Recording.objects.bulk_create(
        [
            Recording(
                case=case,
                medium="video",
                device=f"ZFJL-{random.randint(1, 60):03d}",
                sha256=sha256(case.number.encode()).hexdigest(),
                began_at=_on(case, 0),
                ended_at=_on(case, 0) + timedelta(minutes=random.randint(20, 90)),
                step="调查取证",
                by_name="执法人员",
            )
            for case in cases
            if random.random() < 0.9
        ],
        batch_size=BATCH,
    )


def _payments(cases: Sequence[PenaltyCase]) -> None:
    Payment.objects.bulk_create(
        [
            Payment(case=case, paid_on=case.executed_on, yuan=case.paid_yuan, receipt=f"演JK{case.pk:06d}")
            for case in cases
            if case.paid_yuan and case.executed_on
        ],
        batch_size=BATCH,
    )


def _penalties(cases: Sequence[PenaltyCase]) -> None:
    """The repeat-offender counter; the credit of the demonstration gathers its records from there."""
    Penalty.objects.bulk_create(
        [
            Penalty(
                enterprise_id=case.enterprise_id,
                danger_id=danger_of(case),
                decided_on=case.decided_on,
                number=case.decision_number,
                matter=case.matter,
                source_type=SOURCE,
                source_id=str(case.pk),
                synthetic=True,
            )
            for case in cases
            if case.decided_on and case.state != "revoked"
        ],
        batch_size=BATCH,
    )


def _on(case: PenaltyCase, days: int) -> datetime:
    """Nine o'clock so many days after the filing."""
    return from_beijing((case.filed_on or case.found_on) + timedelta(days=days)) + timedelta(hours=9)
