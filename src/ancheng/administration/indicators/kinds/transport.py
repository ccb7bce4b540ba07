"""Indicators of the plan: 交通运输."""

from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from ancheng.administration.indicators.declare import Choice, Indicator, Part, target
from ancheng.administration.indicators.rules import Sort
from ancheng.kernel.measuring import Need
from ancheng.supervision.public import measures

INDICATORS = (
    Indicator(
        "IND-021",
        "bus_partition",
        "新增公交车驾驶区域安全防护隔离设施安装率",
        "New buses with driver-area protective partition",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(3)#1", verified=True),
        unit="%",
        clause="二(四)14(3)#1",
        responsible=(
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区城管委",
            "区水务局",
            "区教委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="驾驶区隔离设施",
        formula=(
            measures.objects(
                "bus",
                needs=(
                    Need(
                        "driver_partition",
                        "驾驶区隔离设施",
                        "Driver partition",
                        Q(attributes__driver_partition=True),
                    ),
                ),
                begins=(),
                happened="attributes__in_service_on",
            ),
        ),
        calendar_year=True,
    ),
    Indicator(
        "IND-022",
        "gnss_fitted",
        "“两客一危”、半挂牵引车、重型载货汽车等营运车辆及校车卫星定位装置安装使用率",
        "Operating vehicles and school buses with satellite positioning recorder installed and in use",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(3)#1", verified=True),
        unit="%",
        clause="二(四)14(3)#1",
        responsible=(
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区城管委",
            "区水务局",
            "区教委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="已装卫星定位装置、卫星定位装置在用",
        formula=(
            measures.objects(
                "vehicle",
                needs=(
                    Need(
                        "gnss_installed",
                        "已装卫星定位装置",
                        "Recorder installed",
                        Q(attributes__gnss_installed=True),
                    ),
                    Need(
                        "gnss_in_use", "卫星定位装置在用", "Recorder in use", Q(attributes__gnss_in_use=True)
                    ),
                ),
                scope=Q(
                    attributes__class__in=[
                        "tour_coach",
                        "scheduled_coach",
                        "hazmat_vehicle",
                        "semi_tractor",
                        "heavy_truck",
                        "school_bus",
                    ]
                ),
                split="attributes__class",
            ),
        ),
        parts=(
            Part("tour_coach", "旅游客车"),
            Part("scheduled_coach", "班线客车"),
            Part("hazmat_vehicle", "危险品运输车"),
            Part("semi_tractor", "半挂牵引车"),
            Part("heavy_truck", "重型载货汽车"),
            Part("school_bus", "校车"),
        ),
    ),
    Indicator(
        "IND-023",
        "active_safety",
        "应用主动安全产品的车辆比例",
        "Vehicles with active safety products (anti-collision, anti-fatigue)",
        Sort.RATIO,
        plan=target(">", "80", "二(四)14(3)#1", verified=True),
        unit="%",
        clause="二(四)14(3)#1",
        responsible=(
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区城管委",
            "区水务局",
            "区教委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="主动安全产品",
        choices=(
            Choice(
                "any",
                "安装任一种主动安全产品即计入",
                "Any of the products counts",
                (
                    measures.objects(
                        "vehicle",
                        needs=(
                            Need(
                                "active_safety",
                                "主动安全产品",
                                "Active safety product",
                                Q(attributes__anti_collision=True) | Q(attributes__anti_fatigue=True),
                            ),
                        ),
                        scope=Q(
                            attributes__class__in=[
                                "tour_coach",
                                "scheduled_coach",
                                "hazmat_vehicle",
                                "semi_tractor",
                                "heavy_truck",
                                "school_bus",
                            ]
                        ),
                        split="attributes__class",
                    ),
                ),
            ),
            Choice(
                "both",
                "两种产品均安装方计入",
                "Both products are needed",
                (
                    measures.objects(
                        "vehicle",
                        needs=(
                            Need(
                                "active_safety",
                                "主动安全产品",
                                "Active safety product",
                                Q(attributes__anti_collision=True) & Q(attributes__anti_fatigue=True),
                            ),
                        ),
                        scope=Q(
                            attributes__class__in=[
                                "tour_coach",
                                "scheduled_coach",
                                "hazmat_vehicle",
                                "semi_tractor",
                                "heavy_truck",
                                "school_bus",
                            ]
                        ),
                        split="attributes__class",
                    ),
                ),
            ),
        ),
        parts=(
            Part("tour_coach", "旅游客车"),
            Part("scheduled_coach", "班线客车"),
            Part("hazmat_vehicle", "危险品运输车"),
            Part("semi_tractor", "半挂牵引车"),
            Part("heavy_truck", "重型载货汽车"),
            Part("school_bus", "校车"),
        ),
    ),
    Indicator(
        "IND-024",
        "rail_safety_eval",
        "城市轨道交通初期运营前和日常运营期间安全评估率",
        "Rail transit lines with safety evaluation before initial operation and during operation",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(3)#1", verified=True),
        unit="%",
        clause="二(四)14(3)#1",
        responsible=(
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区城管委",
            "区水务局",
            "区教委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="初期运营前评估通过、运营期间评估通过且在有效期内",
        formula=(
            measures.objects(
                "rail_line",
                needs=(
                    Need(
                        "initial_evaluation_passed",
                        "初期运营前评估通过",
                        "Evaluated before opening",
                        Q(attributes__initial_evaluation_passed=True),
                    ),
                ),
                part="before_initial_operation",
                begins=("attributes__opened_on",),
            ),
            measures.objects(
                "rail_line",
                needs=(
                    Need(
                        "operation_evaluation_passed",
                        "运营期间评估通过且在有效期内",
                        "Evaluated in operation",
                        Q(attributes__operation_evaluation_passed=True),
                        until="attributes__operation_evaluation_valid_to",
                    ),
                ),
                part="in_operation",
                begins=("attributes__opened_on",),
            ),
        ),
        parts=(
            Part("before_initial_operation", "初期运营前"),
            Part("in_operation", "日常运营期间"),
        ),
    ),
    Indicator(
        "IND-025",
        "rail_fire_eval",
        "城市轨道交通消防设施评估率",
        "Rail transit fire facilities evaluated",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(3)#1", verified=True),
        unit="%",
        clause="二(四)14(3)#1",
        responsible=(
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区城管委",
            "区水务局",
            "区教委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="消防设施评估在有效期内",
        formula=(
            measures.objects(
                "rail_station",
                needs=(
                    Need(
                        "fire_evaluation",
                        "消防设施评估在有效期内",
                        "Valid fire evaluation",
                        until="attributes__fire_evaluation_valid_to",
                    ),
                ),
            ),
        ),
    ),
    Indicator(
        "IND-026",
        "station_evac",
        "车站紧急疏散能力评估达标率",
        "Stations passing the emergency evacuation capacity evaluation",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(3)#1", verified=True),
        unit="%",
        clause="二(四)14(3)#1",
        responsible=(
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区城管委",
            "区水务局",
            "区教委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="紧急疏散能力达标",
        formula=(
            measures.objects(
                "rail_station",
                needs=(
                    Need(
                        "evacuation_passed",
                        "紧急疏散能力达标",
                        "Evacuation capacity passed",
                        Q(attributes__evacuation_passed=True),
                    ),
                ),
                scope=Q(attributes__form="station"),
            ),
        ),
    ),
    Indicator(
        "IND-027",
        "railway_env",
        "铁路外部环境安全管控合格率",
        "Railway external-environment safety control pass rate",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(3)#1", verified=True),
        unit="%",
        clause="二(四)14(3)#1",
        responsible=(
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区城管委",
            "区水务局",
            "区教委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="检查合格",
        formula=(
            measures.objects(
                "rail_section",
                needs=(
                    Need("check_result", "检查合格", "Check passed", Q(attributes__check_result="passed")),
                ),
            ),
        ),
    ),
    Indicator(
        "IMP-08",
        "road_hazard_points",
        "道路交通安全隐患点段按计划整改率",
        "Road hazard points remediated to plan",
        Sort.RATIO,
        plan=target("=", "100", "二(四)14(3)#1", verified=False),
        unit="%",
        clause="二(四)14(3)#1",
        responsible=(
            "区交通委",
            "市交通委朝阳运输管理分局",
            "区城管委",
            "区水务局",
            "区教委",
            "区住房城乡建设委",
            "各街道办事处、地区办事处（乡政府）",
        ),
        numerator_zh="按计划日期完成整改",
        formula=(
            measures.objects(
                "road",
                needs=(
                    Need(
                        "rectified",
                        "按计划日期完成整改",
                        "Rectified by the planned day",
                        Q(
                            attributes__hazard_rectified_on__lte=KeyTransform(
                                "hazard_rectify_by", "attributes"
                            )
                        ),
                        since="attributes__hazard_rectified_on",
                    ),
                ),
                scope=Q(attributes__hazard_rectify_by__isnull=False),
                part="road",
                begins=("attributes__hazard_rectify_by",),
            ),
            measures.objects(
                "bridge",
                needs=(
                    Need(
                        "rectified",
                        "按计划日期完成整改",
                        "Rectified by the planned day",
                        Q(
                            attributes__hazard_rectified_on__lte=KeyTransform(
                                "hazard_rectify_by", "attributes"
                            )
                        ),
                        since="attributes__hazard_rectified_on",
                    ),
                ),
                scope=Q(attributes__hazard_rectify_by__isnull=False),
                part="bridge",
                begins=("attributes__hazard_rectify_by",),
            ),
            measures.objects(
                "tunnel",
                needs=(
                    Need(
                        "rectified",
                        "按计划日期完成整改",
                        "Rectified by the planned day",
                        Q(
                            attributes__hazard_rectified_on__lte=KeyTransform(
                                "hazard_rectify_by", "attributes"
                            )
                        ),
                        since="attributes__hazard_rectified_on",
                    ),
                ),
                scope=Q(attributes__hazard_rectify_by__isnull=False),
                part="tunnel",
                begins=("attributes__hazard_rectify_by",),
            ),
        ),
        parts=(
            Part("road", "道路"),
            Part("bridge", "桥梁"),
            Part("tunnel", "隧道"),
        ),
        implied=True,
    ),
)
