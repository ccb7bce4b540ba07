"""Indicators of the plan: 危险化学品."""

from django.db.models import Q

from ancheng.administration.indicators.declare import Indicator, Part, target
from ancheng.administration.indicators.rules import Sort
from ancheng.kernel.measuring import Need
from ancheng.supervision.public import measures

INDICATORS = (
    Indicator(
        "IND-014",
        "mhi_video",
        "危险化学品重大危险源企业视频和安全监控系统安装率",
        "Major-hazard enterprises with video and safety monitoring systems",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(1)#1", verified=True),
        unit="%",
        clause="二(四)14(1)#1",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="视频监控系统、安全监控系统",
        formula=(
            measures.objects(
                "hazardous_chemical_unit",
                needs=(
                    Need("video_system", "视频监控系统", "Video system", Q(attributes__video_system=True)),
                    Need(
                        "safety_monitoring",
                        "安全监控系统",
                        "Safety monitoring",
                        Q(attributes__safety_monitoring=True),
                    ),
                ),
                scope=Q(attributes__major_hazard=True),
            ),
        ),
    ),
    Indicator(
        "IND-015",
        "mhi_warning",
        "危险化学品监测预警系统建设完成率",
        "Hazardous-chemical monitoring and early-warning systems completed",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(1)#1", verified=True),
        unit="%",
        clause="二(四)14(1)#1",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="已验收、在线",
        formula=(
            measures.objects(
                "hazardous_chemical_unit",
                needs=(
                    Need("warning_accepted", "已验收", "Accepted", Q(attributes__warning_accepted=True)),
                    Need("warning_online", "在线", "Online", Q(attributes__warning_online=True)),
                ),
                scope=Q(attributes__must_connect=True),
            ),
        ),
    ),
    Indicator(
        "IND-016",
        "sis_fitted",
        "重点监管危险化工工艺和重大危险源装置设施安全仪表系统装备率",
        "Process units and storage facilities with safety instrumented systems",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(1)#1", verified=True),
        unit="%",
        clause="二(四)14(1)#1",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="已装安全仪表系统的装置、设施",
        formula=(
            measures.objects(
                "hazardous_chemical_unit",
                part="production_unit",
                weight="attributes__sis_units_required",
                held="attributes__sis_units_fitted",
            ),
            measures.objects(
                "hazardous_chemical_unit",
                part="storage_facility",
                weight="attributes__sis_storage_required",
                held="attributes__sis_storage_fitted",
            ),
        ),
        parts=(
            Part("production_unit", "生产装置"),
            Part("storage_facility", "储存设施"),
        ),
    ),
    Indicator(
        "IND-017",
        "hazchem_standardised",
        "危化品生产、仓储经营、装卸、储存企业安全生产标准化达标率",
        "Hazardous-chemical enterprises meeting work-safety standardisation",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(1)#1", verified=True),
        unit="%",
        clause="二(四)14(1)#1",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="标准化证书在有效期内",
        formula=(
            measures.objects(
                "hazardous_chemical_unit",
                needs=(
                    Need(
                        "standardisation",
                        "标准化证书在有效期内",
                        "Valid standardisation",
                        Q(attributes__standardisation__isnull=False),
                        until="attributes__standardisation_valid_to",
                    ),
                ),
                scope=Q(
                    attributes__licensed=True,
                    attributes__type__in=["production", "warehouse_trading", "loading", "storage"],
                ),
                split="attributes__type",
            ),
        ),
        parts=(
            Part("production", "生产"),
            Part("warehouse_trading", "仓储经营"),
            Part("loading", "装卸"),
            Part("storage", "储存"),
        ),
    ),
    Indicator(
        "IND-018",
        "pipeline_distance",
        "油气长输管道安全距离达标率",
        "Long-distance oil/gas pipeline sections meeting safety distance",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(1)#1", verified=True),
        unit="%",
        clause="二(四)14(1)#1",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="安全距离达标",
        formula=(
            measures.objects(
                "long_pipeline",
                needs=(
                    Need(
                        "distance_compliant",
                        "安全距离达标",
                        "Safety distance met",
                        Q(attributes__distance_compliant=True),
                    ),
                ),
                weight="attributes__length_m",
            ),
        ),
    ),
    Indicator(
        "IND-019",
        "pipeline_inspected",
        "油气长输管道法定检验覆盖率",
        "Long-distance pipeline covered by statutory inspection",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(1)#1", verified=True),
        unit="%",
        clause="二(四)14(1)#1",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="法定检验在有效期内",
        formula=(
            measures.objects(
                "long_pipeline",
                needs=(
                    Need(
                        "inspection",
                        "法定检验在有效期内",
                        "Valid statutory inspection",
                        until="attributes__inspection_valid_to",
                    ),
                ),
                weight="attributes__length_m",
            ),
        ),
    ),
    Indicator(
        "IND-020",
        "pipeline_hca_monitored",
        "油气长输管道途经人员密集场所高后果区域安装监测监控率",
        "High-consequence pipeline areas at crowded places with monitoring",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(1)#1", verified=True),
        unit="%",
        clause="二(四)14(1)#1",
        responsible=("区应急局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="已装监测监控、监测监控在线",
        formula=(
            measures.objects(
                "high_consequence_area",
                needs=(
                    Need(
                        "monitoring_installed",
                        "已装监测监控",
                        "Monitoring installed",
                        Q(attributes__monitoring_installed=True),
                    ),
                    Need(
                        "monitoring_online",
                        "监测监控在线",
                        "Monitoring online",
                        Q(attributes__monitoring_online=True),
                    ),
                ),
                scope=Q(attributes__at_crowded_place=True),
            ),
        ),
    ),
)
