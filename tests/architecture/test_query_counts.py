"""How often each page asks the database: never more because there is more to show, and never more than now.

A page that needs fewer than its number fails too: lower the number, so that it cannot creep up again.
"""

from datetime import date, timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ancheng.administration.programme.models import Group, GroupUnit, Phase, Programme, Target
from ancheng.base.roles import Role
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.actions import attach, store
from ancheng.kernel.notices.models import ContactPoint, Delivery, Notice
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.tasks.models import Milestone, Report
from ancheng.kernel.workflow.actions import move
from ancheng.monitoring.warnings.actions import note_missed, open_warning
from ancheng.monitoring.warnings.alarm_actions import raise_alarms
from ancheng.monitoring.warnings.models import Suppression
from ancheng.monitoring.warnings.subscribing import add_subscriber
from ancheng.monitoring.warnings.watching import open_window
from tests.architecture import growers
from tests.architecture.sql_counts import COUNTS as KERNEL_COUNTS
from tests.factories import NOW, make_enterprise, make_office, make_person, make_task, make_unit, seat_of
from tests.monitoring.makers import make_version, raised
from tests.monitoring.making import make_sensor, make_source
from tests.supervision.assets.register import (
    FIRST_STREET,
    INSIDE_FIRST,
    at,
    make_area,
    make_asset,
)

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 18
GROWERS = [import_module(f"{growers.__name__}.{each.name}") for each in iter_modules(growers.__path__)]
COUNTS = dict(KERNEL_COUNTS)
for grower in GROWERS:
    COUNTS |= grower.COUNTS


class District:
    """One of everything that lists hang on, and as many rows of each list as are asked for."""

    def __init__(self):
        self.office, self.street = make_office(), make_area("第一街道", FIRST_STREET)
        self.owner = make_unit("区水务局")
        self.person = make_person(Role.OFFICE, self.office)
        self.admin = make_person(Role.ADMINISTRATOR, self.office)
        self.doer = make_person(Role.DEPARTMENT, self.owner)
        self.task = make_task(self.owner)
        move(self.task, "plan", by=seat_of(self.doer), at=NOW, changes={"work_plan": "x"})
        self.asset = make_asset(self.owner, geometry=at(INSIDE_FIRST))
        self.source, _ = make_source(unit=self.owner)
        self.blob = store(chunks=[b"%PDF-1.7 text"], name="a.pdf", purpose="attachment", at=NOW)
        self.programme, self.draft = self._programme("adopted"), self._programme("draft")
        self.enterprise = make_enterprise(self.street, "测试餐饮有限公司")
        self.rows = 0

    def _programme(self, state):
        return Programme.objects.create(
            title=state, state=state, text="一、任务" * 400, file=self.blob, file_name="a.txt", uploaded_at=NOW,
            adopted_at=NOW if state == "adopted" else None,
        )  # fmt: skip

    def grow(self, rows):
        for number in range(self.rows, rows):
            self._units_and_people(number)
            self._work(number)
            self._plans(number)
            self._papers(number)
            for grower in GROWERS:
                grower.grow(self, number)
            self._warnings(number)
        self.rows = rows

    def _units_and_people(self, number):
        self.unit = make_unit(f"区第{number}号局")
        make_unit(f"第{number}号街道", UnitKind.SUBDISTRICT)
        make_unit(f"第{number}科", UnitKind.SECTION, self.owner)
        make_enterprise(self.street)
        make_person(Role.DEPARTMENT, self.unit)
        make_person(Role.DEPARTMENT, self.owner)
        self.owner.aliases.create(name=f"别名{number}", normalised=f"别名{number}")

    def _work(self, number):
        make_task(self.owner)
        make_task(self.unit)
        make_asset(self.owner, geometry=at(INSIDE_FIRST), people=())
        make_asset(self.unit, geometry=None, kind="elevator")
        self.sensor = make_sensor(self.source, f"GM-{number}", spot=INSIDE_FIRST)
        make_source(f"source{number}", unit=self.owner)
        Milestone.objects.create(task=self.task, title="节点", due_on=date(2026, 12, 1), order=number)
        Report.objects.create(task=self.task, at=NOW, by=self.doer, by_name="某", progress=1, text="进展")
        name, content = f"{number}.pdf", b"%PDF-1.7 " + str(number).encode()
        for subject in (self.task, self.asset):
            attach(
                subject=subject, upload=SimpleUploadedFile(name, content), purpose="evidence",
                by=seat_of(self.doer), at=NOW,
            )  # fmt: skip

    def _warnings(self, number):
        at_ = NOW + timedelta(hours=number)
        version = make_version(kind="fire" if number % 2 else "gas_leak")
        self.alarm = raise_alarms(raised=[raised(version, f"K{number}", at_)], at=at_)[0]
        by = seat_of(self.person)
        self.warning = open_warning(
            kind_name="fire", level=4, title=f"预警{number}", why="电话", by=by, at=at_
        )
        note_missed(
            kind_name="fire", happened_at=NOW, text="起火无报警", unit_id=self.owner.pk, by=by, at=NOW
        )
        works = Suppression(
            title="检修", reason="换阀", key=f"W{number}", starts_at=NOW + timedelta(days=900),
            ends_at=NOW + timedelta(days=901), unit=self.unit,
        )  # fmt: skip
        open_window(window=works, by=by, at=NOW)
        add_subscriber(channel="sms", address=f"群组{number}", name="群组", by=by, at=NOW)
        self.version = version

    def _plans(self, number):
        for programme in (self.programme, self.draft):
            group = Group.objects.create(
                programme=programme, section=f"一({number})", ordinal=1, kind="task", title="任务", text="一、任务",
                clause="（责任单位：区水务局）", span_start=number * 4, span_end=number * 4 + 4, open_ended=False, order=number,
            )  # fmt: skip
            GroupUnit.objects.create(group=group, name="区水务局", part="responsible", unit=self.owner)
            GroupUnit.objects.create(
                group=group, name=f"区第{number}号局", part="lead", unit=self.unit, order=1
            )
            Phase.objects.create(
                programme=programme,
                section="二",
                title="阶段",
                starts_on=date(2026, 1, 1),
                ends_on=date(2026, 6, 1),
                order=number,
            )
            Target.objects.create(
                programme=programme, section=group.section, quote="95%", operator=">", value=95, span_start=0,
                span_end=1, order=number,
            )  # fmt: skip
            if programme is self.programme:
                make_task(self.unit, source_type="programme.group", source_id=group.pk)
                make_task(self.owner, source_type="programme.group", source_id=group.pk)
                self.group = group
            else:
                self.draft_group = group

    def _papers(self, number):
        document = Document(
            number=f"朝安〔2026〕{number}号", title="督办单", kind="supervision_notice", subject_type="tasks.task",
            subject_id=self.task.pk, subject_label="任务", data={}, word=self.blob, pdf=self.blob,
            issuer_unit=self.office, by_name="某", at=NOW,
        )  # fmt: skip
        document.derive_scope()
        document.save()
        self.document = document
        for person in (self.person, self.admin):
            notice = Notice.objects.create(
                person=person, kind="x", title="消息", at=NOW + timedelta(minutes=number)
            )
            delivery = Delivery.objects.create(notice=notice, channel="email", address="a@b")
            delivery.attempts.create(at=NOW, succeeded=False)
            ContactPoint.objects.create(person=person, channel="email", address=f"a{number}@b")

    def addresses(self):
        """URL name → (who asks, address)."""
        keys = {
            "sensors:detail": self.sensor, "sensors:peek": self.sensor, "sensors:change": self.sensor,
            "sensors:source": self.source, "tasks:detail": self.task, "tasks:peek": self.task, "assets:detail": self.asset,
            "assets:peek": self.asset, "assets:edit": self.asset, "orgs:detail": self.owner,
            "orgs:level": self.street, "documents:detail": self.document, "people:detail": self.doer,
            "programme:detail": self.programme, "programme:phases": self.programme,
            "programme:ranking": self.programme, "programme:bulletin": self.programme,
            "programme:export": self.programme, "programme:review": self.draft, "programme:preview": self.draft,
            "programme:group": self.group, "programme:group_edit": self.draft_group,
            "warnings:detail": self.warning, "warnings:peek": self.warning, "warnings:alarm": self.alarm,
            "rules:detail": self.version,
        }  # fmt: skip
        others = {
            "assets:add": ["hydrant"], "assets:export": ["csv"], "warnings:export": ["csv"], "assets:tile": [8, 210, 96],
            "sensors:export": ["csv"], "sensors:tile": [8, 210, 96],
        }  # fmt: skip
        for grower in GROWERS:
            others |= grower.arguments(self)
        admins = ("people:", "audit:", "inbox:deliveries")
        for name in COUNTS:
            arguments = [keys[name].pk] if name in keys else others.get(name, [])
            who = self.admin if name.startswith(admins) else self.person
            query = "?q=水务" if name == "portal:search" else ""
            yield name, who, reverse(name, args=arguments) + query


