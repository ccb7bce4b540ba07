"""Knowledge on screen: upload, review, search, similar cases, experts, catalogues."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.decision import public
from ancheng.decision.knowledge import catalogue_actions, expert_actions
from ancheng.decision.knowledge.models import Adoption, Advice, Expert, Item, Listing
from ancheng.kernel.tasks.models import Task
from tests.decision.knowledge.makers import make_item, make_precedent, office_seat, word, writer
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.supervision.hotline.makers import signed_in
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def make_expert(**values):
    values = {
        "name": "欧阳知微",
        "fields": ["燃气"],
        "phone": "13912345678",
        "employer": "某设计院",
        **values,
    }
    return expert_actions.enter(expert=Expert(**values), by=office_seat(), at=NOW)


def make_listing(**values):
    values = {
        "direction": "phase_out", "thing": "equipment", "code": "TT-1", "name": "老式燃气灶", "source": "示例目录",
        "valid_from": TODAY - timedelta(days=30), **values,
    }  # fmt: skip
    return catalogue_actions.enter(listing=Listing(**values), by=office_seat(), at=NOW)


def test_a_word_file_is_uploaded_published_and_found_by_two_characters_and_by_pinyin():
    client = signed_in(Role.DEPARTMENT, make_unit())
    make_office()
    content = word(("胶管更换须知", 0), "第一条 胶管应当定期更换。")
    page = client.post(
        "/knowledge/upload/", {"file": SimpleUploadedFile("须知.docx", content)}
    ).content.decode()
    assert "第一条" in page
    kept = re.search(r'name="read" value="([^"]+)"', page).group(1)
    assert client.post("/knowledge/upload/", {"read": kept, "sort": "lesson"}).status_code == 422
    told = {"read": kept, "sort": "lesson", "title": "胶管更换须知"}
    assert client.post("/knowledge/upload/", told).status_code == 302
    item = Item.objects.get()
    office = signed_in(Role.OFFICE, make_office())
    for verb in ("review", "publish"):
        assert office.post(f"/knowledge/{item.pk}/{verb}/").status_code == 302
    reader = signed_in(Role.ENTERPRISE, make_enterprise())
    for text in ("胶管", "jggh", "定期"):
        assert "胶管更换须知" in re.sub(
            r"</?mark>", "", reader.get("/knowledge/", {"q": text}).content.decode()
        ), text
    assert "<mark>定期</mark>" in reader.get("/knowledge/", {"q": "定期"}).content.decode()
    assert "胶管更换须知" in reader.get("/search/", {"q": "胶管"}).content.decode()
    assert "第一条" in reader.get(f"/knowledge/{item.pk}/").content.decode()


def test_a_file_that_cannot_be_read_and_a_forged_preview_are_refused():
    client = signed_in(Role.OFFICE, make_office())
    bad = client.post("/knowledge/upload/", {"file": SimpleUploadedFile("a.docx", b"PK nothing")})
    assert bad.status_code == 422
    assert "不是完好的 Word" in bad.content.decode()
    assert client.post("/knowledge/upload/", {"read": "forged"}).status_code == 400
    assert signed_in(Role.ENTERPRISE, make_enterprise()).get("/knowledge/upload/").status_code == 403


def test_two_versions_stand_side_by_side():
    from tests.decision.knowledge.makers import clause

    older = make_item(clauses=[clause("第一条", "旧的说法")])
    newer = make_item(clauses=[clause("第一条", "新的说法")], replaces=older)
    page = (
        signed_in(Role.OFFICE, make_office())
        .get(f"/knowledge/{newer.pk}/compare/{older.pk}/")
        .content.decode()
    )
    assert "旧的说法" in page
    assert "新的说法" in page


def test_similar_cases_are_shown_with_the_reason_and_as_a_fragment():
    found = make_precedent(substance="天然气")
    client = signed_in(Role.DUTY, make_office())
    page = client.get("/knowledge/similar/", {"kind": "gas", "text": "燃气泄漏爆燃"}).content.decode()
    assert found.title in page
    assert "类型相同" in page
    assert "未核对" in page
    fragment = client.get(
        "/knowledge/similar/", {"kind": "gas"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in fragment
    assert client.get(f"/knowledge/cases/{found.pk}/").status_code == 200
    assert found.title in client.get("/knowledge/cases/", {"q": "爆燃"}).content.decode()


def test_every_page_opens_and_a_bad_filter_is_refused():
    make_item()
    listing, expert = make_listing(), make_expert()
    client = signed_in(Role.OFFICE, make_office())
    for address in (
        "", "new/", "upload/", "cases/", "cases/new/", "similar/", "experts/", "experts/new/", "advice/",
        "catalogue/", "catalogue/new/", "uses/", f"catalogue/{listing.pk}/", f"catalogue/{listing.pk}/use/",
        f"experts/{expert.pk}/", f"experts/{expert.pk}/ask/", f"experts/{expert.pk}/interest/",
        "?validity=in_force", "?validity=unknown&waiting=1", "uses/?late=1",
    ):  # fmt: skip
        assert client.get(f"/knowledge/{address}").status_code == 200, address
    assert client.get("/knowledge/?sort=nonsense").status_code == 400


def test_the_telephone_of_an_expert_is_for_who_calls_experts():
    expert = make_expert()
    address = f"/knowledge/experts/{expert.pk}/"
    assert "13912345678" in signed_in(Role.DUTY, make_office()).get(address).content.decode()
    assert "13912345678" not in signed_in(Role.DEPARTMENT, make_unit()).get(address).content.decode()
    assert signed_in(Role.ENTERPRISE, make_enterprise()).get(address).status_code == 404
    assert signed_in(Role.ENTERPRISE, make_enterprise()).get("/knowledge/experts/").status_code == 403


def test_an_expert_bound_to_the_enterprise_is_not_asked_about_it():
    enterprise, other, by = make_enterprise(), make_enterprise(), writer()
    expert = make_expert(employer=enterprise.name)
    with pytest.raises(Conflict, match="回避"):
        expert_actions.ask(expert=expert, question="储罐是否安全", enterprise=enterprise, by=by, at=NOW)
    asked = expert_actions.ask(expert=expert, question="储罐是否安全", enterprise=other, by=by, at=NOW)
    with pytest.raises(Refusal, match="利害关系"):
        expert_actions.accept(asked, by=by, at=NOW)
    expert_actions.declare_interest(expert=expert, enterprise=other, by=by, at=NOW)
    with pytest.raises(Conflict, match="回避"):
        expert_actions.accept(asked, by=by, at=NOW, no_conflict_declared=True)


def test_advice_is_asked_accepted_given_and_adopted_by_the_buttons():
    expert, office = make_expert(), make_office()
    client = signed_in(Role.OFFICE, office)
    assert client.post(f"/knowledge/experts/{expert.pk}/ask/", {"question": "短"}).status_code == 400
    assert (
        client.post(f"/knowledge/experts/{expert.pk}/ask/", {"question": "泄漏如何处置"}).status_code == 302
    )
    page = f"/knowledge/advice/{Advice.objects.get().pk}/"
    assert client.post(page + "accept/").status_code == 400
    assert client.post(page + "accept/", {"no_conflict_declared": "on"}).status_code == 302
    assert client.post(page + "advise/", {"answer": ""}).status_code == 422
    assert client.post(page + "advise/", {"answer": "先关阀后检测浓度"}).status_code == 302
    assert client.post(page + "adopt/", {"reason": "可行"}).status_code == 302
    assert "已采纳" in client.get(page).content.decode()


def test_an_expert_who_is_away_is_not_asked():
    away = make_expert(availability="away", away_until=TODAY)
    with pytest.raises(Conflict, match="不可用"):
        expert_actions.ask(expert=away, question="泄漏如何处置", enterprise=None, by=office_seat(), at=NOW)
    assert expert_actions.available(away, TODAY + timedelta(days=1))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_tried_on_advice_the_table_the_clock_and_the_chain_agree(seed):
    asked = expert_actions.ask(
        expert=make_expert(), question="泄漏如何处置", enterprise=None, by=office_seat(), at=NOW
    )
    Advice.every.filter(pk=asked.pk).update(answer="意见")
    walk(asked, seed)


def test_what_is_phased_out_and_in_use_gets_a_day_and_a_task_once():
    enterprise, by = make_enterprise(), office_seat()
    listing = make_listing(phase_out_by=TODAY + timedelta(days=10))
    made = catalogue_actions.note_use(listing=listing, enterprise=enterprise, note="", by=by, at=NOW)
    task = Task.objects.get(pk=made.task_id)
    assert (made.deadline, task.ends_on, task.owner_unit) == (
        listing.phase_out_by,
        listing.phase_out_by,
        enterprise,
    )
    with pytest.raises(Conflict, match="已登记"):
        catalogue_actions.note_use(listing=listing, enterprise=enterprise, note="", by=by, at=NOW)
    figures = public.catalogue_figures(by, TODAY + timedelta(days=11))
    assert (figures.phased_out_in_use, figures.phased_out_late) == (1, 1)
    catalogue_actions.end_use(adoption=made, by=by, at=NOW)
    assert public.catalogue_figures(by, TODAY).phased_out_stopped == 1
    with pytest.raises(Conflict):
        catalogue_actions.end_use(adoption=made, by=by, at=NOW)


def test_what_is_promoted_asks_nothing_of_who_uses_it():
    listing = make_listing(direction="promote")
    catalogue_actions.note_use(
        listing=listing, enterprise=make_enterprise(), note="", by=office_seat(), at=NOW
    )
    assert (Adoption.objects.get().deadline, Task.objects.count()) == (None, 0)


def test_a_catalogue_is_kept_by_the_office_and_a_code_stands_once():
    with pytest.raises(NotAllowed):
        catalogue_actions.enter(listing=Listing(code="X"), by=writer(), at=NOW)
    make_listing()
    with pytest.raises(Conflict, match="TT-1"):
        make_listing()


def test_an_enterprise_sees_its_own_uses_alone():
    enterprise, other = make_enterprise(), make_enterprise()
    catalogue_actions.note_use(
        listing=make_listing(), enterprise=enterprise, note="", by=office_seat(), at=NOW
    )
    own, foreign = signed_in(Role.ENTERPRISE, enterprise), signed_in(Role.ENTERPRISE, other)
    assert enterprise.name in own.get("/knowledge/uses/").content.decode()
    assert enterprise.name not in foreign.get("/knowledge/uses/").content.decode()
    assert asker(Role.ENTERPRISE, other).unit_id != enterprise.pk
