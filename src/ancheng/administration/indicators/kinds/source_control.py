"""Indicators of the plan: 源头治理."""

from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from ancheng.administration.indicators.declare import Indicator, Part, target
from ancheng.administration.indicators.rules import Sort
from ancheng.administration.registers import measures as registers
from ancheng.kernel.measuring import Need
from ancheng.supervision.public import measures

INDICATORS = (
    Indicator(
        "IND-001",
        "local_standards",
        "北京市安全生产地方标准落实数",
        "Beijing work-safety local standards put into effect",
        Sort.COUNT,
        plan=target("=", "89", "二(一)3#2", verified=True),
        unit="项",
        clause="二(一)3#2",
        responsible=(
            "区应急局",
            "区市场监管局",
            "区住房城乡建设委",
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区城管委",
            "区水务局",
            "区教委",
            "区卫生健康委",
            "区商务局",
            "朝阳消防救援支队",
            "各街道办事处、地区办事处（乡政府）",
            "各功能区管委会",
        ),
        numerator_zh="已在本区落实",
        district_only=True,
        denominator_zh="标准库中的地方标准",
        formula=(
            measures.objects(
                "local_standard",
                needs=(Need("in_effect", "已在本区落实", "In effect", Q(attributes__in_effect=True)),),
            ),
        ),
    ),
    Indicator(
        "IMP-01",
        "plans_reviewed",
        "11项规划编制、专家论证评审和中期评估完成率",
        "Plans drawn up, expert-reviewed and mid-term evaluated",
        Sort.RATIO,
        plan=target("=", "100", "二(一)1#1", verified=False),
        unit="%",
        clause="二(一)1#1",
        responsible=(
            "市规划自然资源委朝阳分局",
            "区发展改革委",
            "区应急局",
            "区地震局",
            "区水务局",
            "朝阳消防救援支队",
            "区城管委",
            "区交通委",
            "区住房城乡建设委",
            "区卫生健康委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="已完成的规划环节",
        denominator_zh="11项规划的编制、专家论证评审、中期评估",
        formula=(
            registers.of("special_plans", "drawn"),
            registers.of("special_plans", "reviewed"),
            registers.of("special_plans", "midterm"),
        ),
        parts=(Part("drawn", "编制"), Part("reviewed", "专家论证评审"), Part("midterm", "中期评估")),
        implied=True,
    ),
    Indicator(
        "IMP-02",
        "project_pre_eval",
        "建设项目实施前安全评估论证率",
        "Projects with safety evaluation before start",
        Sort.RATIO,
        plan=target("=", "100", "二(一)1#1", verified=False),
        unit="%",
        clause="二(一)1#1",
        responsible=(
            "市规划自然资源委朝阳分局",
            "区发展改革委",
            "区应急局",
            "区地震局",
            "区水务局",
            "朝阳消防救援支队",
            "区城管委",
            "区交通委",
            "区住房城乡建设委",
            "区卫生健康委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="开工前完成安全评估论证",
        formula=(
            measures.objects(
                "construction_site",
                needs=(
                    Need(
                        "pre_evaluation",
                        "开工前完成安全评估论证",
                        "Evaluated before the start",
                        Q(attributes__pre_evaluation_on__lte=KeyTransform("started_on", "attributes")),
                    ),
                ),
                scope=Q(attributes__pre_evaluation_required=True, attributes__started_on__isnull=False),
                begins=("attributes__started_on",),
            ),
        ),
        implied=True,
    ),
)
