"""The catalogue of firms that offer safety services: evaluation, testing, training, consulting."""

from __future__ import annotations

from django.db.models import Q

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Number,
    Register,
    choice,
    day,
    text,
    whole,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    office = draw.office("区应急局")
    for number in range(64):
        yield (
            office,
            {
                "name": f"演示安全服务机构{number + 1:03d}",
                "category": draw.random.choice(("evaluation", "testing", "training", "consulting", "fire")),
                "certificate_no": f"演示资质{number:05d}",
                "listed_on": draw.day(-700, -30),
                "valid_to": draw.day(-40, -1) if draw.likely(0.05) else draw.day(10, 900),
                "staff": draw.random.randint(6, 90),
                "grade": draw.random.choice(("a", "a", "b", "b", "c")),
                "complaints": draw.random.choice((0, 0, 0, 1, 2)),
                "reviewed_on": draw.day(-420, -5),
            },
        )


REGISTER = Register(
    "安全社会化服务机构名录",
    "Providers of safety services",
    Chapter.SUPPORT,
    "区应急局",
    "二(七)20#1",
    "入库的安全服务机构每家登记一条；资质到期前更换证书，每年考核一次。",
    "One row for each provider; its certificate is renewed in time and it is reviewed once a year.",
    (
        text("name", "机构名称", "Name", required=True, max_length=100),
        choice(
            "category",
            "服务类别",
            "Service",
            ("evaluation", "安全评价", "Evaluation"),
            ("testing", "检测检验", "Testing"),
            ("training", "教育培训", "Training"),
            ("consulting", "咨询托管", "Consulting"),
            ("fire", "消防技术服务", "Fire safety"),
            required=True,
        ),
        text("certificate_no", "资质证书编号", "Certificate", max_length=60),
        day("listed_on", "入库日期", "Listed on", required=True),
        day("valid_to", "资质有效期至", "Certificate valid to", required=True),
        whole("staff", "专业技术人员", "Staff", "人"),
        choice(
            "grade",
            "考核等次",
            "Grade",
            ("a", "优", "Good"),
            ("b", "合格", "Passed"),
            ("c", "不合格", "Failed"),
        ),
        whole("complaints", "投诉", "Complaints", "件"),
        day("reviewed_on", "上次考核日期", "Reviewed on"),
    ),
    key=("name", "category"),
    by_unit=False,
    title=("name",),
    columns=("category", "valid_to", "grade", "reviewed_on"),
    prefix="JG",
    demo=_demo,
    dated="listed_on",
    clocks=(
        Clock("certificate", "资质应更换", "Certificate to be renewed", "valid_to"),
        Clock("review", "应年度考核", "Yearly review due", "reviewed_on", 12),
    ),
    numbers=(
        Number(
            "valid",
            "资质有效率",
            "Certificates in force",
            (Need("valid", "资质有效", "Certificate in force", until="attributes__valid_to"),),
            split="attributes__category",
        ),
        Number(
            "passed",
            "考核合格率",
            "Passed the review",
            (Need("passed", "考核合格", "Passed", Q(attributes__grade__in=["a", "b"])),),
        ),
    ),
)
