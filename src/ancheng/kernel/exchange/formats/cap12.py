"""Common Alerting Protocol 1.2: warnings out and in."""

from datetime import datetime, timedelta, timezone

from ancheng.kernel.exchange.cap.alert import Alert, Area, Circle, Info, Reference, Resource
from ancheng.kernel.exchange.cap.read import read
from ancheng.kernel.exchange.cap.write import write
from ancheng.kernel.exchange.format import Format

BEIJING = timezone(timedelta(hours=8))
SENT = datetime(2026, 7, 15, 16, 30, tzinfo=BEIJING)
RING = ((116.40, 39.90), (116.50, 39.90), (116.50, 39.95), (116.40, 39.90))

FORMAT = Format(
    title="通用警报协议 CAP 1.2",
    title_en="Common Alerting Protocol 1.2",
    media_type="application/cap+xml",
    extension="cap",
    read=read,
    write=write,
    samples=(
        Alert("11010541600000_20260715163000_0", "district@example.org", SENT, "Actual", "Alert", "Public"),
        Alert(
            identifier="11010541600000_20260715170000_0",
            sender="district@example.org",
            sent=SENT + timedelta(minutes=30),
            status="Exercise",
            message="Update",
            scope="Restricted",
            restriction="仅限参演单位",
            addresses=("a@example.org", "duty room"),
            codes=("演练",),
            note="演练 <不对外发布> & 其他",
            references=(Reference("district@example.org", "11010541600000_20260715163000_0", SENT),),
            incidents=("2026-07",),
            infos=(
                Info(
                    language="zh-CN",
                    categories=("Met", "Safety"),
                    event="暴雨",
                    responses=("Avoid", "Monitor"),
                    urgency="Expected",
                    severity="Moderate",
                    certainty="Likely",
                    event_codes=(("GB/T 35965", "11B03"),),
                    effective=SENT,
                    onset=SENT,
                    expires=SENT + timedelta(hours=6),
                    sender_name="区应急局",
                    headline="黄色预警",
                    description="第一行\n第二行",
                    instruction="请勿进入下凹式立交桥。",
                    web="https://example.org/warnings/1",
                    contact="值班室",
                    parameters=(("level", "yellow"),),
                    resources=(Resource("地图", "image/png", 1024, "https://example.org/1.png"),),
                    areas=(
                        Area(
                            "和平街街道",
                            polygons=(RING,),
                            circles=(Circle((116.45, 39.92), 1.5),),
                            geocodes=(("adcode", "110105014"),),
                            altitude_ft=0.0,
                        ),
                    ),
                ),
                Info(("Met",), "Rainstorm", "Expected", "Moderate", "Likely", language="en-US"),
            ),
        ),
    ),
    citations=("OASIS CAP v1.2 (2010-07-01)", "ITU-T X.1303"),
)
