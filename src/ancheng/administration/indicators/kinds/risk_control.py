"""Indicators of the plan: 风险防控."""

from django.db.models import Q

from ancheng.administration.indicators import doors
from ancheng.administration.indicators.declare import Door, Indicator, target
from ancheng.administration.indicators.rules import Sort
from ancheng.kernel.measuring import Need
from ancheng.supervision.public import measures

INDICATORS = (
    Indicator(
        "IND-013",
        "zone_risk_assessed",
        "城市建成区内功能区安全风险评估率",
        "Functional zones in the built-up area with a safety risk assessment",
        Sort.RATIO,
        plan=target("=", "100", "二(四)13#1", verified=True),
        unit="%",
        clause="二(四)13#1",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="风险评估已通过且在有效期内",
        formula=(
            measures.objects(
                "functional_zone",
                needs=(
                    Need(
                        "assessment_approved",
                        "风险评估已通过且在有效期内",
                        "Assessment approved and valid",
                        Q(attributes__assessment_approved=True),
                        until="attributes__assessment_valid_to",
                    ),
                ),
                scope=Q(attributes__built_up_area=True),
            ),
        ),
    ),
    Indicator(
        "IMP-06",
        "patrol_cover",
        "社区、村安全生产巡查员覆盖率",
        "Communities and villages with a safety patrol officer",
        Sort.RATIO,
        plan=target("=", "100", "二(四)13#2", verified=False),
        unit="%",
        clause="二(四)13#2",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="有安全生产巡查员的社区、村",
        denominator_zh="全部社区、村",
        formula=(Door(doors.inspected, "grid:coverage"),),
        implied=True,
    ),
    Indicator(
        "IMP-07",
        "listed_major_hazards",
        "挂账重大安全隐患治理率",
        "Listed major hazards treated by 2020",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(2)#1", verified=False),
        unit="%",
        clause="二(四)14(2)#1",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="已销号",
        denominator_zh="全部挂账重大隐患",
        formula=(measures.listed_dangers(),),
        implied=True,
    ),
)
