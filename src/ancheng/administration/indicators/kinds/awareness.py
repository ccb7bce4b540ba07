"""Indicators of the plan: 宣传教育."""

from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from ancheng.administration.indicators import doors
from ancheng.administration.indicators.declare import Choice, Door, Indicator, Part, target
from ancheng.administration.indicators.rules import Sort
from ancheng.administration.registers import measures as registers
from ancheng.kernel.measuring import Need
from ancheng.supervision.public import measures

INDICATORS = (
    Indicator(
        "IND-044",
        "publicity_minutes",
        "电视及网站、新媒体平台安全公益宣传时长",
        "Safety public-service publicity time on TV, web and new media",
        Sort.SUM,
        plan=target(">=", "150", "二(八)25#1", verified=True),
        unit="分钟/年",
        clause="二(八)25#1",
        responsible=("区融媒体中心", "区应急局", "朝阳消防救援支队", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="本年宣传分钟数",
        choices=(
            Choice(
                "each",
                "每类平台均须达到，按时长最少的平台评判",
                "Each platform must reach it: the one with the fewest minutes is judged",
                (Door(doors.weakest_platform, "registers:list", rows_args=("publicity",)),),
            ),
            Choice(
                "total",
                "各类平台合计达到即可",
                "All platforms together must reach it",
                (registers.of("publicity", "minutes"),),
            ),
        ),
        parts=(Part("tv", "电视"), Part("website", "网站"), Part("new_media", "新媒体平台")),
        calendar_year=True,
        district_only=True,
    ),
    Indicator(
        "IND-045",
        "school_education",
        "中小学安全教育覆盖率",
        "Primary and secondary schools with safety education",
        Sort.RATIO,
        plan=target("=", "100", "二(八)25#3", verified=True),
        unit="%",
        clause="二(八)25#3",
        responsible=("区应急局", "区教委", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="本年已开展安全教育",
        formula=(
            measures.objects(
                "school",
                needs=(
                    Need(
                        "education",
                        "本年已开展安全教育",
                        "Safety education this year",
                        since="attributes__safety_education_on",
                        within_year=True,
                    ),
                ),
            ),
        ),
    ),
    Indicator(
        "IND-046",
        "school_drill",
        "中小学应急避险演练活动开展率",
        "Primary and secondary schools holding emergency drills",
        Sort.RATIO,
        plan=target("=", "100", "二(八)25#3", verified=True),
        unit="%",
        clause="二(八)25#3",
        responsible=("区应急局", "区教委", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="演练次数达到要求、本年已演练",
        formula=(
            measures.objects(
                "school",
                needs=(
                    Need(
                        "drills",
                        "演练次数达到要求",
                        "Drills as required",
                        Q(attributes__drills_this_year__gte=KeyTransform("drills_required", "attributes")),
                    ),
                    Need(
                        "drill_on",
                        "本年已演练",
                        "Drilled this year",
                        since="attributes__drill_on",
                        within_year=True,
                    ),
                ),
            ),
        ),
    ),
    Indicator(
        "IMP-22",
        "six_entries",
        "安全宣传教育“六进”覆盖",
        "Publicity enters six kinds of places",
        Sort.COUNT,
        plan=target("=", "6", "二(八)25#3", verified=False),
        unit="类",
        clause="二(八)25#3",
        responsible=("区应急局", "区教委", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="本年有活动的场所类别",
        denominator_zh="六类场所",
        formula=(
            Door(
                doors.places_entered,
                "registers:list",
                rows_args=("six_places",),
                counts=registers.by_kind("six_places", "place"),
            ),
        ),
        calendar_year=True,
        implied=True,
    ),
    Indicator(
        "IMP-23",
        "public_screens",
        "公共场所电子屏和公益广告安全内容",
        "Public screens carry safety content",
        Sort.RATIO,
        plan=target("=", "100", "二(八)25#1", verified=False),
        unit="%",
        clause="二(八)25#1",
        responsible=("区融媒体中心", "区应急局", "朝阳消防救援支队", "各街道办事处、地区办事处（乡政府）"),
        numerator_zh="本年有安全教育内容",
        formula=(
            measures.objects(
                "public_screen",
                needs=(
                    Need(
                        "safety_content",
                        "本年有安全教育内容",
                        "Safety content this year",
                        Q(attributes__safety_content=True),
                        since="attributes__safety_content_on",
                        within_year=True,
                    ),
                ),
                scope=Q(attributes__place__in=["coach_station", "rail_station", "square"]),
                split="attributes__place",
            ),
        ),
        parts=(
            Part("coach_station", "汽车站"),
            Part("rail_station", "火车站"),
            Part("square", "大型广场"),
        ),
        implied=True,
    ),
)
