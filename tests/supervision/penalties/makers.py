"""A penalty case at each place of its way, brought there by the verbs that officers use."""

from __future__ import annotations

import io
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.supervision.penalties import actions, execution_actions, hearing_actions, record_actions
from ancheng.supervision.penalties.models import PenaltyCase
from ancheng.supervision.penalties.values import (
    Band,
    NewEvidence,
    NewOfficer,
    NewStatement,
    Proposal,
    Sanction,
)
from tests.factories import NOW, asker, make_enterprise, make_office, make_person, make_unit, seat_of

FACTS = "现场检查发现，该单位未对12名从业人员进行安全生产教育和培训即安排上岗作业。"
SMALL = Proposal(
    kinds=(Sanction.WARNING, Sanction.FINE),
    basis="安全生产法第九十七条第三项",
    fine_yuan=20_000,
    low_yuan=10_000,
    high_yuan=100_000,
)
LARGE = Proposal(
    kinds=(Sanction.FINE, Sanction.STOP),
    basis="安全生产法第一百零二条",
    fine_yuan=80_000,
    low_yuan=50_000,
    high_yuan=200_000,
    band=Band.NORMAL,
    measures="责令停产停业整顿至整改合格",
)


class Desk:
    """The people around one case: two officers, a head, a lawyer, the office, the party."""

    def __init__(self) -> None:
        self.office = asker(Role.OFFICE, make_office())
        self.unit = make_unit("区应急局", name_en="")
        self.people = [make_person(Role.ENFORCEMENT, self.unit) for _ in range(2)]
        self.officer, self.second = (seat_of(each) for each in self.people)
        self.head = asker(Role.ENFORCEMENT, self.unit)
        self.lawyer = asker(Role.DEPARTMENT, self.unit)
        self.enterprise = make_enterprise()
        self.party = asker(Role.ENTERPRISE, self.enterprise)

    @property
    def named(self) -> list[NewOfficer]:
        return [NewOfficer(each.pk, f"11010500{n}") for n, each in enumerate(self.people, start=1)]

    def clue(self, at=NOW, **values) -> PenaltyCase:
        return actions.open_case(
            **{
                "source_type": "",
                "source_id": "",
                "source_label": "检查",
                "enterprise": self.enterprise,
                "matter": "未按规定进行安全生产教育和培训",
                "clause": "安全生产法第二十八条第一款",
                "found_on": beijing_day(at),
                "by": self.officer,
                "at": at,
                **values,
            }
        )

    def investigating(self, at=NOW, **values) -> PenaltyCase:
        case = self.clue(at, **values)
        actions.file(case=case, officers=self.named, by=self.head, at=at)
        return case

    def proven(self, at=NOW) -> PenaltyCase:
        case = self.investigating(at)
        record_actions.add_evidence(
            case=case, evidence=evidence(at), uploads=[document()], by=self.officer, at=at
        )
        record_actions.add_statement(case=case, statement=statement(at), by=self.officer, at=at)
        return case

    def reviewed(self, proposal=SMALL, at=NOW) -> PenaltyCase:
        case = self.proven(at)
        actions.submit(case=case, facts=FACTS, proposal=proposal, by=self.officer, at=at)
        actions.pass_review(case=case, opinion="事实清楚，程序合法", by=self.lawyer, at=at)
        return case

    def notified(self, proposal=SMALL, at=NOW) -> PenaltyCase:
        case = self.reviewed(proposal, at)
        actions.notify(case=case, by=self.officer, at=at)
        return case

    def heard(self, proposal=SMALL, at=NOW) -> PenaltyCase:
        case = self.notified(proposal, at)
        hearing_actions.waive(case=case, by=self.party, at=at)
        hearing_actions.hear_out(case=case, answer="当事人放弃陈述申辩", by=self.officer, at=at)
        return case

    def decided(self, proposal=SMALL, at=NOW) -> PenaltyCase:
        case = self.heard(proposal, at)
        if case.heavy:
            hearing_actions.discuss(
                case=case, people="张局、李副局", opinion="同意拟处罚意见", by=self.head, at=at
            )
        actions.decide(case=case, proposal=proposal, answer="", by=self.head, at=at)
        return case

    def served(self, proposal=SMALL, at=NOW) -> PenaltyCase:
        case = self.decided(proposal, at)
        actions.serve(case=case, how="直接送达", received_by="王安全", by=self.officer, at=at)
        return case

    def executed(self, at=NOW) -> PenaltyCase:
        case = self.served(at=at)
        execution_actions.pay(
            case=case, yuan=20_000, receipt="JK-1", paid_on=beijing_day(at), by=self.officer, at=at
        )
        execution_actions.execute(case=case, note="", by=self.officer, at=at)
        return case


def evidence(at=NOW, **values) -> NewEvidence:
    return NewEvidence(
        **{
            "kind": "written",
            "title": "培训台账复印件",
            "proves": "未进行培训",
            "taken_at": at - timedelta(hours=2),
            "place": "当事人办公室",
            **values,
        }
    )


def statement(at=NOW, **values) -> NewStatement:
    return NewStatement(
        **{
            "name": "王安全",
            "position": "安全主管",
            "place": "区应急局询问室",
            "began_at": at - timedelta(hours=2),
            "ended_at": at - timedelta(hours=1),
            "text": "问：是否进行过岗前培训？答：没有。",
            **values,
        }
    )


def document(text: str = "证据内容", name: str = "台账.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, io.BytesIO(text.encode()).read())


def fresh(case: PenaltyCase) -> PenaltyCase:
    return PenaltyCase.every.select_related("enterprise", "owner_unit", "issuer_unit").get(pk=case.pk)


def day(text: str) -> date:
    return date.fromisoformat(text)
