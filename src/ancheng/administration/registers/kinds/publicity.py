"""Minutes of safety publicity by platform: the plan asks for so many in each year."""

from __future__ import annotations

from django.db.models import Q

from ancheng.administration.registers.declare import (
    Chapter,
    Draw,
    Drawn,
    Duty,
    Number,
    Register,
    choice,
    day,
    number,
    text,
    yesno,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    centre = draw.office("区融媒体中心")
    for month in draw.months:
        for platform, low, high in (("tv", 14, 19), ("website", 15, 26), ("new_media", 20, 40)):
            if on := draw.in_month(month):
                yield (
                    centre,
                    {
                        "platform": platform,
                        "channel": {
                            "tv": "朝阳有线",
                            "website": "区政府网站",
                            "new_media": "“北京朝阳”客户端",
                        }[platform],
                        "topic": draw.random.choice(TOPICS),
                        "aired_on": on,
                        "minutes": draw.random.randint(low, high),
                        "archived": draw.likely(0.9),
                    },
                )


TOPICS = (
    "用火用电用气安全",
    "电动自行车充电安全",
    "汛期避险常识",
    "高层建筑火灾逃生",
    "有限空间作业安全",
    "道路交通安全",
)
REGISTER = Register(
    "安全公益宣传时长",
    "Safety publicity minutes",
    Chapter.AWARENESS,
    "区融媒体中心",
    "二(八)25#1",
    "每播出或发布一条安全公益内容登记一条，按平台累计本年时长。",
    "One row for each item that was aired or published; minutes add up over the year by platform.",
    (
        choice(
            "platform",
            "平台",
            "Platform",
            ("tv", "电视", "Television"),
            ("website", "网站", "Website"),
            ("new_media", "新媒体平台", "New media"),
            required=True,
        ),
        text("channel", "频道或账号", "Channel", required=True, max_length=80),
        text("topic", "内容主题", "Topic", required=True, max_length=120),
        day("aired_on", "播出日期", "Aired on", required=True),
        number("minutes", "时长", "Length", "分钟", required=True, maximum=1440),
        yesno("archived", "播出证明已存档", "Proof kept"),
    ),
    key=("platform", "channel", "topic", "aired_on"),
    title=("platform", "topic"),
    columns=("platform", "channel", "aired_on", "minutes"),
    prefix="GY",
    demo=_demo,
    dated="aired_on",
    duties=(
        Duty(
            "每季度至少登记一条安全公益宣传", "At least one item each quarter", (), 3, names=("区融媒体中心",)
        ),
    ),
    numbers=(
        Number(
            "minutes",
            "本年宣传时长",
            "Minutes this year",
            happened="starts_on",
            weight="attributes__minutes",
            split="attributes__platform",
            unit="分钟",
            share=False,
        ),
        Number(
            "archived",
            "播出证明存档率",
            "Proof kept",
            (Need("archived", "播出证明已存档", "Proof kept", Q(attributes__archived=True)),),
            happened="starts_on",
        ),
    ),
)
