"""A draw comes out the same for everybody, follows its weights, and any change of its proof is noticed."""

from __future__ import annotations

import copy
import hashlib
import json
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.base.errors import Refusal, Unreadable
from ancheng.science.fair_draw.library import (
    Inspector,
    Interest,
    Library,
    Subject,
    as_json,
    canonical,
    how_many,
    library_faults,
    read_library,
    sha256,
)
from ancheng.science.fair_draw.proof import (
    Announcement,
    Asked,
    Change,
    Drawing,
    build,
    commitment_of,
    faults,
    read,
    run,
    seed_of,
)
from ancheng.science.fair_draw.teams import TooFew
from ancheng.science.fair_draw.tickets import drawn, ranked

ON = date(2026, 11, 24)
NONCE = "5f2d" * 16


def subjects(number, tickets=lambda n: 1, group="餐饮住宿"):
    return tuple(Subject(f"91110105{n:010d}", f"企业{n}", group, "综合", tickets(n)) for n in range(number))


def inspectors(number, **more):
    values = {"fields": ("综合",), "valid_from": date(2024, 1, 1), "valid_to": date(2028, 1, 1), **more}
    return tuple(Inspector(f"ZF{n:03d}", f"执法员{n}", "区应急局", **values) for n in range(number))


def library(number=41, people=6, interests=(), ratio=500, tickets=lambda n: 1):
    return Library(
        subjects(number, tickets), inspectors(people), tuple(interests), {"餐饮住宿": ratio}, 2, ON
    )


def proof(made=None, asked=(), public=""):
    made = made or library()
    told = as_json(made)
    announcement = Announcement(
        "2026-11-24T01:00:00+00:00",
        commitment_of(NONCE),
        sha256(canonical(told)),
        "双色球第2026136期开奖号码" if public else "",
        "2026-11-24T13:15:00+00:00" if public else "",
    )
    outcome = run(made, seed_of(NONCE, public), asked)
    return build(
        number="SSJ-2026-0001",
        title="测试抽查",
        announcement=announcement,
        library=told,
        drawing=Drawing(NONCE, public, "2026-11-25T01:00:00+00:00", "测试员"),
        asked=asked,
        outcome=outcome,
    )


def test_five_percent_of_forty_one_is_three():
    assert how_many(500, 41) == 3
    assert how_many(500, 40) == 2
    assert len(run(library(), "种子").final) == 3


@given(st.integers(1, 10_000), st.integers(0, 10**6))
def test_never_fewer_than_the_ratio_and_never_one_too_many(ratio, number):
    drawn_number = how_many(ratio, number)
    assert drawn_number * 10_000 >= ratio * number
    assert (drawn_number - 1) * 10_000 < ratio * number
    assert drawn_number <= number


def test_without_weights_it_is_the_plain_rule_smallest_hashes_of_seed_and_code():
    made = library()
    by_hand = sorted(made.subjects, key=lambda each: hashlib.sha256(f"种子{each.key}".encode()).hexdigest())[
        :3
    ]
    assert [each.subject for each in run(made, "种子").final] == [each.key for each in by_hand]


def test_the_order_of_the_library_does_not_matter_and_the_seed_does():
    made = library(200)
    turned = Library(made.subjects[::-1], made.inspectors[::-1], (), made.ratio_bp, 2, ON)
    assert run(made, "a") == run(turned, "a")
    assert sha256(canonical(as_json(made))) == sha256(canonical(as_json(turned)))
    assert run(made, "a") != run(made, "b")


def test_who_holds_four_tickets_is_drawn_first_about_four_times_as_often():
    made = library(10, tickets=lambda n: 4 if n == 0 else 1, ratio=1000)
    first = Counter(ranked(made, f"seed{n}")[0].subject.key for n in range(4000))
    # 4/13 of 4000 is 1231 with a standard deviation of 29; each of the others gets 308 with one of 17.
    assert abs(first[made.subjects[0].key] - 1231) < 150
    assert all(abs(first[each.key] - 308) < 85 for each in made.subjects[1:])


