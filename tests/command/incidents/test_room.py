"""The room of an incident: everything in one place, nothing typed twice, nothing of an exercise beside what happens."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ancheng.base.asker import PLATFORM
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.dispatch import actions as dispatch_actions
from ancheng.command.incidents import actions, case_actions, paper_actions, queries
from ancheng.command.incidents.models import Incident, Report
from ancheng.command.incidents.rules import Sort
from ancheng.contracts.monitoring import WarningConfirmed
from ancheng.decision.knowledge.models import Precedent
from ancheng.kernel.documents.models import Document
from ancheng.kernel.events.actions import announce, hand_on
from ancheng.kernel.events.models import Event
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.tasks.models import Task
from tests.command.contingency.makers import District, make_valid
from tests.command.dispatch.makers import SCENE, Scene
from tests.command.incidents.test_actions import INSIDE, make_incident
from tests.factories import NOW, make_office, make_unit
from tests.supervision.hotline.makers import make_report, signed_in

pytestmark = pytest.mark.django_db


def page_of(client, incident, **asked):
    return client.get(incident.get_absolute_url(), asked).content.decode()


def test_a_confirmed_warning_is_an_incident_at_the_next_click_without_waiting_for_the_worker():
    make_incident()
    announce(
        WarningConfirmed(
            7, "YJ-1", "gas_leak", 2, "燃气浓度超限", None, None, "", None, None, "actual", None, NOW
        )
    )
    client = signed_in(Role.DUTY, make_office())
    first, second = client.get("/incidents/of/warning/7/"), client.get("/incidents/of/warning/7/")
    incident = Incident.objects.get(source="warning")
    assert first.url == second.url == incident.get_absolute_url()
    # The worker comes late and finds it done.
    hand_on(str(Event.objects.get(name="WarningConfirmed").pk), at=NOW)
    assert Incident.objects.filter(source="warning").count() == 1
    assert client.get("/incidents/of/warning/8/").status_code == 404


def test_a_report_of_the_public_becomes_an_incident_with_nothing_retyped_and_nobody_named():
    make_incident()
    report, _ = make_report(title="某小区燃气泄漏味道很大")
    client = signed_in(Role.OFFICE, make_office())
    address = f"/incidents/new/?source=hotline&of={report.pk}"
    form = client.get(address).content.decode()
    assert "某小区燃气泄漏味道很大" in form
    assert 'value="gas" selected' in form
    sent = {"said": report.title, "kind": "gas", "source": "hotline", "of": report.pk, "key": "x"}
    assert client.post("/incidents/new/", sent).status_code == 302
    incident = Incident.objects.get(source="hotline")
    assert (incident.source_id, incident.source_label) == (report.pk, report.number)
    assert report.content not in page_of(client, incident)
    # Whoever asks again is led to it, and a second sending opens no second one.
    assert client.get(address).url == incident.get_absolute_url()
    client.post("/incidents/new/", sent)
    assert Incident.objects.filter(source="hotline").count() == 1


def test_a_strange_source_is_refused_in_words():
    make_incident()
    client = signed_in(Role.OFFICE, make_office())
    answer = client.get("/incidents/new/?source=moon&of=3")
    assert answer.status_code == 404
    assert "没有这种事件来源" in answer.content.decode()


def test_the_log_is_read_by_sort_pinned_and_replayed():
    incident = make_incident(**INSIDE)
    client = signed_in(Role.DUTY, make_office())
    actions.write(incident=incident, sort="situation", text="现场浓度下降", by=PLATFORM, at=NOW)
    actions.add_task(incident=incident, title="疏散二号楼", owner=incident.owner_unit, by=PLATFORM, at=NOW)
    incident.refresh_from_db()
    only = page_of(client, incident, sort="situation")
    assert "现场浓度下降" in only
    assert "#1 " not in only
    assert client.post(f"/incidents/{incident.pk}/pin/2/").status_code == 302
    assert "取消置顶" in page_of(client, incident)
    assert client.post(f"/incidents/{incident.pk}/pin/2/", {"off": "1"}).status_code == 302
    assert "取消置顶" not in page_of(client, incident)
    before = client.get(f"/incidents/{incident.pk}/body/?seq=2").content.decode()
    assert "回放" in before
    assert "疏散二号楼" not in before
    assert "疏散二号楼" in client.get(f"/incidents/{incident.pk}/body/").content.decode()


def test_what_the_log_refuses_stays_in_the_box():
    incident = make_incident()
    client = signed_in(Role.DUTY, make_office())
    answer = client.post(f"/incidents/{incident.pk}/log/", {"sort": "report", "text": "很长的一段情况"})
    assert answer.status_code == 400
    assert "很长的一段情况" in answer.content.decode()
    assert "请选择记录类别" in answer.content.decode()


def test_a_file_is_attached_and_the_log_says_so():
    incident = make_incident()
    client = signed_in(Role.DUTY, make_office())
    upload = SimpleUploadedFile("note.txt", "现场记录".encode(), "text/plain")
    sent = client.post(f"/incidents/{incident.pk}/attach/", {"upload": upload, "caption": "现场记录"})
    assert sent.status_code == 302
    assert "现场记录" in page_of(client, incident)
    assert incident.log.filter(text__contains="上传文件").exists()


def test_reports_orders_and_the_handover_are_papers_each_issued_once():
    incident = make_incident(kind="flood", title="立交桥下积水")
    order = case_actions.order_response(
        incident=incident, level=4, matter="积水断路", measures="抽排", duration_hours=6, by=PLATFORM, at=NOW
    )
    report = case_actions.send_report(
        incident=incident,
        sort="first",
        text="立交桥下积水，正在抽排处置。",
        to="市应急指挥中心",
        by=PLATFORM,
        at=NOW,
    )
    client = signed_in(Role.DUTY, make_office())
    for address in (f"report/{report.pk}/paper/", f"order/{order.pk}/paper/"):
        first = client.post(f"/incidents/{incident.pk}/{address}")
        assert first.status_code == 302
        assert client.post(f"/incidents/{incident.pk}/{address}").url == first.url
    assert client.post(f"/incidents/{incident.pk}/handover/", {"left": "继续抽排"}).status_code == 302
    papers = {each.kind: each for each in Document.objects.all()}
    assert set(papers) == {"incident_report", "response_order", "incident_handover"}
    assert papers["response_order"].data["duration"] == "6小时"
    assert papers["incident_report"].data["heading"] == "突发事件信息初报"
    assert "移动排水泵车缺2台" in papers["incident_handover"].data["short"]
    assert incident.log.filter(text__contains="移交指挥").exists()


def test_an_auditor_looks_and_issues_nothing():
    incident = make_incident()
    client = signed_in(Role.AUDITOR, make_office())
    assert client.get(incident.get_absolute_url()).status_code == 200
    assert client.post(f"/incidents/{incident.pk}/handover/", {"left": "无"}).status_code == 403
    assert not Document.objects.exists()


def finished(**values):
    incident = make_incident(kind="fire", title="幸福路着火", **values)
    case_actions.respond(incident, by=PLATFORM, at=NOW)
    for sort, minutes in (("first", 20), ("final", 120)):
        if sort == "final":
            case_actions.close(incident, why="明火扑灭", by=PLATFORM, at=NOW + timedelta(minutes=60))
        case_actions.send_report(
            incident=incident, sort=sort, text="幸福路着火，已经扑灭，无人伤亡。", to="市应急指挥中心", by=PLATFORM,
            at=NOW + timedelta(minutes=minutes),
        )  # fmt: skip
    return incident


def test_a_review_gives_corrective_tasks_and_a_case_from_which_others_learn():
    incident, street = finished(), make_unit("第一街道", UnitKind.SUBDISTRICT)
    client = signed_in(Role.OFFICE, make_office())
    said = {"cause": "电气线路老化", "lessons": "逐楼排查线路"}
    half = client.post(f"/incidents/{incident.pk}/review/", {**said, "title1": "排查全部老旧线路"})
    assert half.status_code == 422
    assert "整改任务须写明内容、承办单位和完成期限" in half.content.decode()
    whole = {**said, "title1": "排查全部老旧线路", "owner1": street.pk, "ends1": "2027-01-31"}
    assert client.post(f"/incidents/{incident.pk}/review/", whole).status_code == 302
    task = Task.objects.get(source_type="incidents.incident")
    assert (task.title, task.owner_unit) == ("排查全部老旧线路", street)
    event = Event.objects.get(name="IncidentReviewed")
    hand_on(str(event.pk), at=NOW)
    hand_on(str(event.pk), at=NOW)
    case = Precedent.every.get()
    assert (case.title, case.direct_cause, case.lessons) == ("幸福路着火", "电气线路老化", "逐楼排查线路")


def test_nothing_of_an_exercise_is_listed_counted_or_learnt_from():
    finished(realm=Realm.EXERCISE)
    incident = Incident.every.get()
    case_actions.review(
        incident, cause="演练设定原因", lessons="演练经验教训", by=PLATFORM, at=NOW + timedelta(hours=4)
    )
    for event in Event.objects.all():
        hand_on(str(event.pk), at=NOW)
    client = signed_in(Role.DUTY, make_office())
    assert "幸福路着火" not in client.get("/incidents/").content.decode()
    assert queries.count_open(PLATFORM) == 0
    assert not Precedent.every.exists()
    assert Report.objects.get(sort="first").number.startswith("演练")
    assert incident.number.startswith("演练")
    paper = paper_actions.report_paper(report=Report.objects.get(sort="first"), by=PLATFORM, at=NOW)
    assert paper.realm == Realm.EXERCISE


def test_a_plan_is_activated_from_the_room_with_the_incident_filled_in_and_follows_a_merge():
    make_office()
    district = District()
    plan = make_valid(district.bureau, "government", matter="gas")
    incident = make_incident(kind="gas", title="某路燃气泄漏", address="某路口", **INSIDE)
    client = signed_in(Role.DUTY, make_office())
    room = page_of(client, incident)
    address = f"/activation/plan/{plan.pk}/new/?incident={incident.pk}"
    assert address in room
    form = client.get(address)
    assert form.status_code == 200, form.content.decode()[:500]
    assert "某路燃气泄漏" in form.content.decode()
    sent = {"matter": "某路燃气泄漏", "place": "某路口", "level": 3, "nonce": "n1"}
    assert client.post(address, sent).url == incident.get_absolute_url()
    assert incident.log.filter(sort=Sort.ORDER, text__contains="启动").count() == 1
    assert plan.title in page_of(client, incident)
    other = make_incident(kind="gas", title="同一处燃气泄漏", **INSIDE)
    actions.merge(incident=incident, into=other, by=PLATFORM, at=NOW)
    for event in Event.objects.filter(name="IncidentMerged"):
        hand_on(str(event.pk), at=NOW)
    assert plan.title in page_of(client, other)


def test_the_end_of_the_response_stands_last_and_is_no_first_button_while_crews_are_out():
    scene = Scene()
    incident = make_incident(kind="fire", title="幸福路着火", lon=SCENE[0], lat=SCENE[1])
    case_actions.respond(incident, by=PLATFORM, at=NOW)
    client = signed_in(Role.DUTY, scene.bureau)
    mission = scene.mission(incident_id=incident.pk)
    turnout = scene.sent(scene.crew(0, 0), mission)
    page = page_of(client, incident)
    assert "还有 1 个出动单元在外" in page
    assert 'id="do"' not in page
    end = page.index('id="end"')
    assert end > page.index('id="ask-response"' if 'id="ask-response"' in page else 'id="ask-need"')
    assert "btn-primary" not in page[end : page.index("</section>", end)]
    dispatch_actions.step(turnout, "recall", by=scene.duty, at=NOW, why="无需支援")
    page = page_of(client, incident)
    end = page.index('id="end"')
    assert "个出动单元在外" not in page
    assert "btn-primary" in page[end : page.index("</section>", end)]
