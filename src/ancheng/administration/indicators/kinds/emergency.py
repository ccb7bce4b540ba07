"""Indicators of the plan: 应急救援."""

from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from ancheng.administration.indicators import doors
from ancheng.administration.indicators.declare import Choice, Door, Indicator, target
from ancheng.administration.indicators.rules import Sort
from ancheng.administration.registers import measures as registers
from ancheng.kernel.measuring import Need
from ancheng.supervision.public import measures

INDICATORS = (
    Indicator(
        "IND-040",
        "eim_usage",
        "应急管理信息平台使用率",
        "Use rate of the emergency management information platform",
        Sort.RATIO,
        plan=target("=", "100", "二(六)17#1", verified=True),
        unit="%",
        clause="二(六)17#1",
        responsible=(
            "区应急局",
            "区水务局",
            "区气象局",
            "区人防办",
            "区科技和信息化局",
            "朝阳消防救援支队",
            "区地震局",
            "区市场监管局",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="本月使用平台的单位",
        denominator_zh="有平台职责的单位",
        choices=(
            Choice(
                "any",
                "本月有任一业务操作即为使用",
                "Any action in the month counts as use",
                (registers.of("platform_use", "any"),),
            ),
            Choice(
                "every",
                "本月五个业务领域均有操作方为使用",
                "Actions in all five business areas count as use",
                (registers.of("platform_use", "every"),),
            ),
        ),
    ),
    Indicator(
        "IND-041",
        "reserve_complete",
        "应急储备物资完备率",
        "Emergency reserve completeness",
        Sort.RATIO,
        plan=target("=", "100", "二(六)19#1", verified=True),
        unit="%",
        clause="二(六)19#1",
        responsible=(
            "区应急局",
            "区水务局",
            "区商务局",
            "区卫生健康委",
            "区地震局",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="可用量达到需求量的品目",
        denominator_zh="储备计划品目",
        formula=(Door(doors.reserve, "resources:stock"),),
    ),
    Indicator(
        "IMP-18",
        "fire_duty_strength",
        "综合性消防救援队伍执勤人数达标率",
        "Fire crews at required duty strength",
        Sort.RATIO,
        plan=target("=", "100", "二(六)18#1", verified=False),
        unit="%",
        clause="二(六)18#1",
        responsible=("区应急局", "朝阳消防救援支队", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="执勤人数达标",
        formula=(
            measures.objects(
                "fire_station",
                needs=(
                    Need(
                        "duty_strength",
                        "执勤人数达标",
                        "Crew at strength",
                        Q(
                            attributes__duty_strength__gte=KeyTransform(
                                "duty_strength_required", "attributes"
                            )
                        ),
                    ),
                ),
                scope=Q(attributes__duty_strength_required__gte=0),
            ),
        ),
        implied=True,
    ),
    Indicator(
        "IMP-20",
        "platform_areas",
        "应急管理信息平台五大业务领域齐备数",
        "Five business areas present",
        Sort.COUNT,
        plan=target("=", "5", "二(六)17#1", verified=False),
        unit="个",
        clause="二(六)17#1",
        responsible=(
            "区应急局",
            "区水务局",
            "区气象局",
            "区人防办",
            "区科技和信息化局",
            "朝阳消防救援支队",
            "区地震局",
            "区市场监管局",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="本月有单位使用的业务领域",
        denominator_zh="五个业务领域",
        formula=(
            Door(
                doors.areas_used,
                "registers:list",
                rows_args=("platform_use",),
                counts=registers.areas("platform_use", doors.AREAS),
            ),
        ),
        implied=True,
    ),
)
