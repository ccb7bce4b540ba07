"""`ancheng simulate`: telemetry for the synthetic sensors, with scripted episodes."""

from __future__ import annotations

import argparse
import os

from ancheng.base.errors import Refusal
from ancheng.config import cluster
from ancheng.config.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--gateway", default="http://127.0.0.1:8100", help="网关地址")
    parser.add_argument(
        "--episode",
        action="append",
        default=[],
        metavar="NAME[@SECONDS]",
        help="情景及其开始时刻（启动后的秒数）：gas_leak cloudburst crowd_surge trapped_elevator dying_sensor",
    )
    parser.add_argument("--seconds", type=float, help="模拟多少秒后停止（默认一直运行）")
    parser.add_argument("--speed", type=int, default=1, help="快进倍数，也可用作压力源")


def run(options: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
    cluster.ensure_running()
    import django

    django.setup()
    from ancheng.monitoring.sensors import simulator

    found = simulator.run(
        options.gateway,
        episodes=dict(_episode(each) for each in options.episode),
        lasts_s=options.seconds,
        speed=max(options.speed, 1),
        echo=lambda line: print(line, flush=True),
    )
    print(f"已确认 {found} 个读数")
    return 0


def _episode(text: str) -> tuple[str, float]:
    from ancheng.monitoring.sensors.simulation import EPISODES

    name, _, after = text.partition("@")
    if name not in EPISODES:
        raise Refusal(f"没有“{name}”这个情景，可选：{'、'.join(EPISODES)}。")
    try:
        return name, float(after or 0)
    except ValueError:
        raise Refusal(f"“{after}”不是秒数，应如 {name}@60。") from None


COMMAND = Command("simulate", "模拟监测数据和情景", arguments, run)
