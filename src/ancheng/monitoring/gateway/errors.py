"""What the gateway answers when it cannot take readings just now."""

from __future__ import annotations

from ancheng.base.errors import Refusal


class Busy(Refusal):
    """More waits to be written than may wait: come again in a moment."""

    status = 429

    def __init__(self) -> None:
        super().__init__("网关正忙，本批未接收；请按 Retry-After 稍后用同一批次号重发。")


class Away(Refusal):
    """The database does not answer: nothing was taken, or nobody knows whether it was."""

    status = 503

    def __init__(self, why: str = "") -> None:
        super().__init__(
            "数据库暂不可用，本批未确认；请按 Retry-After 稍后用同一批次号重发。"
            + (f"（{why}）" if why else "")
        )
