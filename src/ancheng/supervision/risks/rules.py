"""What the standards and the house say about risks: grades by edition, validity, who may judge, aggregation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.words import msgid
from ancheng.base.working_days import Deadline, working_days
from ancheng.supervision.risks.values import (
    Answerable,
    Basis,
    Grade,
    Method,
    NewMeasure,
    NewRisk,
    Rule,
    Stated,
    Subject,
)

DEFAULT = "产品默认"
DB_2017 = "生产经营单位安全生产风险评估规范（DB11/T 1478-2017）"
DB_2024 = "安全生产风险评估与管控（DB11/T 1478-2024）"
ALWAYS = date(2000, 1, 1)
SINCE_2017 = date(2018, 7, 1)
SINCE_2024 = date(2025, 1, 1)

CHECKERS = (*OFFICERS, Role.OFFICE)
REGISTRARS = (Role.ENTERPRISE, Role.GRID, *CHECKERS)


@dataclass(frozen=True, slots=True)
class Bands:
    """The least score of each grade, from red down; `above` means that the bound itself belongs below."""

    bounds: tuple[tuple[float, Grade], ...]
    above: bool = False

    def grade(self, score: float) -> Grade:
        for bound, grade in self.bounds:
            if score > bound or (score == bound and not self.above):
                return grade
        return Grade.BLUE


# 20-25 red, 9-16 orange, 4-8 yellow, 1-3 blue: the text of DB11/T 1478 was not seen; shipped as data.
MATRIX_BANDS = Bands(((20, Grade.RED), (9, Grade.ORANGE), (4, Grade.YELLOW)))
# D > 320 red, 160 < D <= 320 orange, 70 < D <= 160 yellow, D <= 70 blue: sources differ on the bounds.
LEC_BANDS = Bands(((320, Grade.RED), (160, Grade.ORANGE), (70, Grade.YELLOW)), above=True)


def _editions(name: str, bands: Bands, clause: str) -> Editions[Bands]:
    return Editions(
        name,
        [
            Edition(bands, clause, DEFAULT, ALWAYS, SINCE_2017 - timedelta(days=1)),
            Edition(bands, clause, DB_2017, SINCE_2017, SINCE_2024 - timedelta(days=1)),
            Edition(bands, clause, DB_2024, SINCE_2024),
        ],
    )


BANDS: dict[Method, Editions[Bands]] = {
    Method.MATRIX: _editions("风险矩阵分级", MATRIX_BANDS, "5×5矩阵分级"),
    Method.LEC: _editions("作业条件危险性分级", LEC_BANDS, "LEC分级"),
}
# The values that each factor may take.
SCALES: dict[Method, dict[str, tuple[float, ...]]] = {
    Method.MATRIX: {"L": (1, 2, 3, 4, 5), "C": (1, 2, 3, 4, 5)},
    Method.LEC: {
        "L": (0.1, 0.2, 0.5, 1, 3, 6, 10),
        "E": (0.5, 1, 2, 3, 6, 10),
        "C": (1, 3, 7, 15, 40, 100),
    },
}


@dataclass(frozen=True, slots=True)
class Assessed:
    """What an assessment comes to, and by which edition."""

    score: float
    grade: Grade
    citation: str


def assess(method: Method, inputs: Mapping[str, float], on: date) -> Assessed:
    """The product of the factors and its grade by the edition in force on a day."""
    scale = SCALES[method]
    if set(inputs) != set(scale):
        raise Refusal(f"请填写全部评估参数：{'、'.join(scale)}。")
    score = 1.0
    for name, allowed in scale.items():
        if inputs[name] not in allowed:
            told = "、".join(f"{each:g}" for each in allowed)
            raise Refusal(f"参数 {name} 只能取 {told}，现为 {inputs[name]:g}。")
        score *= inputs[name]
    # Factors have one place: a product such as 0.1 × 3 × 7 is to meet its bound exactly.
    score = round(score, 4)
    edition = BANDS[method].in_force(on)
    return Assessed(score, edition.value.grade(score), edition.citation)


def assess_both(stated: Stated, on: date) -> tuple[Assessed, Assessed]:
    """Before and after the measures; measures cannot make it worse."""
    before = assess(stated.method, stated.inputs, on)
    after = assess(stated.method, stated.residual or stated.inputs, on)
    if after.score > before.score:
        raise Refusal("采取措施后的剩余风险不能高于固有风险，请核对参数。")
    return before, after


def _days(name: str, value: int, clause: str) -> Editions[int]:
    return Editions(name, [Edition(value, clause, DEFAULT, ALWAYS)])


# Months for which an assessment is valid: the national standard for city risk asks for a yearly update.
VALID_MONTHS = Editions(
    "风险评估有效期", [Edition(12, "每年更新", "城市安全风险评估（GB/T 42768-2023）", ALWAYS)]
)
BEGIN_WITHIN = _days("启动评估期限", 20, "启动评估")
AGAIN_WITHIN = _days("启动复评期限", 20, "启动复评")
SUBMIT_WITHIN = _days("完成评估期限", 20, "提交评估")
REVIEW_WITHIN = _days("审核期限", 5, "审核评估")
GRADE_WITHIN = _days("定级期限", 5, "核定等级")
CONTROL_WITHIN = _days("落实管控期限", 10, "落实管控措施")


def in_working_days(editions: Editions[int], on: date) -> Deadline:
    """The edition in force as a period of working days that cites its clause."""
    edition = editions.in_force(on)
    return working_days(edition.value, edition.citation)


def valid_until(on: date) -> date:
    """The last day on which an assessment of that day is valid."""
    months = on.year * 12 + on.month - 1 + VALID_MONTHS.in_force(on).value
    year, month = divmod(months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(on.day, last)) - timedelta(days=1)


# Kinds of objects that have to be assessed; 产品默认, nobody checked them against a list of the city.
REQUIRED_KINDS = Editions(
    "应评估的对象类别",
    [
        Edition(
            (
                "hazardous_chemical_unit", "gas_facility", "dangerous_works", "construction_site", "key_fire_unit",
                "crowded_place", "large_event", "warehouse", "functional_zone", "rail_station", "amusement_ride",
                "high_rise", "long_pipeline", "utility_tunnel", "geological_spot", "flood_spot", "radiation_source",
            ),
            "应评估对象",
            DEFAULT,
            ALWAYS,
        )
    ],
)  # fmt: skip
# The plan's key industries (重点工程四), and how the registered industries of enterprises fall under them.
KEY_INDUSTRIES = (
    msgid("交通"), msgid("建筑施工"), msgid("市政"), msgid("商务"), msgid("体育"), msgid("文化旅游"),
    msgid("园林绿化"), msgid("工业"), msgid("危险化学品"),
)  # fmt: skip
INDUSTRIES = (*KEY_INDUSTRIES, msgid("其他"))
UNDER: dict[str, str] = {
    **{each: each for each in KEY_INDUSTRIES},
    "商贸零售": "商务", "餐饮住宿": "商务", "文化娱乐": "文化旅游", "工业制造": "工业", "仓储物流": "交通",
}  # fmt: skip


def industry_of(registered: str) -> str:
    return UNDER.get(registered.strip(), "其他")


def check_new(new: NewRisk, *, role: Role | None, unit_id: int | None) -> None:
    """Refuse a risk source that says too little, or that this seat may not register."""
    if role is not None and role not in REGISTRARS:
        raise NotAllowed("当前岗位不能登记风险源，请由企业、网格员或监管人员登记。")
    if role == Role.ENTERPRISE and new.enterprise_id != unit_id:
        raise NotAllowed("企业只能登记本企业的风险源。")
    if role == Role.ENTERPRISE and new.subject == Subject.AREA:
        raise NotAllowed("区域风险由街道、功能区或安委办登记，企业请登记本企业的对象或活动。")
    if len(new.title.strip()) < 2:
        raise Refusal("请写明风险源名称。")
    if len(new.title) > 200:
        raise Refusal("风险源名称请控制在200字以内，详细情况写入风险因素。")
    missing = {
        Subject.ASSET: "对象" if new.asset_id is None and new.enterprise_id is None else "",
        Subject.AREA: "区域" if new.area_id is None else "",
        Subject.EVENT: "活动起止日期" if new.event_from is None or new.event_to is None else "",
    }[new.subject]
    if missing:
        raise Refusal(f"请选择或填写{missing}。")
    if new.event_from and new.event_to and new.event_to < new.event_from:
        raise Refusal("活动结束日期早于开始日期，请核对。")
    if new.industry and new.industry not in INDUSTRIES:
        raise Refusal(f"没有“{new.industry[:20]}”这一行业，请从列表中选择。")


def check_other(by_id: int | None, assessor_id: int | None, *, verb: str) -> None:
    """Who assessed does not judge the own assessment."""
    if by_id is not None and by_id == assessor_id:
        raise NotAllowed(f"不能{verb}本人提交的评估，请由其他人员办理。")


def check_grader(grade: Grade, role: Role | None) -> None:
    if grade == Grade.RED and role not in (None, Role.OFFICE):
        raise NotAllowed("重大风险（红色）由安委办核定，请提请安委办办理。")


def check_measures(measures: Sequence[NewMeasure]) -> None:
    for each in measures:
        if len(each.text.strip()) < 4:
            raise Refusal("管控措施请写具体（不少于4个字）。")


def check_people(people: Sequence[Answerable]) -> None:
    levels = [each.level for each in people]
    if not set(levels) <= {1, 2, 3, 4} or len(set(levels)) != len(levels):
        raise Refusal("每个层级填写一名责任人。")


def check_control(grade: Grade, kinds: Iterable[str], levels: Iterable[int]) -> None:
    """Refuse control without measures and people; a red or orange risk needs all four levels and a plan."""
    known, there = set(kinds), set(levels)
    if not known:
        raise Refusal("请先填写管控措施，再落实管控。")
    if grade >= Grade.ORANGE:
        if "emergency" not in known:
            raise Refusal("重大、较大风险须有应急处置措施，请补充。")
        if there != {1, 2, 3, 4}:
            raise Refusal("重大、较大风险须明确四级责任人，请补充。")
    elif not there:
        raise Refusal("请至少明确一名责任人。")


def check_downgrade(former: Grade, now: Grade) -> None:
    if former == Grade.NEVER or now >= former:
        raise Refusal("只有复评后等级低于原等级的风险可以降级管控。")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each grade lie in an area, and how many were never assessed."""

    red: int = 0
    orange: int = 0
    yellow: int = 0
    blue: int = 0
    never: int = 0

    @property
    def graded(self) -> int:
        return self.red + self.orange + self.yellow + self.blue

    @property
    def total(self) -> int:
        return self.graded + self.never

    def percent(self, part: int) -> float | None:
        """A share of all, to one place; None where there is nothing, which is not 0."""
        return None if not self.total else round(part * 100 / self.total, 1)


