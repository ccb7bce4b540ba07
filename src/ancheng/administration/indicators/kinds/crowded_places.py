"""Indicators of the plan: 人员密集场所."""

from django.db.models import Q

from ancheng.administration.indicators.declare import Indicator, target
from ancheng.administration.indicators.rules import Sort
from ancheng.kernel.measuring import Need
from ancheng.supervision.public import measures

INDICATORS = (
    Indicator(
        "IND-031",
        "highrise_manager",
        "高层建筑消防安全经理人、楼长、消防安全警示、标识公告牌设置率",
        "High-rise buildings with fire-safety manager, building head, warnings and notice boards",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(6)#1", verified=True),
        unit="%",
        clause="二(四)14(6)#1",
        responsible=(
            "区应急局",
            "朝阳消防救援支队",
            "区文化和旅游局",
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区商务局",
            "公安朝阳分局",
            "区房管局",
            "区人防办",
            "区城管委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="消防安全经理人或楼长、消防安全警示、标识公告牌",
        formula=(
            measures.objects(
                "high_rise",
                needs=(
                    Need(
                        "head",
                        "消防安全经理人或楼长",
                        "Manager or building head",
                        Q(attributes__fire_safety_manager=True) | Q(attributes__building_head=True),
                    ),
                    Need("warning_sign", "消防安全警示", "Warning signs", Q(attributes__warning_sign=True)),
                    Need("notice_board", "标识公告牌", "Notice board", Q(attributes__notice_board=True)),
                ),
            ),
        ),
    ),
    Indicator(
        "IND-032",
        "highrise_equipment",
        "高层建筑特种设备注册登记和定检率",
        "Special equipment of high-rise buildings registered and periodically inspected",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(6)#1", verified=True),
        unit="%",
        clause="二(四)14(6)#1",
        responsible=(
            "区应急局",
            "朝阳消防救援支队",
            "区文化和旅游局",
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区商务局",
            "公安朝阳分局",
            "区房管局",
            "区人防办",
            "区城管委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="注册登记、定期检验在有效期内",
        formula=(
            measures.objects(
                "elevator",
                "crane",
                "amusement_ride",
                "pressure_vessel",
                needs=(
                    Need("registered", "注册登记", "Registered", Q(attributes__registered=True)),
                    Need(
                        "inspected",
                        "定期检验在有效期内",
                        "Valid periodic inspection",
                        until="attributes__inspection_due",
                    ),
                ),
                scope=Q(attributes__in_high_rise=True),
            ),
        ),
    ),
    Indicator(
        "IND-033",
        "huji",
        "消防安全重点单位“户籍化”工作验收达标率",
        "Key fire-safety units passing the household-register style acceptance",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(6)#1", verified=True),
        unit="%",
        clause="二(四)14(6)#1",
        responsible=(
            "区应急局",
            "朝阳消防救援支队",
            "区文化和旅游局",
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区商务局",
            "公安朝阳分局",
            "区房管局",
            "区人防办",
            "区城管委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="“户籍化”验收达标",
        formula=(
            measures.objects(
                "key_fire_unit",
                needs=(
                    Need(
                        "huji_accepted",
                        "“户籍化”验收达标",
                        "File accepted",
                        Q(attributes__huji_accepted=True),
                    ),
                ),
            ),
        ),
    ),
    Indicator(
        "IND-034",
        "crowd_monitor",
        "人员密集场所重点区域安全监控覆盖率",
        "Key areas of crowded places covered by safety monitoring",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(6)#2", verified=True),
        unit="%",
        clause="二(四)14(6)#2",
        responsible=(
            "区应急局",
            "公安朝阳分局",
            "市交通委朝阳运输管理分局",
            "区市场监管局",
            "各街道办事处、地区办事处（乡政府）",
            "各功能区管委会",
        ),
        numerator_zh="已监控的重点区域",
        formula=(
            measures.objects(
                "crowded_place", weight="attributes__key_areas", held="attributes__key_areas_monitored"
            ),
        ),
    ),
    Indicator(
        "IND-035",
        "crowd_equipment",
        "人员密集场所特种设备注册登记和定检率",
        "Special equipment of crowded places registered and periodically inspected",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(6)#2", verified=True),
        unit="%",
        clause="二(四)14(6)#2",
        responsible=(
            "区应急局",
            "公安朝阳分局",
            "市交通委朝阳运输管理分局",
            "区市场监管局",
            "各街道办事处、地区办事处（乡政府）",
            "各功能区管委会",
        ),
        numerator_zh="注册登记、定期检验在有效期内",
        formula=(
            measures.objects(
                "elevator",
                "crane",
                "amusement_ride",
                "pressure_vessel",
                needs=(
                    Need("registered", "注册登记", "Registered", Q(attributes__registered=True)),
                    Need(
                        "inspected",
                        "定期检验在有效期内",
                        "Valid periodic inspection",
                        until="attributes__inspection_due",
                    ),
                ),
                scope=Q(attributes__in_crowded_place=True),
            ),
        ),
    ),
    Indicator(
        "IMP-19",
        "crowd_exits",
        "人员密集场所安全出口、疏散通道及消防系统达标率",
        "Crowded places with compliant exits and fire systems",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(6)#2", verified=False),
        unit="%",
        clause="二(四)14(6)#2",
        responsible=(
            "区应急局",
            "公安朝阳分局",
            "市交通委朝阳运输管理分局",
            "区市场监管局",
            "各街道办事处、地区办事处（乡政府）",
            "各功能区管委会",
        ),
        numerator_zh="安全出口、疏散通道、火灾报警等消防系统",
        formula=(
            measures.objects(
                "crowded_place",
                needs=(
                    Need("safety_exit_passed", "安全出口", "Exits", Q(attributes__safety_exit_passed=True)),
                    Need("passage_passed", "疏散通道", "Passages", Q(attributes__passage_passed=True)),
                    Need(
                        "fire_alarm_passed",
                        "火灾报警等消防系统",
                        "Fire systems",
                        Q(attributes__fire_alarm_passed=True),
                    ),
                ),
            ),
        ),
        implied=True,
    ),
)
