"""`ancheng roads`: bring in the roads of the district from a file, or only look at what it would give."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ancheng.config import cluster
from ancheng.config.command import Command

if TYPE_CHECKING:
    from ancheng.science.roads.survey import Survey

NAMES = ("快速路", "主干路", "次干路", "支路", "街巷", "步行路")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("import",), help="导入路网")
    parser.add_argument("file", type=Path, metavar="FILE", help="OSM PBF/XML、GeoJSON 或 Shapefile")
    parser.add_argument("--crs", default="", help="文件坐标系：WGS84、CGCS2000、GCJ-02、BD-09 或 EPSG 号")
    parser.add_argument("--name", default="", help="版本名称（默认取文件名）")
    parser.add_argument("--source", default="", help="数据来源")
    parser.add_argument("--licence", default="", help="使用许可")
    parser.add_argument("--dry-run", action="store_true", help="只报告结果，不写入")


def run(options: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
    if not options.dry_run:
        cluster.ensure_running()
    import django

    django.setup()
    from django.utils import timezone

    from ancheng.base.asker import PLATFORM
    from ancheng.command.dispatch import road_actions

    if options.dry_run:
        _tell(road_actions.look_at(options.file, options.crs)[1])
        return 0
    said = road_actions.Said(options.name or options.file.name, options.source, options.licence, options.crs)
    net = road_actions.import_net(path=options.file, said=said, by=PLATFORM, at=timezone.now())
    print(f"已导入并启用路网“{net.name}”，校验值 {net.checksum}：{net.nodes} 个节点、{net.arcs} 条有向路段。")
    return 0


def _tell(found: Survey) -> None:
    print(f"节点 {found.nodes}，有向路段 {found.arcs}，道路总长 {found.km} 千米")
    print(f"最大连通部分 {found.largest} 个节点（{found.joined_percent}%），互不连通的部分 {found.pieces} 个")
    print(f"范围 {found.west:.5f},{found.south:.5f} – {found.east:.5f},{found.north:.5f}")
    for each in found.classes:
        print(
            f"{NAMES[each.road_class]}：{each.km} 千米，应急车辆 {each.km_h:.0f} km/h（平台缺省值，未核对）"
        )


COMMAND = Command("roads", "导入道路网", arguments, run)
