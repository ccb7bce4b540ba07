"""However people act, no case leaves its table and every change has exactly one audit row."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from ancheng.base.errors import Refusal
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers import actions, listing_actions, record_actions
from ancheng.supervision.dangers.models import Danger, Level, Listing, Stage
from ancheng.supervision.dangers.values import Grade, ListingPlan, Source
from tests.factories import NOW
from tests.supervision.dangers.conftest import photo

pytestmark = pytest.mark.django_db
STEPS = 45


def danger_verbs(danger, at, random):
    due = (at + timedelta(days=20)).date()
    text = random.choice(["", "按要求完成整改", "仍有问题，退回"])
    grade = random.choice(list(Grade))
    how = {"danger": danger, "at": at}
    return [
        lambda by: actions.grade(to=grade, clause="第一条", why=text, by=by, **how),
        lambda by: actions.reject(why=text, by=by, **how),
        lambda by: actions.undertake(due_on=None, measures="立即整改", by=by, **how),
        lambda by: actions.order(requirement="立即整改", interim="停业撤人", due_on=due, by=by, **how),
        lambda by: record_actions.add_photo(upload=photo(), stage=Stage.AFTER, by=by, **how),
        lambda by: actions.rectify(result=text, by=by, **how),
        lambda by: actions.accept(by=by, **how),
        lambda by: actions.recheck(by=by, **how),
        lambda by: actions.send_back(why=text, by=by, **how),
        lambda by: actions.reopen(why=text, by=by, **how),
        lambda by: actions.refer(why=text, by=by, **how),
        lambda by: listing_actions.propose(level=Level.DISTRICT, reason="危险性大", due_on=due, by=by, **how),
    ]


def listing_verbs(listing, at, random):
    text = random.choice(["", "按要求完成治理", "治理不到位"])
    plan = ListingPlan("目标", "措施", "经费", "人员", listing.due_on, "安全措施和预案")
    how = {"listing": listing, "at": at}
    return [
        lambda by: listing_actions.put_on_list(publish=random.random() < 0.5, by=by, **how),
        lambda by: listing_actions.decline(why=text, by=by, **how),
        lambda by: listing_actions.file_plan(plan=plan, by=by, **how),
        lambda by: listing_actions.return_plan(why=text, by=by, **how),
        lambda by: listing_actions.start(by=by, **how),
        lambda by: listing_actions.apply(result=text, by=by, **how),
        lambda by: listing_actions.pass_check(on=at.date(), opinion=text, by=by, **how),
        lambda by: listing_actions.fail_check(on=at.date(), opinion=text, by=by, **how),
        lambda by: listing_actions.resume(by=by, **how),
        lambda by: listing_actions.ask_closure(why=text, by=by, **how),
        lambda by: listing_actions.spare(why=text, by=by, **how),
        lambda by: listing_actions.close(order_number=text, by=by, **how),
        lambda by: listing_actions.delist(by=by, **how),
    ]


def legal(case) -> None:
    """The audit rows of a case are one unbroken path through its table that ends where the case is."""
    kind = case._meta.label_lower
    rows = list(
        Entry.objects.filter(subject_type=kind, subject_id=case.pk).exclude(to_state="").order_by("id")
    )
    table = {(source, step.target) for step in case.WORKFLOW.steps for source in step.sources}
    assert rows[0].from_state == ""
    assert rows[0].to_state == case.WORKFLOW.start
    for before, after in pairwise(rows):
        assert after.from_state == before.to_state
        assert (after.from_state, after.to_state) in table
    assert rows[-1].to_state == case.state
    running = Clock.objects.of(case).filter(stopped_at=None)
    assert running.count() == (0 if case.ended else 1)


@pytest.mark.parametrize("seed", range(8))
def test_no_case_leaves_its_table_and_each_change_has_one_audit_row(scene, seed):
    random, at, changes = Random(seed), NOW, 0
    people = [scene.worker, scene.officer, scene.colleague, scene.office, scene.office_colleague]
    source = random.choice([Source.SELF_CHECK, Source.INSPECTION])
    pk = scene.found(source=source, grade=random.choice(list(Grade))).pk
    for _ in range(STEPS):
        at += timedelta(hours=random.randint(1, 20))
        danger = Danger.every.select_related("owner_unit", "issuer_unit").get(pk=pk)
        if danger.ended and random.random() < 0.5:
            pk = scene.found(source=source, grade=random.choice(list(Grade))).pk
            danger = Danger.every.select_related("owner_unit", "issuer_unit").get(pk=pk)
        listing = Listing.every.filter(danger=danger).order_by("-pk").first()
        verbs = danger_verbs(danger, at, random)
        if listing and not listing.ended:
            verbs = listing_verbs(listing, at, random) * 2 + verbs
        before = (danger.state, listing.state if listing else "")
        # Most attempts are refused, as they should be; each moment gives a dozen of them a try.
        for _attempt in range(12):
            try:
                random.choice(verbs)(random.choice(people))
            except Refusal:
                continue
            break
        danger = Danger.every.get(pk=pk)
        listing = Listing.every.filter(danger=danger).order_by("-pk").first()
        changes += before != (danger.state, listing.state if listing else "")
        legal(danger)
        if listing:
            legal(listing)
            assert danger.listed == (not listing.ended)
    assert changes >= 8, "a walk that goes nowhere proves nothing"
