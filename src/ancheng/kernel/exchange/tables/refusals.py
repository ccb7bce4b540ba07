"""What a table file may be refused for; each sentence says what to do."""

from __future__ import annotations

from ancheng.base.errors import TooLarge, Unreadable


class Encrypted(Unreadable):
    """A file that opens only with a password."""

    def __init__(self) -> None:
        super().__init__(
            "文件设有打开密码，平台无法读取。请在 Excel 中取消密码（文件→信息→保护工作簿）后重新上传。"
        )


class Corrupt(Unreadable):
    """A file that claims to be a workbook and is broken."""

    def __init__(self) -> None:
        super().__init__("文件已损坏，无法读取。请用 Excel 打开并另存为 .xlsx 文件后重新上传。")


class WrongType(Unreadable):
    """A file that is no table at all, or one in a form that is not read."""

    def __init__(self, what: str = "该文件不是表格文件") -> None:
        super().__init__(f"{what}。请上传 .xlsx、.xls、.ods、.csv 或 .tsv 文件。")


class NoData(Unreadable):
    """A file without a row or without a header."""


class TooMuch(TooLarge):
    """More than the stated limit, in a sentence that names both."""


class Bomb(TooLarge):
    """A small archive that unpacks into an unreasonable amount."""

    def __init__(self) -> None:
        super().__init__(
            "压缩内容展开后过大，可能是恶意文件，已拒绝读取。请确认文件来源，另存为 .xlsx 后重新上传。"
        )
