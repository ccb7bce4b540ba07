"""A contingency plan is put to use: all of it or nothing, once, and never out of an exercise."""

import os
import signal
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.activation import actions, queries, rules
from ancheng.command.activation.actions import Occasion
from ancheng.command.activation.models import Activation, Need, OrderedStep
from ancheng.command.contingency.rules import Action, Content, Means, Post
from ancheng.command.duty import call_actions
from ancheng.command.duty.models import CallDown, CallList, CallMember
from ancheng.command.resources.models import Batch, CallOrder
from ancheng.kernel.notices.models import Delivery, DeliveryState, Notice
from ancheng.kernel.tasks.models import Task
from tests.command.contingency.makers import WHOLE, District, make_plan, make_valid
from tests.command.resources.makers import Scene
from tests.factories import NOW, asker, make_enterprise, make_office, make_person
from tests.supervision.hotline.makers import signed_in

GAS = Occasion("某路燃气泄漏", 3, "某路口")


class Ready:
    """A plan in force, a store that holds some of what it counts on, and a list of people to call."""

    def __init__(self):
        make_office()
        self.scene = Scene(quantity=8)
        self.district = District()
        item = self.scene.batch.item.name
        content = Content(
            **{**WHOLE.__dict__, "means": (Means(item, 10, "区库"), Means("直升机", 1))},
        )
        self.plan = make_valid(self.district.bureau, "government", content=content)
        self.list = call_actions.keep_list(
            call_list=CallList(name="燃气抢险", unit=self.district.bureau), by=PLATFORM, at=NOW
        )
        self.called = make_person(Role.DUTY, self.district.bureau)
        call_actions.add_member(
            call_list=self.list, member=CallMember(person=self.called), by=PLATFORM, at=NOW
        )

    def activate(self, nonce="n1", *, realm=Realm.ACTUAL, by=None, **values):
        occasion = Occasion(
            **{"matter": "某路燃气泄漏", "level": 3, "place": "某路口", "list_id": self.list.pk, **values}
        )
        return actions.activate(
            plan=self.plan, occasion=occasion, nonce=nonce, by=by or self.district.duty, at=NOW, realm=realm
        )


@pytest.fixture
def ready(db):
    return Ready()


def counts():
    kinds = (Activation, OrderedStep, Need, Task, CallDown, CallOrder)
    return [getattr(each, "every", each.objects).count() for each in kinds]


def test_the_steps_become_tasks_the_list_is_called_and_the_resources_are_asked_for(ready):
    made = ready.activate()
    steps = list(made.steps.select_related("task"))
    assert [(each.post, each.due_at - NOW) for each in steps] == [
        ("总指挥", timedelta(minutes=5)),
        ("疏散组", timedelta(minutes=10)),
    ]
    assert [each.task.due_at for each in steps] == [each.due_at for each in steps]
    assert steps[1].task.title == "疏散组：疏散群众"
    assert Notice.objects.filter(person=ready.called, kind="duty.call").count() == 1
    helicopter, stocked = made.needs.order_by("quantity")
    assert (stocked.asked, stocked.quantity, stocked.why_short) == (8, 10, "各物资库现存不足，尚缺 2。")
    assert (helicopter.asked, list(helicopter.orders.all())) == (0, [])
    assert "目录中没有" in helicopter.why_short
    assert stocked.orders.get().lines.get().asked == 8


def test_a_double_click_is_one_activation(ready):
    first = ready.activate()
    before = counts()
    assert ready.activate() == first
    assert counts() == before
    assert ready.activate("n2") != first


def test_at_a_lower_response_level_the_steps_of_higher_levels_stay_out(ready):
    assert ready.activate(level=4).steps.count() == 1


def test_a_plan_not_in_force_an_empty_matter_and_a_strange_level_are_refused_without_a_trace(ready):
    before = counts()
    with pytest.raises(Refusal, match="事由"):
        ready.activate(matter=" ")
    with pytest.raises(Refusal, match="一至四级"):
        ready.activate(level=5)
    with pytest.raises(Refusal, match="名单不存在"):
        ready.activate(list_id=0)
    ready.plan = make_plan(ready.district.bureau, "government")
    with pytest.raises(Refusal, match="尚未生效"):
        ready.activate()
    assert counts() == before


@pytest.mark.parametrize("broken", ["_tasks", "_call", "_needs", "record"])
def test_what_fails_in_the_middle_leaves_nothing_and_can_be_done_again(ready, monkeypatch, broken):
    before = counts()

    def fall(*given, **more):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(actions, broken, fall)
        with pytest.raises(RuntimeError):
            ready.activate()
    assert counts() == before
    assert not Notice.objects.filter(kind="duty.call").exists()
    assert ready.activate().steps.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", ["_call", "_needs", "record"])
def test_a_process_that_is_killed_in_the_middle_leaves_nothing_and_it_can_be_done_again(broken):
    from django.db import connection, connections

    ready = Ready()
    before = counts()
    connections.close_all()
    child = os.fork()
    if child == 0:
        setattr(actions, broken, lambda *given, **more: os.kill(os.getpid(), signal.SIGKILL))
        ready.activate()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert connection.vendor == "postgresql"
    assert counts() == before
    assert ready.activate().steps.count() == 2