def test_each_group_is_drawn_by_its_own_ratio():
    mixed = (*subjects(30), *(Subject(f"H{n}", f"危化{n}", "危险化学品", "综合") for n in range(9)))
    made = Library(mixed, inspectors(6), (), {"餐饮住宿": 500, "危险化学品": 5000}, 2, ON)
    groups = Counter(each.subject.group for each in drawn(made, ranked(made, "x")))
    assert groups == {"餐饮住宿": 2, "危险化学品": 5}


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 9), st.integers(1, 120), st.text(min_size=1, max_size=20))
def test_every_subject_gets_two_different_able_people_and_work_is_shared(people, number, seed):
    outcome = run(library(number, people, ratio=10_000), seed)
    load = Counter()
    for team in outcome.final:
        assert len(set(team.inspectors)) == 2
        load.update(team.inspectors)
    assert max(load.values()) - min(load[f"ZF{n:03d}"] for n in range(people)) <= 3


def test_nobody_is_sent_where_he_has_an_interest_or_with_an_expired_certificate():
    barred = [Interest("ZF000", each.key, "近亲属任职") for each in subjects(41)]
    made = library(ratio=10_000, interests=barred)
    lapsed = inspectors(1, valid_to=date(2026, 11, 23))[0]
    other = Inspector("ZF900", "别处执法员", "区水务局", ("水务",), date(2024, 1, 1), date(2028, 1, 1))
    old = Inspector("ZF901", lapsed.name, lapsed.unit, lapsed.fields, lapsed.valid_from, lapsed.valid_to)
    made = Library(made.subjects, (*made.inspectors, old, other), made.interests, made.ratio_bp, 2, ON)
    sent = {each for team in run(made, "x").final for each in team.inspectors}
    assert sent == {f"ZF{n:03d}" for n in range(1, 6)}


def test_too_few_inspectors_refuse_the_draw_and_name_who_is_missing_and_why():
    interest = Interest("ZF001", subjects(41)[0].key, "近亲属任职")
    people = (
        *inspectors(2),
        Inspector("ZF800", "张过期", "区应急局", ("综合",), date(2020, 1, 1), date(2026, 5, 1)),
        Inspector("ZF801", "李水务", "区水务局", ("水务",), date(2020, 1, 1), date(2030, 1, 1)),
    )
    made = Library(subjects(1), people, (interest,), {"餐饮住宿": 500}, 2, ON)
    with pytest.raises(TooFew) as refused:
        run(made, "x")
    told = refused.value.sentence
    assert "可派1名，缺1名" in told
    assert "领域：综合" in told
    assert "张过期（执法证已于2026年5月1日到期）" in told
    assert "李水务（执法领域不含“综合”）" in told
    assert "执法员1（近亲属任职）" in told


def test_who_withdraws_is_replaced_by_chance_and_never_comes_back_to_that_subject():
    made = library()
    first = run(made, "x").final[0]
    gone = first.inspectors[0]
    asked = [Asked(Change.RECUSAL, first.subject, "近亲属任职", "2026-11-25T02:00:00+00:00", gone)]
    after = run(made, "x", asked).final[0]
    assert first.inspectors[1] in after.inspectors
    assert gone not in after.inspectors
    new = after.inspectors[-1]
    again = run(made, "x", [*asked, Asked(Change.RECUSAL, first.subject, "同乡", "", new)]).final[0]
    assert not {gone, new} & set(again.inspectors)
    with pytest.raises(Refusal, match="没有被派往"):
        run(made, "x", [Asked(Change.RECUSAL, first.subject, "", "", new)])


def test_a_subject_that_is_gone_is_replaced_by_the_next_of_its_group():
    made = library()
    order = ranked(made, "x")
    gone = order[0].subject.key
    after = run(made, "x", [Asked(Change.WITHDRAWAL, gone, "已注销", "")])
    assert [each.subject for each in after.final] == [order[n].subject.key for n in (3, 1, 2)]
    assert after.final[0].replaces == gone
    small = library(1)
    with pytest.raises(Refusal, match="没有可递补的对象"):
        run(small, "x", [Asked(Change.WITHDRAWAL, small.subjects[0].key, "已注销", "")])