@pytest.fixture
def district(tmp_path, monkeypatch):
    cache.clear()
    # What the menu counts is remembered for seconds only; it must not lapse between two looks at a page.
    monkeypatch.setattr("ancheng.portal.context.COUNT_SECONDS", 3600)
    # On a busy machine the list would give up counting, and ask otherwise.
    for limit in ("kernel.counting.COUNT_MILLISECONDS", "supervision.assets.paging.TRY_MILLISECONDS"):
        monkeypatch.setattr(f"ancheng.{limit}", 60_000)
    with override_settings(FILES_ROOT=tmp_path):
        yield District()
    cache.clear()


def measured(district):
    """How many statements each page runs when it is opened for the second time."""
    clients = {}
    for person in (district.person, district.admin):
        clients[person.pk] = Client()
        clients[person.pk].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    counts = {}
    for name, who, address in district.addresses():
        clients[who.pk].get(address)
        with CaptureQueriesContext(connection) as ran:
            answer = clients[who.pk].get(address)
            if answer.streaming:
                b"".join(answer.streaming_content)
        assert answer.status_code == 200, (name, answer.status_code)
        counts[name] = len(ran)
    return counts


def told(counts):
    """What is to be done about each page whose number is not its ratchet."""
    for name, ran in counts.items():
        ratchet = COUNTS[name]
        if ran > ratchet:
            yield f"{name} ran {ran}, ratchet is {ratchet}"
        elif ran < ratchet:
            yield f"{name} ran {ran}, ratchet is {ratchet}: lower it in tests/architecture/sql_counts.py"


def test_no_page_asks_more_often_than_it_may_and_none_more_often_for_more_rows(district):
    district.grow(FEW)
    few = measured(district)
    district.grow(MANY)
    many = measured(district)
    grown = {name: (few[name], many[name]) for name in few if many[name] > few[name]}
    assert not grown, f"asks per row (with {FEW} rows, with {MANY}): {grown}"
    assert "\n".join(told(many)) == ""


def test_the_ratchet_tells_both_ways(monkeypatch):
    monkeypatch.setitem(COUNTS, "portal:home", 10)
    assert list(told({"portal:home": 11})) == ["portal:home ran 11, ratchet is 10"]
    assert "lower it" in next(told({"portal:home": 9}))
    assert list(told({"portal:home": 10})) == []
