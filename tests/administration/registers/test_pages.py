"""Registers on screen: registering, amending, closing, what is overdue, importing and taking back, and who may see what."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ancheng.administration.registers import actions, queries
from ancheng.administration.registers.models import Row
from ancheng.administration.registers.registry import REGISTERS
from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed
from ancheng.base.roles import Role
from ancheng.kernel.audit.queries import timeline
from ancheng.kernel.exchange import actions as imports
from ancheng.kernel.exchange.models import ImportBatch
from ancheng.kernel.exchange.tables import guess_mapping
from ancheng.kernel.orgs.models import UnitKind
from tests.factories import make_district, make_enterprise, make_office, make_person, make_unit

pytestmark = pytest.mark.django_db


def enter(role, unit):
    client = Client()
    client.force_login(make_person(role, unit), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def street():
    make_district()
    return make_unit("第一街道", UnitKind.SUBDISTRICT)


@pytest.fixture
def office(street):
    return enter(Role.OFFICE, make_office())


def today():
    return beijing_day(timezone.now())


def meeting(**more):
    values = {
        "unit": "第一街道", "f.level": "subdistrict", "f.meeting": "safety", "f.chair": "head",
        "f.held_on": today().isoformat(), "f.subject": "部署汛期安全", "f.decisions": "4", "f.done": "1",
    }  # fmt: skip
    return values | more


def test_a_meeting_is_registered_falls_due_in_three_months_and_is_found_again(office, street):
    answer = office.post("/registers/leaders_meetings/new/", meeting())
    row = Row.objects.get()
    assert answer.url == row.get_absolute_url()
    assert row.code == "HY-000001"
    assert row.subdistrict == street
    assert row.due_clock == "follow"
    assert 88 <= (row.due_on - today()).days <= 92
    page = office.get("/registers/leaders_meetings/?q=汛期").content.decode()
    assert row.code in page
    assert row.code not in office.get("/registers/leaders_meetings/?f.level=district").content.decode()
    assert "登记" in [each.verb for each in timeline(row)]


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(office):
    answer = office.post(
        "/registers/leaders_meetings/new/", meeting(**{"f.held_on": "昨天", "f.subject": ""})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不是有效日期" in page
    assert "请填写“议题”" in page
    assert 'value="4"' in page
    answer = office.post("/registers/leaders_meetings/new/", meeting(**{"f.done": "9"}))
    assert "不能多于全部" in answer.content.decode()
    assert not Row.objects.exists()


def test_the_same_meeting_stands_once(office):
    office.post("/registers/leaders_meetings/new/", meeting())
    answer = office.post("/registers/leaders_meetings/new/", meeting())
    assert answer.status_code == 422
    assert "已有相同的登记" in answer.content.decode()
    assert Row.objects.count() == 1


def test_an_amendment_needs_a_reason_and_a_second_hand_is_told(office):
    office.post("/registers/leaders_meetings/new/", meeting())
    row = Row.objects.get()
    changed = meeting(version="1", **{"f.done": "4", "f.followed_on": today().isoformat()})
    assert office.post(f"/registers/{row.pk}/edit/", changed).status_code == 422
    assert office.post(f"/registers/{row.pk}/edit/", changed | {"why": "均已落实"}).status_code == 302
    row.refresh_from_db()
    assert (row.attributes["done"], row.due_on, row.version) == (4, None, 2)
    late = office.post(f"/registers/{row.pk}/edit/", changed | {"f.done": "3", "why": "更正"})
    assert "已被他人修改" in late.content.decode()
    assert timeline(row).first().why == "均已落实"


def test_what_is_overdue_is_listed_until_it_is_closed(office, street):
    long_ago = (today() - timedelta(days=200)).isoformat()
    office.post("/registers/leaders_meetings/new/", meeting(**{"f.held_on": long_ago}))
    row = Row.objects.get()
    assert row.code in office.get("/registers/overdue/").content.decode()
    assert row.code in office.get("/registers/leaders_meetings/?overdue=1").content.decode()
    assert office.post(f"/registers/{row.pk}/close/", {"why": ""}).status_code == 400
    office.post(f"/registers/{row.pk}/close/", {"why": "议定事项已并入年度任务"})
    assert row.code not in office.get("/registers/overdue/").content.decode()
    assert row.code in office.get("/registers/leaders_meetings/?closed=1").content.decode()
    assert office.get(f"/registers/{row.pk}/edit/").status_code == 403


def test_a_unit_without_its_yearly_letter_is_named(office, street):
    make_unit("第二街道", UnitKind.SUBDISTRICT)
    office.post(
        "/registers/responsibility_letters/new/",
        {
            "unit": "第一街道",
            "f.kind": "party",
            "f.counterpart": "区政府",
            "f.signed_on": f"{today().year - 1}-02-03",
        },
    )
    missed = queries.missed(PLATFORM, ["responsibility_letters"], today())
    assert [str(each) for each in missed[0].units] == ["第二街道"]
    assert "第二街道" in office.get("/registers/overdue/?register=responsibility_letters").content.decode()


def test_a_subdistrict_sees_and_keeps_its_own_rows_only(street):
    other = make_unit("第二街道", UnitKind.SUBDISTRICT)
    own, stranger = enter(Role.SUBDISTRICT, street), enter(Role.SUBDISTRICT, other)
    own.post("/registers/leaders_meetings/new/", meeting())
    row = Row.objects.get()
    assert stranger.get(f"/registers/{row.pk}/").status_code == 404
    assert row.code not in stranger.get("/registers/leaders_meetings/").content.decode()
    refused = stranger.post("/registers/leaders_meetings/new/", meeting())
    assert refused.status_code == 403
    assert "只能为本单位" in refused.content.decode()


def test_the_department_that_keeps_a_register_may_register_for_others(street):
    department = make_unit("北京市朝阳区教育委员会", short_name="区教委")
    client = enter(Role.DEPARTMENT, department)
    sent = {
        "unit": "第一街道",
        "f.school": "演示学校",
        "f.kind": "drill",
        "f.held_on": today().isoformat(),
        "f.subject": "防震",
    }
    assert client.post("/registers/school_lessons/new/", sent).status_code == 302
    assert Row.objects.get().department == department


def test_an_enterprise_is_refused_every_page(street):
    client = enter(Role.ENTERPRISE, make_enterprise(street))
    for address in ("", "overdue/", "publicity/", "publicity/new/", "publicity/export.csv", "1/"):
        assert client.get(f"/registers/{address}").status_code == 403, address


def test_nobody_types_in_who_uses_the_platform_it_is_counted_from_the_audit_trail(office, street):
    assert office.get("/registers/platform_use/new/").status_code == 403
    with pytest.raises(NotAllowed):
        actions.keep(
            name="platform_use", stated=actions.Stated(street, {"month": today().isoformat()}),
            by=PLATFORM, at=timezone.now(),
        )  # fmt: skip
    enter(Role.SUBDISTRICT, street).post("/registers/leaders_meetings/new/", meeting())
    for _twice in range(2):
        actions.measure_use(month=today(), by=PLATFORM, at=timezone.now())
    row = Row.objects.get(register="platform_use", unit=street)
    assert row.attributes["administration"] >= 1
    assert row.attributes["supervision"] == 0
    assert row.attributes["areas"] == 1
    idle = make_unit("第三街道", UnitKind.SUBDISTRICT)
    actions.measure_use(month=today(), by=PLATFORM, at=timezone.now())
    assert Row.objects.get(register="platform_use", unit=idle).attributes["total"] == 0


CSV = """责任单位,层级,会议,主持人,召开日期,议题,议定事项,已落实
第一街道,街道、地区,安委会全体会议,政府主要负责人,2026-03-05,研究重大隐患治理,3,3
第一街道,街道、地区,安委会全体会议,政府主要负责人,2026-06-05,部署汛期安全,3,5
无此单位,街道、地区,安委会全体会议,政府主要负责人,2026-06-06,部署汛期安全,3,1
"""


def test_a_table_is_held_against_the_register_written_and_taken_back(office, street):
    answer = office.post(
        "/imports/new/registers/leaders_meetings/",
        {"variant": "leaders_meetings", "unit": "", "file": SimpleUploadedFile("meetings.csv", CSV.encode())},
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    batch = ImportBatch.objects.get()
    assert "召开日期" in office.get(answer.url).content.decode()
    by = Asker(batch.person_id, batch.by_name, batch.unit_id, str(batch.unit), Role(batch.by_role))
    mapping = guess_mapping(batch.header, REGISTERS["leaders_meetings"].spec)
    imports.check(batch=batch, mapping=mapping, options={}, by=by, at=timezone.now())
    batch.refresh_from_db()
    assert batch.counts["new"] == 1
    assert batch.counts["error"] == 2
    imports.confirm(batch=batch, skip_errors=True, by=by, at=timezone.now())
    row = Row.objects.get()
    assert row.starts_on == date(2026, 3, 5)
    batch.refresh_from_db()
    imports.undo(batch=batch, why="表格有误", by=by, at=timezone.now())
    assert not Row.objects.exists()


def test_every_register_can_be_opened_in_both_languages_and_exported(office, street):
    office.post("/registers/leaders_meetings/new/", meeting())
    for language in ("zh-hans", "en"):
        office.post("/i18n/setlang/", {"language": language})
        assert office.get("/registers/").status_code == 200
        assert office.get(f"/registers/{Row.objects.get().pk}/").status_code == 200
        for name in REGISTERS:
            assert office.get(f"/registers/{name}/").status_code == 200, name
            assert b"".join(office.get(f"/registers/{name}/export.csv").streaming_content), name
    assert office.get("/registers/nothing/").status_code == 404
    assert office.get("/registers/publicity/?f.platform=radio").status_code == 400


def staff(year):
    return {"unit": "第一街道", "f.checked_on": f"{year}-01-10", "f.posts": "8", "f.present": "8"}


def test_only_the_last_of_a_series_asks_to_be_renewed_and_asks_again_when_a_later_one_is_closed(office):
    this = today().year
    for year in (this - 2, this - 1, this):
        assert office.post("/registers/supervision_staff/new/", staff(year)).status_code == 302
    rows = list(Row.objects.order_by("starts_on"))
    assert [each.due_clock for each in rows] == ["", "", "check"]
    office.post(f"/registers/{rows[2].pk}/close/", {"why": "核定有误"})
    assert [each.due_clock for each in Row.objects.order_by("starts_on")] == ["", "check", "check"]
    assert rows[1].code in office.get("/registers/overdue/").content.decode()
