"""Reports of the public."""

from ancheng.supervision.hotline.models import Report
from tests.supervision.hotline.makers import make_report

COUNTS = {"hotline:list": 5, "hotline:detail": 15, "hotline:peek": 4, "hotline:new": 3, "hotline:rewards": 4}


def grow(district, number):
    make_report(content=f"建国路甲八号后院第{number}间仓库堆放油漆稀料，里面还住着人。")
    district.report = Report.objects.latest("pk")


def arguments(district):
    return {"hotline:detail": [district.report.pk], "hotline:peek": [district.report.pk]}