def test_an_exercise_calls_nobody_outside_and_takes_nothing_from_the_stock(ready):
    from ancheng.kernel.notices.models import ContactPoint

    ContactPoint.objects.create(person=ready.called, channel="email", address="a@example.org", enabled=True)
    stock = list(Batch.objects.values_list("pk", "quantity"))
    made = ready.activate(realm=Realm.EXERCISE)
    assert {each.realm for each in (made, made.call, *(s.task for s in made.steps.all()))} == {"exercise"}
    assert set(CallOrder.every.values_list("realm", flat=True)) == {"exercise"}
    assert set(Delivery.objects.filter(notice__kind="duty.call").values_list("state", flat=True)) == {
        DeliveryState.SUPPRESSED
    }
    assert list(Batch.objects.values_list("pk", "quantity")) == stock
    assert not Task.objects.filter(source_type="activation.activation").exists()
    assert not Activation.objects.exists()


def test_an_exercise_beside_a_real_activation_does_not_touch_it(ready):
    real, played = ready.activate(), ready.activate("n2", realm=Realm.EXERCISE)
    duty = ready.district.duty
    assert list(queries.visible(duty, Realm.ACTUAL)) == [real]
    assert list(queries.visible(duty, Realm.EXERCISE)) == [played]
    actions.end(activation=played, why="演练结束", by=duty, at=NOW)
    real.refresh_from_db()
    assert real.ended_at is None


def test_a_response_is_ended_once_with_a_reason(ready):
    made = ready.activate()
    with pytest.raises(Refusal, match="理由"):
        actions.end(activation=made, why="", by=ready.district.duty, at=NOW)
    actions.end(activation=made, why="险情排除", by=ready.district.duty, at=NOW)
    with pytest.raises(Conflict, match="已经终止"):
        actions.end(activation=made, why="险情排除", by=ready.district.duty, at=NOW)


def test_who_does_not_command_or_keep_the_plan_does_not_activate_it(ready):
    with pytest.raises(NotAllowed, match="联系其值班人员"):
        ready.activate(by=ready.district.clerk)
    with pytest.raises(NotAllowed):
        ready.activate(by=asker(Role.AUDITOR))
    with pytest.raises(Absent):
        queries.one(asker(Role.ENTERPRISE, make_enterprise()), ready.activate().pk)


def test_a_plan_is_activated_from_its_page(ready):
    duty = signed_in(Role.DUTY, ready.district.bureau)
    home = f"/activation/plan/{ready.plan.pk}/"
    assert "启动预案" in duty.get(home).content.decode()
    assert home in duty.get(ready.plan.get_absolute_url()).content.decode()
    form = {
        "matter": "某路燃气泄漏",
        "level": "3",
        "place": "某路口",
        "called": ready.list.pk,
        "nonce": "page",
    }
    assert duty.post(home + "new/", {**form, "matter": ""}).status_code == 422
    assert duty.post(home + "new/", form).status_code == 302
    assert duty.post(home + "new/", form).status_code == 302
    made = Activation.objects.get()
    page = duty.get(made.get_absolute_url()).content.decode()
    for each in ("疏散组：疏散群众", "尚缺 2", "直升机", "紧急呼叫"):
        assert each in page
    assert "某路燃气泄漏" in duty.get("/activation/").content.decode()
    assert duty.post(made.get_absolute_url() + "end/", {"why": ""}).status_code == 400
    assert duty.post(made.get_absolute_url() + "end/", {"why": "险情排除"}).status_code == 302
    assert "终止响应" in duty.get(made.get_absolute_url()).content.decode()
    stranger = signed_in(Role.ENTERPRISE, make_enterprise())
    assert stranger.get(home + "new/").status_code == 403


MEANS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 50)), max_size=6)
SHELVES = st.lists(st.tuples(st.integers(1, 3), st.sampled_from([1, 2]), st.integers(0, 40)), max_size=8)


@given(MEANS, SHELVES)
def test_no_store_is_asked_for_more_than_it_holds_and_what_is_short_adds_up(means, shelves):
    held = {(store, item): pieces for store, item, pieces in shelves}
    rows = [rules.Shelf(*key, pieces) for key, pieces in held.items()]
    found = rules.allot([Means(name, n) for name, n in means], {"a": 1, "b": 2}, rows)
    asked = {}
    for each in found:
        assert sum(s.pieces for s in each.shelves) + each.short == each.means.quantity
        assert bool(each.short) == bool(rules.why_short(each, {"a": 1, "b": 2}))
        for s in each.shelves:
            asked[s.warehouse_id, s.item_id] = asked.get((s.warehouse_id, s.item_id), 0) + s.pieces
    assert all(asked[key] <= held[key] for key in asked)


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(1, 4)), max_size=12), st.integers(1, 4))
def test_a_higher_response_never_leaves_out_a_step_of_a_lower_one(steps, level):
    content = Content(
        posts=(Post("组", "单位", "做"),),
        actions=tuple(Action("组", "做", minutes, each) for minutes, each in steps),
    )
    found = rules.steps(content, level=level, at=NOW)
    assert [each.due_at for each in found] == sorted(each.due_at for each in found)
    if level > 1:
        assert len(rules.steps(content, level=level - 1, at=NOW)) >= len(found)