def test_a_whole_proof_with_changes_and_a_public_value_holds():
    made = library()
    first = run(made, seed_of(NONCE, "03 11 17 22 29 31 + 08")).final
    asked = [
        Asked(
            Change.RECUSAL,
            first[0].subject,
            "近亲属任职",
            "2026-11-25T02:00:00+00:00",
            first[0].inspectors[1],
        ),
        Asked(Change.WITHDRAWAL, first[1].subject, "已停业", "2026-11-25T03:00:00+00:00"),
    ]
    given_out = proof(made, asked, public="03 11 17 22 29 31 + 08")
    assert faults(read(json.dumps(given_out, ensure_ascii=False))) == []
    assert read_library(given_out["library"]) == made


def leaves(value, path=()):
    """Every single value of a proof, by its path."""
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from leaves(each, (*path, number))
    else:
        yield path, value


def altered(whole, path, value):
    changed = copy.deepcopy(whole)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def verdict(changed):
    try:
        return faults(read(json.dumps(changed)))
    except Unreadable as refusal:
        return [refusal.sentence]


def test_a_change_of_any_single_value_is_noticed():
    first = run(library(), NONCE).final[0]
    asked = [
        Asked(Change.RECUSAL, first.subject, "近亲属任职", "2026-11-25T02:00:00+00:00", first.inspectors[0])
    ]
    whole = proof(asked=asked)
    assert verdict(whole) == []
    tried = 0
    for path, value in leaves(whole):
        other = value + 1 if isinstance(value, int) else value + "x" if value else "甲"
        assert verdict(altered(whole, path, other)), path
        tried += 1
    assert tried > 200


RESEALED = {
    "a subject more": lambda p: p["library"]["subjects"].append(
        {"key": "99", "name": "某", "group": "餐饮住宿", "field": "综合", "tickets": 1}
    ),
    "more tickets": lambda p: p["library"]["subjects"][0].update(tickets=9),
    "another seed": lambda p: p["drawing"].update(nonce="00" * 32),
    "another drawn subject": lambda p: p["final"][0].update(
        subject=next(
            each["key"] for each in p["library"]["subjects"] if each["key"] not in str(p["final"])
        )
    ),
    "another inspector": lambda p: p["final"][0].update(
        inspectors=[next(e["key"] for e in p["library"]["inspectors"] if e["key"] not in p["final"][0]["inspectors"]), p["final"][0]["inspectors"][1]]
    ),
    "drawn before it was announced": lambda p: p["drawing"].update(at="2026-11-24T00:00:00+00:00"),
    "a public value that was never announced": lambda p: p["drawing"].update(public_value="7"),
}  # fmt: skip


@pytest.mark.parametrize("what", RESEALED)
def test_a_forger_who_seals_the_file_anew_is_caught_all_the_same(what):
    forged = copy.deepcopy(proof())
    RESEALED[what](forged)
    forged["sha256"] = sha256(canonical({key: each for key, each in forged.items() if key != "sha256"}))
    assert faults(forged)


def test_a_public_value_known_before_the_promise_is_no_proof():
    early = copy.deepcopy(proof(public="7"))
    early["announcement"]["public_known_at"] = "2026-11-23T00:00:00+00:00"
    assert any("公开来源的产生时间" in each for each in faults(early))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format":"x"}', '{"format":"ancheng-draw-1"}', "[" * 5000])
def test_what_is_no_proof_is_refused_with_a_sentence(text):
    with pytest.raises(Unreadable):
        faults(read(text))


def test_a_library_that_would_mislead_is_refused():
    made = library(3)
    twice = Library((*made.subjects, made.subjects[0]), made.inspectors, (), made.ratio_bp, 2, ON)
    marked = Library((Subject("9#2", "某", "餐饮住宿", "综合"),), made.inspectors, (), made.ratio_bp, 2, ON)
    alone = Library(made.subjects, made.inspectors, (), made.ratio_bp, 1, ON)
    heavy = Library(subjects(2, lambda n: 65), made.inspectors, (), made.ratio_bp, 2, ON)
    free = Library(made.subjects, made.inspectors, (), {}, 2, ON)
    assert library_faults(made) == []
    assert all(library_faults(each) for each in (twice, marked, alone, heavy, free))
