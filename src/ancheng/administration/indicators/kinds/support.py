"""Indicators of the plan: 保障能力."""

from django.db.models import Q

from ancheng.administration.indicators import doors
from ancheng.administration.indicators.declare import Door, Indicator, target
from ancheng.administration.indicators.rules import Sort
from ancheng.administration.registers import measures as registers
from ancheng.kernel.measuring import Need
from ancheng.supervision.public import measures

INDICATORS = (
    Indicator(
        "IND-042",
        "grid_cover",
        "社区网格化覆盖率",
        "Communities covered by grid management",
        Sort.RATIO,
        plan=target("=", "100", "二(七)23#1", verified=True),
        unit="%",
        clause="二(七)23#1",
        responsible=("区应急局", "区城管监督中心", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="各网格均有网格员的社区、村",
        denominator_zh="全部社区、村",
        formula=(Door(doors.gridded, "grid:coverage"),),
    ),
    Indicator(
        "IND-043",
        "culture_communities",
        "开展安全文化创建活动的社区比例",
        "Communities running safety-culture creation activities",
        Sort.RATIO,
        plan=target(">", "10", "二(七)23#1", verified=True),
        unit="%",
        clause="二(七)23#1",
        responsible=("区应急局", "区城管监督中心", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="本年开展安全文化创建的社区、村",
        denominator_zh="全部社区、村",
        formula=(registers.of("safety_culture", "communities"), measures.communities(side="denominator")),
        calendar_year=True,
    ),
    Indicator(
        "IMP-13",
        "sli_highrisk",
        "高危行业安全生产责任保险参保率",
        "High-risk enterprises with work-safety liability insurance",
        Sort.RATIO,
        plan=target("=", "100", "二(七)21#2", verified=False),
        unit="%",
        clause="二(七)21#2",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="安责险保单在有效期内",
        formula=(
            measures.objects(
                "enterprise_site",
                needs=(
                    Need(
                        "policy",
                        "安责险保单在有效期内",
                        "Valid policy",
                        until="attributes__insurance_valid_to",
                    ),
                ),
                scope=Q(attributes__high_risk=True),
            ),
        ),
        implied=True,
    ),
    Indicator(
        "IMP-14",
        "sli_trend",
        "企业安全生产责任保险参保率稳步提升",
        "Insurance participation rising",
        Sort.TREND,
        plan=target(">=", None, "二(七)21#2", verified=False),
        unit="%",
        clause="二(七)21#2",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="安责险保单在有效期内",
        formula=(
            measures.objects(
                "enterprise_site",
                needs=(
                    Need(
                        "policy",
                        "安责险保单在有效期内",
                        "Valid policy",
                        until="attributes__insurance_valid_to",
                    ),
                ),
            ),
        ),
        implied=True,
    ),
)
