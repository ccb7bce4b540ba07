"""Items and cases: submitted, reviewed by somebody else, published, found, superseded."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.decision.knowledge import actions, queries
from ancheng.decision.knowledge.models import Item, Precedent
from ancheng.decision.knowledge.rules import Described
from ancheng.decision.knowledge.similar import similar
from tests.decision.knowledge.makers import clause, make_item, make_precedent, office_seat, release, writer
from tests.factories import NOW, asker, make_enterprise, make_office
from tests.supervision.walks import walk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def found(text, by=PLATFORM):
    return list(queries.searched(queries.items(by), text))


def test_what_is_submitted_is_seen_by_its_writer_and_the_office_until_it_is_published():
    by, enterprise = writer(), asker(Role.ENTERPRISE, make_enterprise())
    item = make_item(by=by, published=False)
    assert queries.item(by, item.pk) == item
    with pytest.raises(Absent):
        queries.item(enterprise, item.pk)
    assert queries.count_waiting(office_seat()) == 1
    release(item)
    assert queries.item(enterprise, item.pk).state == "published"
    assert item.published_on == TODAY


def test_nobody_reviews_what_he_or_she_handed_in():
    by = office_seat()
    item = make_item(by=by, published=False)
    with pytest.raises(NotAllowed, match="本人"):
        actions.review(item, by=by, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(reviewed_by_id=by.person_id)


def test_an_enterprise_hands_in_no_law():
    with pytest.raises(NotAllowed):
        make_item(by=asker(Role.ENTERPRISE, make_enterprise()), published=False)


def test_what_was_sent_back_is_corrected_and_handed_in_again():
    by = writer()
    item = make_item(by=by, published=False)
    actions.send_back(item, by=office_seat(), at=NOW, why="缺文号")
    assert queries.count_waiting(by) == 1
    actions.change(found=item, by=by, at=NOW, values={"number": "京政发〔2026〕1号"})
    actions.resubmit(item, by=by, at=NOW)
    release(item)
    assert found("京政发〔2026〕1号") == [item]


def test_what_is_published_is_not_changed_but_replaced():
    item = make_item(version="2020")
    with pytest.raises(Conflict, match="新版本"):
        actions.change(found=item, by=PLATFORM, at=NOW, values={"title": "别的"})
    newer = make_item(version="2026", replaces=item)
    item.refresh_from_db()
    assert (item.state, newer.state) == ("superseded", "published")


def test_an_item_is_found_by_two_characters_by_number_by_initials_and_by_its_articles():
    item = make_item(
        title="危险化学品重大危险源辨识", number="GB 18218-2018", clauses=[clause("4.1", "辨识依据是临界量")]
    )
    make_item(title="消防设施维护")
    for text in (
        "辨识",
        "化学",
        "重大危险源",
        "GB18218",
        "18218",
        "gb 18218-2018",
        "wxhxpzd",
        "临界量",
        "危险源 临界",
        "识",
    ):
        assert found(text) == [item], text
    assert found("无此词语") == []
    assert found("'; DROP TABLE") == []


def test_the_title_comes_before_the_text():
    by_text = make_item(title="作业规程", clauses=[clause("1", "动火作业须审批。")])
    by_title = make_item(title="动火作业管理")
    assert found("动火") == [by_title, by_text]


def test_a_link_is_made_once():
    item = make_item()
    made = actions.link(to=item, target="hazard", target_id="12", note="", by=writer(), at=NOW)
    assert list(item.links.all()) == [made]
    with pytest.raises(Conflict):
        actions.link(to=item, target="hazard", target_id="12", note="", by=writer(), at=NOW)
    with pytest.raises(Refusal):
        actions.link(to=item, target="nonsense", target_id="12", note="", by=writer(), at=NOW)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_tried_the_table_the_clock_and_the_chain_agree(seed):
    for case in (make_item(published=False), make_precedent(published=False)):
        walk(case, seed, prepare=_dated)


def _dated(case, verb):
    type(case).objects.filter(pk=case.pk).update(published_on=TODAY)


def test_a_published_case_like_an_incident_is_found_with_its_reasons():
    like = make_precedent(substance="天然气", place="居民小区")
    make_precedent(published=False, substance="天然气")
    make_precedent(kind="fire", title="仓库火灾", brief="电焊引燃油漆。")
    asked = Described("gas", "居民小区", "天然气", "厨房燃气泄漏")
    matches = similar(asked, PLATFORM, TODAY)
    assert [each.precedent for each in matches] == [like]
    assert {each.aspect for each in matches[0].likeness.reasons} == {"kind", "place", "substance", "text"}
    assert [each.precedent.kind for each in similar(Described(text="电焊引燃油漆"), PLATFORM, TODAY)] == [
        "fire"
    ]
    assert similar(Described(), PLATFORM, TODAY) == []


def test_a_case_needs_a_course_of_events():
    with pytest.raises(Refusal, match="经过"):
        actions.submit_precedent(precedent=Precedent(title="甲", kind="fire", brief=" "), by=writer(), at=NOW)


CHARACTERS = "安全生产燃气消防管理办法规定危险化学品标准AB12 —（）"


class EverythingIndexedIsFound(TestCase):
    @settings(max_examples=30)
    @given(st.text(CHARACTERS, min_size=4, max_size=24).filter(lambda each: each.strip()), st.data())
    def test_a_stretch_of_chinese_of_a_title_finds_it(self, title, data):
        make_office()
        item = Item(title=title, sort="law")
        actions.submit(item=item, by=PLATFORM, at=NOW + timedelta(days=1))
        start = data.draw(st.integers(0, len(title) - 2))
        stretch = title[start : start + data.draw(st.integers(2, 12))]
        if not all("一" <= each <= "鿿" for each in stretch):
            stretch = title
        if queries.matching(stretch) is not None:
            assert item in found(stretch)


def test_of_very_many_hits_the_title_that_is_asked_for_still_comes_first(monkeypatch):
    office = asker(Role.OFFICE, make_office())
    wanted = make_item(title="燃气软管安全技术规程", number="DB11/T 1")
    for number in range(6):
        make_item(title=f"消防管理规定（{number}）", number=f"GB {number}", summary="燃气软管应定期更换")
    monkeypatch.setattr(queries, "MOST_WEIGHED", 3)
    found = list(queries.searched(queries.items(office), "燃气软管"))
    assert found[0] == wanted
    assert len(found) == 3
