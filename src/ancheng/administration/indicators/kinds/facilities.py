"""Indicators of the plan: 基础及安全设施."""

from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from ancheng.administration.indicators.declare import Choice, Indicator, Part, target
from ancheng.administration.indicators.rules import Sort
from ancheng.kernel.measuring import Need
from ancheng.supervision.public import measures

INDICATORS = (
    Indicator(
        "IND-002",
        "bridge_signs",
        "桥梁限高、限重标识设置率",
        "Bridges with height- and weight-limit signs",
        Sort.RATIO,
        plan=target("=", "100", "二(二)5#1", verified=True),
        unit="%",
        clause="二(二)5#1",
        responsible=(
            "区交通委",
            "朝阳交通支队",
            "市规划自然资源委朝阳分局",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="限高标识、限重标识",
        formula=(
            measures.objects(
                "bridge",
                needs=(
                    Need(
                        "height_limit_sign",
                        "限高标识",
                        "Height-limit sign",
                        Q(attributes__height_limit_sign=True),
                        since="attributes__height_sign_inspected_on",
                    ),
                    Need(
                        "weight_limit_sign",
                        "限重标识",
                        "Weight-limit sign",
                        Q(attributes__weight_limit_sign=True),
                        since="attributes__weight_sign_inspected_on",
                    ),
                ),
                scope=Q(attributes__limit_sign_required=True),
            ),
        ),
    ),
    Indicator(
        "IND-003",
        "school_crossing_100m",
        "中小学校、幼儿园、铁路道口周边不少于100米范围内交通安全设施齐全率",
        "Schools, kindergartens and rail crossings with complete traffic-safety facilities within at least 100 m",
        Sort.RATIO,
        plan=target("=", "100", "二(二)5#1", verified=True),
        unit="%",
        clause="二(二)5#1",
        responsible=(
            "区交通委",
            "朝阳交通支队",
            "市规划自然资源委朝阳分局",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="交通安全设施齐全、核查半径不少于100米、核查半径不少于150米",
        choices=(
            Choice(
                "r100",
                "半径不少于100米（实施方案）",
                "Radius of at least 100 m (plan)",
                (
                    measures.objects(
                        "school",
                        needs=(
                            Need(
                                "facilities_complete",
                                "交通安全设施齐全",
                                "Facilities complete",
                                Q(attributes__facilities_complete=True),
                            ),
                            Need(
                                "survey_radius_m",
                                "核查半径不少于100米",
                                "Surveyed within 100 m",
                                Q(attributes__survey_radius_m__gte=100),
                            ),
                        ),
                        part="primary_secondary_school",
                    ),
                    measures.objects(
                        "kindergarten",
                        needs=(
                            Need(
                                "facilities_complete",
                                "交通安全设施齐全",
                                "Facilities complete",
                                Q(attributes__facilities_complete=True),
                            ),
                            Need(
                                "survey_radius_m",
                                "核查半径不少于100米",
                                "Surveyed within 100 m",
                                Q(attributes__survey_radius_m__gte=100),
                            ),
                        ),
                        part="kindergarten",
                    ),
                    measures.objects(
                        "rail_crossing",
                        needs=(
                            Need(
                                "facilities_complete",
                                "交通安全设施齐全",
                                "Facilities complete",
                                Q(attributes__facilities_complete=True),
                            ),
                            Need(
                                "survey_radius_m",
                                "核查半径不少于100米",
                                "Surveyed within 100 m",
                                Q(attributes__survey_radius_m__gte=100),
                            ),
                        ),
                        part="rail_crossing",
                    ),
                ),
            ),
            Choice(
                "r150",
                "半径不少于150米（国家评价细则2019版，未核对）",
                "Radius of at least 150 m (national rules of 2019, unverified)",
                (
                    measures.objects(
                        "school",
                        needs=(
                            Need(
                                "facilities_complete",
                                "交通安全设施齐全",
                                "Facilities complete",
                                Q(attributes__facilities_complete=True),
                            ),
                            Need(
                                "survey_radius_m",
                                "核查半径不少于150米",
                                "Surveyed within 150 m",
                                Q(attributes__survey_radius_m__gte=150),
                            ),
                        ),
                        part="primary_secondary_school",
                    ),
                    measures.objects(
                        "kindergarten",
                        needs=(
                            Need(
                                "facilities_complete",
                                "交通安全设施齐全",
                                "Facilities complete",
                                Q(attributes__facilities_complete=True),
                            ),
                            Need(
                                "survey_radius_m",
                                "核查半径不少于150米",
                                "Surveyed within 150 m",
                                Q(attributes__survey_radius_m__gte=150),
                            ),
                        ),
                        part="kindergarten",
                    ),
                    measures.objects(
                        "rail_crossing",
                        needs=(
                            Need(
                                "facilities_complete",
                                "交通安全设施齐全",
                                "Facilities complete",
                                Q(attributes__facilities_complete=True),
                            ),
                            Need(
                                "survey_radius_m",
                                "核查半径不少于150米",
                                "Surveyed within 150 m",
                                Q(attributes__survey_radius_m__gte=150),
                            ),
                        ),
                        part="rail_crossing",
                    ),
                ),
            ),
        ),
        parts=(
            Part("primary_secondary_school", "中小学校"),
            Part("kindergarten", "幼儿园"),
            Part("rail_crossing", "铁路道口"),
        ),
    ),
    Indicator(
        "IND-004",
        "hydrant_intact",
        "市政消火栓（消防水鹤）完好率",
        "Municipal fire hydrants (water cranes) in working order",
        Sort.RATIO,
        plan=target("=", "100", "二(二)7#1", verified=True),
        unit="%",
        clause="二(二)7#1",
        responsible=("朝阳消防救援支队", "区水务局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="完好",
        formula=(
            measures.objects(
                "hydrant",
                needs=(Need("condition", "完好", "In working order", Q(attributes__condition="intact")),),
                scope=Q(attributes__municipal=True),
                part="hydrant",
            ),
            measures.objects(
                "water_crane",
                needs=(Need("condition", "完好", "In working order", Q(attributes__condition="intact")),),
                scope=Q(attributes__municipal=True),
                part="water_crane",
            ),
        ),
        parts=(
            Part("hydrant", "市政消火栓"),
            Part("water_crane", "消防水鹤"),
        ),
    ),
    Indicator(
        "IND-005",
        "fire_comms",
        "消防通信设施完好率",
        "Fire communication facilities in working order",
        Sort.RATIO,
        plan=target(">", "95", "二(二)7#1", verified=True),
        unit="%",
        clause="二(二)7#1",
        responsible=("朝阳消防救援支队", "区水务局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="完好",
        formula=(
            measures.objects(
                "fire_device",
                needs=(Need("condition", "完好", "In working order", Q(attributes__condition="intact")),),
            ),
        ),
        national=target(
            ">=", "95", "评价细则（2019版）", source="国家安全发展示范城市评价细则", verified=False
        ),
    ),
    Indicator(
        "IND-006",
        "fire_station_kit",
        "消防站、特勤站装备配备达标率",
        "Fire stations and special-service stations meeting equipment standards",
        Sort.RATIO,
        plan=target("=", "100", "二(二)7#1", verified=True),
        unit="%",
        clause="二(二)7#1",
        responsible=("朝阳消防救援支队", "区水务局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="消防车配备达标、防护设备配备达标、抢险救援器材配备达标、灭火器材配备达标",
        formula=(
            measures.objects(
                "fire_station",
                needs=(
                    Need(
                        "fire_engine",
                        "消防车配备达标",
                        "Fire engines to standard",
                        Q(
                            attributes__fire_engine_held__gte=KeyTransform(
                                "fire_engine_required", "attributes"
                            )
                        ),
                    ),
                ),
                scope=Q(attributes__fire_engine_required__gte=0),
                part="fire_engine",
            ),
            measures.objects(
                "fire_station",
                needs=(
                    Need(
                        "protective_gear",
                        "防护设备配备达标",
                        "Protective gear to standard",
                        Q(
                            attributes__protective_gear_held__gte=KeyTransform(
                                "protective_gear_required", "attributes"
                            )
                        ),
                    ),
                ),
                scope=Q(attributes__protective_gear_required__gte=0),
                part="protective_gear",
            ),
            measures.objects(
                "fire_station",
                needs=(
                    Need(
                        "rescue_tools",
                        "抢险救援器材配备达标",
                        "Rescue tools to standard",
                        Q(
                            attributes__rescue_tools_held__gte=KeyTransform(
                                "rescue_tools_required", "attributes"
                            )
                        ),
                    ),
                ),
                scope=Q(attributes__rescue_tools_required__gte=0),
                part="rescue_tools",
            ),
            measures.objects(
                "fire_station",
                needs=(
                    Need(
                        "extinguishing_tools",
                        "灭火器材配备达标",
                        "Extinguishing tools to standard",
                        Q(
                            attributes__extinguishing_tools_held__gte=KeyTransform(
                                "extinguishing_tools_required", "attributes"
                            )
                        ),
                    ),
                ),
                scope=Q(attributes__extinguishing_tools_required__gte=0),
                part="extinguishing_tools",
            ),
        ),
        parts=(
            Part("fire_engine", "消防车"),
            Part("protective_gear", "防护设备"),
            Part("rescue_tools", "抢险救援器材"),
            Part("extinguishing_tools", "灭火器材"),
        ),
    ),
    Indicator(
        "IMP-03",
        "six_lane_divider",
        "双向六车道及以上道路隔离设施设置率",
        "Roads of six lanes or more with dividers",
        Sort.RATIO,
        plan=target("=", "100", "二(二)5#1", verified=False),
        unit="%",
        clause="二(二)5#1",
        responsible=(
            "区交通委",
            "朝阳交通支队",
            "市规划自然资源委朝阳分局",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="隔离设施",
        formula=(
            measures.objects(
                "road",
                needs=(Need("divider", "隔离设施", "Divider", Q(attributes__divider=True)),),
                scope=Q(attributes__lanes__gte=6),
            ),
        ),
        implied=True,
    ),
    Indicator(
        "IMP-04",
        "level_crossings",
        "人员密集区域铁路平交道口数",
        "Railway level crossings in crowded areas",
        Sort.COUNT,
        plan=target("=", "0", "二(二)5#1", verified=False),
        unit="处",
        clause="二(二)5#1",
        responsible=(
            "区交通委",
            "朝阳交通支队",
            "市规划自然资源委朝阳分局",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="仍在使用的道口",
        denominator_zh="登记过的人员密集区域铁路平交道口",
        formula=(
            measures.objects(
                "rail_crossing",
                scope=Q(attributes__level_crossing=True, attributes__in_crowded_area=True),
                ends=("attributes__eliminated_on",),
                side="numerator",
            ),
            measures.objects(
                "rail_crossing",
                scope=Q(attributes__level_crossing=True, attributes__in_crowded_area=True),
                side="denominator",
            ),
        ),
        implied=True,
    ),
    Indicator(
        "IMP-17",
        "micro_station",
        "微型消防站建设覆盖率",
        "Micro fire stations in communities, villages and key units",
        Sort.RATIO,
        plan=target("=", "100", "二(二)7#1", verified=False),
        unit="%",
        clause="二(二)7#1",
        responsible=("朝阳消防救援支队", "区水务局", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="已建微型消防站",
        formula=(
            measures.communities_with_micro_station(),
            measures.objects(
                "key_fire_unit",
                needs=(
                    Need(
                        "has_micro_station",
                        "微型消防站",
                        "Micro fire station",
                        Q(attributes__has_micro_station=True),
                    ),
                ),
                part="key_unit",
            ),
        ),
        parts=(
            Part("community", "社区、村"),
            Part("key_unit", "消防安全重点单位"),
        ),
        implied=True,
    ),
)
