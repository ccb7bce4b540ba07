"""Search over 20,000 items of knowledge and 5,000 cases: words, initials, numbers, the page, and cases like an incident.

Beside each search stands the same question put to the bare texts without an index, in the same database.

    python -m bench.knowledge_search [items]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bench._register import SEED, district
from bench._report import report
from bench._scratch import connect, percentile, scratch, signed_in

ITEMS, CASES, ROUNDS = 20_000, 5_000, 20
SEARCH_MS, PAGE_MS, SIMILAR_MS = 50.0, 300.0, 200.0
WHAT = (
    "燃气",
    "消防",
    "电气",
    "有限空间",
    "危险化学品",
    "特种设备",
    "渣土",
    "轨道交通",
    "人员密集场所",
    "地下管线",
)
ACT = ("安全管理", "检查", "风险评估", "隐患治理", "应急处置", "监测预警", "设计", "验收", "维护", "疏散")
FORM = ("规定", "办法", "技术规程", "标准", "指南", "导则", "通知", "细则")
BODY = ("应当每月检查一次并留存记录", "软管使用满十八个月应更换", "设置可燃气体探测器并与切断阀联动", "先通风、再检测、后作业", "疏散通道不得占用堵塞封闭", "发现泄漏立即切断气源并疏散人员", "汛期前完成排水设施清掏", "从业人员经培训考核合格后上岗")  # fmt: skip
PLACES = ("居民小区", "餐饮商户", "建筑工地", "仓库", "地下车库", "商场", "加油站", "学校")
QUESTIONS = ("燃气", "燃气软管 更换", "有限空间作业 检测", "轨道交通疏散", "rqaqgl", "DB11/T 1234")


def texts(items: int, cases: int) -> None:
    """So many published items and cases, each with words of its own."""
    from django.utils import timezone

    from ancheng.decision.knowledge.actions import index, office
    from ancheng.decision.knowledge.models import Item, Kind, Precedent, Sort

    chance, keeper, now = random.Random(SEED), office(), timezone.now()
    common: dict[str, Any] = {
        "state": "published", "state_since": now, "owner_unit": keeper, "issuer_unit": keeper,
        "published_on": date(2026, 1, 1), "synthetic": True,
    }  # fmt: skip
    rows: list[Item] = []
    for number in range(items):
        found = Item(
            **common,
            sort=chance.choice(Sort.values),
            number=f"DB11/T {1000 + number}-{chance.randrange(2005, 2026)}",
            title=f"{chance.choice(WHAT)}{chance.choice(ACT)}{chance.choice(FORM)}（{number}）",
            summary="；".join(chance.sample(BODY, 3)),
            valid_from=date(2015, 1, 1) + timedelta(days=chance.randrange(4000)),
        )
        index(found, chance.sample(BODY, 4))
        found.derive_scope()
        rows.append(found)
    Item.objects.bulk_create(rows, batch_size=1000)
    more: list[Precedent] = []
    for number in range(cases):
        place, what = chance.choice(PLACES), chance.choice(WHAT)
        case = Precedent(
            **common,
            number=f"AL-{number}",
            title=f"{place}{what}事故（{number}）",
            kind=chance.choice(Kind.values),
            occurred_on=date(2015, 1, 1) + timedelta(days=chance.randrange(4000)),
            place=place,
            substance=chance.choice(("天然气", "硫化氢", "氨", "")),
            brief="；".join(chance.sample(BODY, 3)),
            direct_cause=chance.choice(BODY),
        )
        index(case)
        case.derive_scope()
        more.append(case)
    Precedent.objects.bulk_create(more, batch_size=1000)
    with connect() as database:
        database.execute("VACUUM ANALYZE knowledge_item")
        database.execute("VACUUM ANALYZE knowledge_precedent")


def timed(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def bare(text: str) -> list[float]:
    """The same words looked for in the bare texts, row by row."""
    where = " AND ".join(["title || ' ' || number || ' ' || summary ILIKE %s"] * len(text.split()))
    statement = f"SELECT id FROM knowledge_item WHERE {where} ORDER BY id DESC LIMIT 8"  # nosec B608
    with connect() as database:
        database.execute("SET enable_indexscan = off")
        asked = [f"%{each}%" for each in text.split()]
        return [timed(lambda: database.execute(statement, asked).fetchall()) for _ in range(ROUNDS)]


def searches(seat: Any) -> None:
    from ancheng.decision.knowledge import queries

    for text in QUESTIONS:
        found = list(queries.searched(queries.items(seat).defer("words"), text)[:8])
        if not found:
            raise SystemExit(f"“{text}” finds nothing")
        made = [
            timed(lambda text=text: list(queries.searched(queries.items(seat).defer("words"), text)[:8]))  # type: ignore[misc]
            for _ in range(ROUNDS)
        ]
        plain = percentile(bare(text), 0.5)
        middle = percentile(made, 0.5)
        note = f"median {middle:.1f} ms; unranked scan of the bare texts {plain:.1f} ms, ratio {middle / plain:.2f}"
        report(f"search “{text}”, p95", percentile(made, 0.95), SEARCH_MS, "ms", note)


def pages() -> None:
    client = signed_in("office")
    for address, name in (
        ("/knowledge/", "list"),
        ("/knowledge/?q=燃气", "list with a search"),
        ("/knowledge/cases/?q=燃气", "cases with a search"),
    ):
        answers = [timed(lambda at=address: _page(client, at)) for _ in range(ROUNDS)]  # type: ignore[misc]
        report(f"{name} page, p95", percentile(answers, 0.95), PAGE_MS, "ms")


def _page(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")


def likeness(seat: Any, cases: int) -> None:
    from ancheng.decision.knowledge import rules
    from ancheng.decision.knowledge.similar import similar

    asked = rules.Described("gas", "餐饮商户", "天然气", "软管老化，燃气泄漏遇明火爆燃，疏散人员")
    if not similar(asked, seat, date(2026, 11, 1)):
        raise SystemExit("no case is like the incident")
    made = [timed(lambda: similar(asked, seat, date(2026, 11, 1))) for _ in range(ROUNDS)]
    report("cases like an incident, p95", percentile(made, 0.95), SIMILAR_MS, "ms", f"{cases} cases")


def main() -> None:
    items = int(sys.argv[1]) if len(sys.argv) > 1 else ITEMS
    with scratch("knowledge"):
        from ancheng.kernel.people.models import Membership

        district(enterprises=50)
        started = time.perf_counter()
        texts(items, CASES)
        print(f"{items} items and {CASES} cases written in {time.perf_counter() - started:.0f} s")
        seat = Membership.objects.select_related("unit", "person").get(person__username="office").asker()
        searches(seat)
        pages()
        likeness(seat, CASES)


if __name__ == "__main__":
    main()
