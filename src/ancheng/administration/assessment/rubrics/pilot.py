"""The rubric that the product ships: its blocks and weights follow what is known of the national rules, unchecked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

from ancheng.administration.assessment.declare import Item, Rubric, Section, Sort

RUBRIC = Rubric(
    "城市安全发展自评标准（产品默认）",
    "Self-assessment rubric (product default)",
    "参照国家评价细则（2019版）的分项框架，扣分标准为产品默认",
    date(2019, 1, 1),
    verified=False,
    sections=(
        Section("source", "城市安全源头治理", "Prevention at the source", (
            Item("1.1", "规划、评估和地方标准", "Plans, assessments and local standards", "二(一)1#1", D(5), D("0.5"), D(1), ("IMP-02",)),
            Item("1.2", "道路、桥梁和学校周边设施", "Roads, bridges and school zones", "二(二)5#1", D(4), D("0.2"), D("0.5"), ("IND-002", "IND-003", "IMP-03")),
            Item("1.3", "市政消火栓和消防水鹤", "Hydrants and water cranes", "二(二)7#1", D(5), D("0.2"), D(1), ("IND-004", "IMP-16")),
            Item("1.4", "微型消防站", "Micro fire stations", "二(二)7#1", D(4), D("0.2"), D(1), ("IMP-17",)),
        )),
        Section("control", "风险防控", "Control of risks", (
            Item("2.1", "危险化学品和重大危险源", "Hazardous chemicals", "二(四)14(1)#1", D(7), D("0.5"), D(1), ("IND-014", "IND-015", "IND-016", "IND-017")),
            Item("2.2", "交通运输", "Transport", "二(四)14(3)#1", D(6), D("0.2"), D(1), ("IND-022", "IMP-08")),
            Item("2.3", "建筑施工", "Construction", "二(四)14(4)#1", D(6), D("0.5"), D(1), ("IND-028", "IND-029", "IND-030")),
            Item("2.4", "高层建筑", "High-rise buildings", "二(四)14(6)#1", D(5), D("0.2"), D(1), ("IND-031", "IND-032")),
            Item("2.5", "人员密集场所", "Crowded places", "二(四)14(6)#2", D(6), D("0.2"), D(1), ("IND-034", "IND-035", "IMP-19")),
            Item("2.6", "城市生命线监测", "Lifelines", "二(五)15#2", D(4), D("0.1"), D(1), ("IND-038", "IMP-10")),
        )),
        Section("oversight", "监督管理", "Supervision", (
            Item("3.1", "监管人员和装备", "Staff and equipment", "二(三)9#1", D(6), D(1), D(1), ("IND-007", "IMP-05")),
            Item("3.2", "执法检查", "Enforcement", "二(三)10#1", D(5), D("0.05"), D(1), ("IND-008",)),
            Item("3.3", "举报办理", "Reports of the public", "二(三)10#3", D(5), D("0.5"), D(1), ("IND-012",)),
        )),
        Section("support", "保障能力", "Support", (
            Item("4.1", "安全生产责任保险", "Liability insurance", "二(七)21#2", D(5), D("0.5"), D(1), ("IMP-13",)),
            Item("4.2", "社区安全文化", "Safety culture", "二(七)23#1", D(5), D(0), D(3), ("IND-043",)),
            Item("4.3", "学校教育和演练", "Schools", "二(八)25#3", D(6), D("0.5"), D(1), ("IND-045", "IND-046")),
        )),
        Section("rescue", "应急救援", "Rescue", (
            Item("5.1", "平台使用", "Use of the platform", "二(六)17#1", D(5), D(2), D(1), ("IND-040",)),
            Item("5.2", "预警信息覆盖", "Reach of warnings", "二(五)15#1", D(6), D(0), D(3), ("IND-037",)),
        )),
        Section("state", "安全状况", "State of safety", (
            Item("6.1", "挂账重大隐患治理", "Listed major dangers", "二(四)14(2)#1", D(5), D(1), D(1), ("IMP-07",)),
        )),
        Section("special", "否决和鼓励", "Veto and bonus", (
            Item("7.1", "发生重大以上生产安全事故", "A major accident", "二(三)10#4", D(0), sort=Sort.VETO),
            Item("7.2", "弄虚作假", "Falsified records", "三(一)–(五)", D(0), sort=Sort.VETO),
            Item("7.3", "推广先进安全技术", "Advanced technology", "二(八)24#1", D(3), D(1), sort=Sort.BONUS),
            Item("7.4", "经验做法获市级以上推广", "Practice taken up by the city", "二(七)23#1", D(2), D(1), sort=Sort.BONUS),
        )),
    ),
)  # fmt: skip