@dataclass(frozen=True, slots=True)
class Weighting:
    """Weights of the four grades from blue to red, and the least mean of yellow, orange, red."""

    weights: tuple[float, float, float, float]
    bounds: tuple[float, float, float]


HIGHEST = Editions(
    "区域取最高等级",
    [Edition(True, "区域等级取区域内最高等级", "产品默认（安委办〔2016〕11号未规定聚合方法）", ALWAYS)],
)
WEIGHTED = Editions(
    "区域加权平均等级",
    [
        Edition(
            Weighting((1, 2, 5, 10), (1.5, 3.5, 7.5)),
            "蓝1、黄2、橙5、红10加权平均，1.5以上黄、3.5以上橙、7.5以上红",
            DEFAULT,
            ALWAYS,
        )
    ],
)
RULES: dict[Rule, Editions[bool] | Editions[Weighting]] = {Rule.HIGHEST: HIGHEST, Rule.WEIGHTED: WEIGHTED}
RULE_LABELS = {Rule.HIGHEST: "最高等级", Rule.WEIGHTED: "加权平均"}
BASIS_LABELS = {Basis.UNMITIGATED: "固有风险", Basis.RESIDUAL: "剩余风险"}


def area_grade(rule: Rule, counts: Counts, on: date) -> tuple[Grade, float | None]:
    """The grade of an area and, by weights, its mean; an area in which nothing was assessed has none."""
    if not counts.graded:
        return Grade.NEVER, None
    if rule == Rule.HIGHEST:
        for number, grade in (
            (counts.red, Grade.RED),
            (counts.orange, Grade.ORANGE),
            (counts.yellow, Grade.YELLOW),
        ):
            if number:
                return grade, None
        return Grade.BLUE, None
    weighting = WEIGHTED.in_force(on).value
    parts = (counts.blue, counts.yellow, counts.orange, counts.red)
    mean = sum(n * w for n, w in zip(parts, weighting.weights, strict=True)) / counts.graded
    steps = zip(weighting.bounds, (Grade.YELLOW, Grade.ORANGE, Grade.RED), strict=True)
    reached = [grade for bound, grade in steps if mean >= bound]
    return (reached[-1] if reached else Grade.BLUE), round(mean, 2)


@dataclass(frozen=True, slots=True)
class NewItem:
    """One line of an identification checklist: where, which accident, what to look for, usual measures."""

    part: str
    accident_type: str
    text: str
    measures: str
    clause: str


def read_items(text: str) -> list[NewItem]:
    """Items from lines “部位｜事故类型｜风险因素｜常用措施｜依据”; refuses with the number of the first bad line."""
    items: list[NewItem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [each.strip() for each in line.replace("\t", "｜").replace("|", "｜").split("｜")]
        if len(cells) != 5 or not all(cells):
            raise Refusal(f"第{number}行应写成“部位｜事故类型｜风险因素｜常用措施｜依据”，五项不能为空。")
        items.append(NewItem(*cells))
    if not items:
        raise Refusal("清单至少要有一项。")
    return items
