"""Indicators of the plan: 建筑施工."""

from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from ancheng.administration.indicators.declare import Indicator, target
from ancheng.administration.indicators.rules import Sort
from ancheng.kernel.measuring import Need
from ancheng.supervision.public import measures

INDICATORS = (
    Indicator(
        "IND-028",
        "site_monitor",
        "建设施工现场安全监控系统安装率",
        "Construction sites with a safety monitoring system",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(4)#1", verified=True),
        unit="%",
        clause="二(四)14(4)#1",
        responsible=("区住房城乡建设委", "区房管局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="安全监控系统",
        formula=(
            measures.objects(
                "construction_site",
                needs=(
                    Need(
                        "monitoring_installed",
                        "安全监控系统",
                        "Safety monitoring",
                        Q(attributes__monitoring_installed=True),
                    ),
                ),
                begins=("attributes__started_on",),
                ends=("attributes__accepted_on",),
            ),
        ),
    ),
    Indicator(
        "IND-029",
        "permit_rate",
        "建设项目施工许可办理率",
        "Construction projects with a construction permit",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(4)#1", verified=True),
        unit="%",
        clause="二(四)14(4)#1",
        responsible=("区住房城乡建设委", "区房管局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="开工前取得施工许可",
        formula=(
            measures.objects(
                "construction_site",
                needs=(
                    Need(
                        "permit",
                        "开工前取得施工许可",
                        "Permitted before the start",
                        Q(attributes__permit_on__lte=KeyTransform("started_on", "attributes")),
                    ),
                ),
                scope=Q(attributes__permit_required=True, attributes__started_on__isnull=False),
                begins=("attributes__started_on",),
            ),
        ),
    ),
    Indicator(
        "IND-030",
        "dangerous_works_review",
        "危大工程施工方案审查率",
        "Plans of dangerous large works reviewed",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(4)#1", verified=True),
        unit="%",
        clause="二(四)14(4)#1",
        responsible=("区住房城乡建设委", "区房管局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="专项施工方案已审查、超过一定规模的已专家论证",
        formula=(
            measures.objects(
                "dangerous_works",
                needs=(
                    Need(
                        "plan_reviewed",
                        "专项施工方案已审查",
                        "Plan reviewed",
                        Q(attributes__plan_reviewed=True),
                    ),
                    Need(
                        "experts",
                        "超过一定规模的已专家论证",
                        "Experts heard where over scale",
                        Q(attributes__over_scale=False) | Q(attributes__expert_argument_on__isnull=False),
                    ),
                ),
                begins=("attributes__starts_on",),
            ),
        ),
    ),
)
