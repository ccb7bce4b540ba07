"""Quantified targets, by the ways in which plans word them."""

import pytest

from ancheng.science.plan_text import parse_plan


def targets(words: str) -> list[tuple[str, int | float, str]]:
    plan = parse_plan(f"一、任务\n1.某项。前文，{words}，后文。（责任单位：区应急局）\n")
    for target in plan.targets:
        assert target.section == "一1"
        assert target.ordinal == 1
        assert target.quote in words
    return [(target.operator, target.value, target.unit) for target in plan.targets]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("设置率达到100%", ("=", 100, "%")),
        ("设置率达１００％", ("=", 100, "%")),
        ("标准化率为90%", ("=", 90, "%")),
        ("接入率达到95%", (">=", 95, "%")),
        ("接入率达到95%以上", (">=", 95, "%")),
        ("完好率大于95%", (">", 95, "%")),
        ("执法率＞90%", (">", 90, "%")),
        ("执法率>90%", (">", 90, "%")),
        ("车辆超过80%", (">", 80, "%")),
        ("社区多于10%", (">", 10, "%")),
        ("整改率不低于98.5%", (">=", 98.5, "%")),
        ("覆盖率100%", ("=", 100, "%")),
        ("宣传时间≥150分钟", (">=", 150, "分钟")),
        ("周边不少于100米", (">=", 100, "米")),
        ("服务半径5000米以内", ("<=", 5000, "米")),
        ("服务半径5,000米以内", ("<=", 5000, "米")),
        ("误差控制在3%以内", ("<=", 3, "%")),
        ("响应时间不超过30分钟", ("<=", 30, "分钟")),
        ("死亡率低于2‰", ("<", 2, "‰")),
        ("事故起数下降10%", (">=", 10, "%")),
        ("投诉量降到50件", ("<=", 50, "件")),
        ("实施落实89项地方标准", ("=", 89, "项")),
        ("新建微型消防站20座", ("=", 20, "座")),
        ("总规模达到2万亿元", (">=", 2, "万亿元")),
        ("培训安全员1.2万人次", ("=", 1.2, "万人次")),
    ],
)
def test_a_promised_figure_has_operator_value_and_unit(
    words: str, expected: tuple[str, int | float, str]
) -> None:
    assert targets(words) == [expected]


def test_two_rates_with_one_figure_are_two_targets() -> None:
    found = parse_plan("视频系统安装率及预警系统完成率达到100%。").targets
    assert [(each.quote, each.value) for each in found] == [
        ("视频系统安装率及预警系统完成率达到100%", 100),
        ("预警系统完成率达到100%", 100),
    ]


def test_one_rate_of_two_things_is_one_target() -> None:
    assert targets("特种设备注册登记和定检率达到100%") == [("=", 100, "%")]


def test_completeness_beside_a_figure_is_a_share_of_one_hundred() -> None:
    assert targets("避难场所8个功能区齐全") == [("=", 8, "个"), ("=", 100, "%")]


@pytest.mark.parametrize(
    "words",
    [
        "到2020年取得进展",
        "依据《三年行动方案（2018年—2020年）》",
        "创建工作分为以下5个阶段",
        "人员比例达到25%的",
        "返还保险费的50%",
        "最高不超过15万元的贷款",
        "双向六车道及以上道路",
        "自印发之日起30日内",
        "用户停电时间低于全国平均水平",
        "没有数字",
    ],
)
def test_dates_conditions_and_citations_promise_nothing(words: str) -> None:
    assert targets(words) == []


def test_a_quote_never_runs_across_a_responsibility_clause() -> None:
    plan = parse_plan("1.某项。（责任单位：区应急局）落实89项标准。（责任单位：区水务局）")
    (target,) = plan.targets
    assert target.quote == "落实89项标准"
    assert target.ordinal == 2
