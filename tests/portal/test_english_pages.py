"""Every page in English: with data in English, nothing Chinese is left on it."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from ancheng.administration.programme.models import Group, GroupUnit, Phase, Programme, Safeguard, Target
from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.actions import store
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.tasks.actions import supervise
from ancheng.kernel.workflow.holidays import seed_calendar
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.assets.actions import register
from ancheng.supervision.assets.declare import Typed
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.assets.values import Stated
from tests.factories import seat_of
from tests.portal.english import BACKEND, NOW, District
from tests.portal.reading import chinese_in, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(tmp_path, settings):
    settings.FILES_ROOT = tmp_path
    return District()


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    assert read(answer.content.decode()).language in ("en", ""), address
    return answer.content.decode()


def test_the_same_pages_are_chinese_for_a_reader_of_chinese(district):
    reader = district.reader(Role.ADMINISTRATOR, language="zh-CN")
    said = {
        each: chinese_in(reader.get(each).content.decode())
        for each in ("/", "/tasks/", "/assets/", "/audit/")
    }
    assert all(len(words) > 10 for words in said.values())


def test_a_task_with_its_clock_its_plan_and_its_history_is_english(district):
    task, officer = district.task(), district.reader(Role.DEPARTMENT, district.water)
    office = seat_of(district.person(Role.OFFICE))
    supervise(task=task, demands="Report within three days.", by=office, at=NOW)
    form = {
        "work_plan": "Inspect every pump by May.",
        "milestone": "Half of them",
        "milestone_due": "2026-04-01",
    }
    assert officer.post(f"/tasks/{task.pk}/plan/", form).status_code == 302
    for address in (f"/tasks/{task.pk}/", f"/tasks/{task.pk}/peek/", "/calendar/clocks/", "/tasks/"):
        said = page(officer, address)
        assert [each for each in chinese_in(said) if "督" not in each] == [], address
    said = page(officer, f"/tasks/{task.pk}/")
    for words in (
        "Make work plan",
        "Start work",
        "Issue supervision notice",
        "Planned",
        "To be completed by",
        "Assign",
    ):
        assert words in said


def test_what_is_recorded_is_chinese_whoever_acts(district):
    task, officer = district.task(), district.reader(Role.DEPARTMENT, district.water)
    form = {
        "work_plan": "Inspect every pump by May.",
        "milestone": "Half of them",
        "milestone_due": "2026-04-01",
    }
    officer.post(f"/tasks/{task.pk}/plan/", form)
    verbs = set(Entry.objects.filter(subject_type="tasks.task").values_list("verb", flat=True))
    assert verbs == {"交办", "制定工作计划"}
    assert Clock.objects.get(subject_id=task.pk, stopped_at=None).awaited == "开始推进"


def test_an_official_document_is_chinese_whoever_issues_it(district):
    task, office = district.task(), district.reader(Role.OFFICE)
    assert office.post(f"/tasks/{task.pk}/supervise/", {"demands": "Report."}).status_code == 302
    document = Document.every.get()
    assert document.data["state"] == "已交办"
    assert document.title == "关于督促办理“Inspect pumps”的督办单"


def test_documents_are_listed_by_their_english_kind(district):
    supervise(task=district.task(), demands="Report.", by=seat_of(district.person(Role.OFFICE)), at=NOW)
    said = page(district.reader(Role.OFFICE), "/documents/")
    assert "Supervision notice" in said
    detail = page(district.reader(Role.OFFICE), f"/documents/{Document.every.get().pk}/")
    assert "Supervision notice" in detail
    # What is left in Chinese is the document's own: its number and its title.
    assert all("督" in each for each in chinese_in(said) + chinese_in(detail))


def example(attribute):
    """A value that the attribute accepts, so that the page shows it with its unit."""
    match attribute.type:
        case Typed.CHOICE:
            return attribute.choices[-1].key
        case Typed.BOOLEAN:
            return "true"
        case Typed.DATE:
            return "2026-01-05"
        case Typed.TEXT:
            return "Example"
    return str(attribute.minimum if attribute.minimum is not None else 1)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_asset_has_an_english_form_and_file(district, kind):
    seat = seat_of(district.person(Role.OFFICE))
    values = {each.key: example(each) for each in KINDS[kind].attributes}
    stated = Stated(kind=kind, name="Example", unit_id=district.water.pk, attributes=values)
    asset = register(stated=stated, by=seat, at=NOW)
    reader = district.reader(Role.OFFICE)
    for address in (
        f"/assets/add/{kind}/",
        f"/assets/{asset.pk}/",
        f"/assets/{asset.pk}/edit/",
        f"/assets/{asset.pk}/peek/",
        "/assets/",
    ):
        assert chinese_in(page(reader, address)) == [], address
    assert KINDS[kind].en in page(reader, f"/assets/{asset.pk}/").replace("&amp;", "&").replace("&#x27;", "'")


@pytest.fixture
def programme(district):
    blob = store(chunks=ContentFile(b"text").chunks(), name="plan.txt", purpose="plan", at=NOW)
    made = Programme.every.create(
        title="Example plan", text="Inspect pumps.", file=blob, file_name="plan.txt", uploaded_at=NOW,
        ends_on=date(2026, 12, 31), state="adopted", adopted_at=NOW,
    )  # fmt: skip
    group = Group.objects.create(
        programme=made, section="A1", ordinal=1, kind="task", title="Pumps", text="Inspect pumps.", clause="",
        span_start=0, span_end=5, open_ended=True, order=1,
    )  # fmt: skip
    GroupUnit.objects.create(group=group, name="Water Bureau", part="lead", unit=district.water)
    GroupUnit.objects.create(group=group, name="Unknown Bureau", part="cooperating")
    Phase.objects.create(programme=made, section="B", title="Work", ends_on=date(2026, 12, 31), order=1)
    Target.objects.create(
        programme=made,
        section="A1",
        quote="all pumps",
        operator="≥",
        value=1,
        span_start=0,
        span_end=1,
        order=1,
    )
    Safeguard.objects.create(
        programme=made, section="C", title="Money", text="", span_start=0, span_end=1, order=1
    )
    district.task(source_type="programme.group", source_id=group.pk, number="A1#1")
    return made


def test_the_pages_of_a_programme_are_english(district, programme):
    reader, group = district.reader(Role.OFFICE), programme.groups.get()
    root = f"/programme/{programme.pk}"
    for address in (
        f"{root}/",
        f"{root}/phases/",
        f"{root}/ranking/",
        f"{root}/bulletin/",
        f"/programme/groups/{group.pk}/",
        "/programme/",
        "/",
    ):
        assert chinese_in(page(reader, address)) == [], address
    Programme.every.update(state="draft", adopted_at=None)
    for address in (f"{root}/review/", f"{root}/preview/", f"/programme/groups/{group.pk}/edit/"):
        assert chinese_in(page(reader, address)) == [], address


def test_statutory_holidays_and_working_weekends_have_english_names(district):
    seed_calendar(at=NOW)
    said = page(district.reader(Role.ADMINISTRATOR), "/calendar/?year=2024")
    assert chinese_in(said) == []
    assert "Work day in lieu (National Day)" in said


def test_units_people_and_notices_are_english(district):
    admin = district.reader(Role.ADMINISTRATOR)
    person = district.person(Role.DEPARTMENT, district.water)
    tell(people=[person], kind="x", title="Look", by=PLATFORM, at=NOW, level="urgent")
    for address in (
        f"/units/{district.water.pk}/",
        f"/people/{person.pk}/",
        "/people/add/",
        "/audit/",
        "/audit/check/",
    ):
        assert chinese_in(page(admin, address)) == [], address
    assert chinese_in(page(admin, f"/audit/{Entry.objects.first().pk}/")) == []
    assert chinese_in(admin.post("/audit/check/").content.decode()) == []
    reader = Client(headers={"accept-language": "en"})
    reader.force_login(person, backend=BACKEND)
    assert "Urgent" in page(reader, "/inbox/")
    assert chinese_in(page(reader, "/inbox/")) == []


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/people/no-seat/", "/accounts/logout/", "/accounts/password/set/"]
)
def test_the_pages_at_the_door_are_english(district, address):
    if address == "/accounts/login/":
        reader = Client(headers={"accept-language": "en"})
    else:
        reader = district.reader(Role.OFFICE)
    assert chinese_in(page(reader, address, 403 if "no-seat" in address else 200)) == []


def test_a_refusal_says_its_gist_in_english_beside_the_chinese_sentence(district):
    answer = district.reader(Role.ENTERPRISE).get("/audit/")
    said = answer.content.decode()
    assert answer.status_code == 403
    assert "Your seat may not do this." in said
    assert "审计记录由审计员和系统管理员查看。" in said
    assert chinese_in(said) == []


def test_a_refusal_in_chinese_has_no_gist(district):
    said = district.reader(Role.ENTERPRISE, language="zh-CN").get("/audit/").content.decode()
    assert "审计记录由审计员和系统管理员查看。" in said
    assert "具体原因如下" not in said


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_language_can_be_switched_there_and_back(district, signed_in):
    client, address = (
        (district.reader(Role.OFFICE, language="zh-CN"), "/") if signed_in else (Client(), "/accounts/login/")
    )
    assert read(client.get(address).content.decode()).language == "zh-hans"
    for language, other in (("en", "zh-hans"), ("zh-hans", "en")):
        answer = client.post("/i18n/setlang/", {"language": language, "next": address})
        assert answer["Location"] == address
        said = client.get(address).content.decode()
        assert read(said).language == language
        assert f'name="language" value="{other}"' in said
    assert chinese_in(said) != []


def test_the_reader_of_pages_sees_chinese_in_text_and_in_spoken_attributes():
    assert chinese_in("<p>任务</p>") == ["任务"]
    assert chinese_in('<button aria-label="关闭"></button>') == ["关闭"]
    assert chinese_in('<p lang="zh">任务<b>一</b></p><p>Task</p><input placeholder="名称">') == ["名称"]
    assert chinese_in('<script>"任务"</script><input value="任务">') == []
