"""What stands before the first number: the plan's own name and its document number."""

from __future__ import annotations

import re

from ancheng.science.plan_text.clean import fold

_ISSUED = re.compile(
    r"关于(?:印发|转发|发布|下发|公布)(?:关于)?《(.{2,120}?)》(?:等\S{0,12})?的(?:通知|通告|公告|函)"
)
_NUMBER = re.compile(
    r"^\s*([\u4e00-\u9fffA-Za-z×]{1,16}\s*[〔\[(【〈]\s*(?:19|20)\d{2}\s*[〕\])】〉]\s*(?:第\s*)?\d{1,5}\s*号)(?!\s*[)）])"
)
_TITLE_END = re.compile(
    r"(?:方案|意见|通知|规划|计划|办法|决定|行动|清单|要点|纲要|规定|细则|措施|指引|标准|通告|公告|函|预案|条例|分工|工作)"
    r"(?:[（(《【][^（(]{1,20}[）)》】])?$"
)
_NO_TITLE = re.compile(r"^附\s*(?:件|录|表)\s*\S{0,2}$|^目\s*录$|(?:\.{3,}|…+|·{3,}|\t+)\s*\d{1,4}$")
_SALUTATION = re.compile(r"[:：]\s*$")


def document_number(front: str) -> str | None:
    """The number on a line of its own (朝演办发〔2026〕1号); numbers cited in a sentence do not count."""
    for line in front.split("\n"):
        match = _NUMBER.match(fold(line).replace("［", "["))
        if match:
            return re.sub(r"\s", "", line[match.start(1) : match.end(1)])
    return None


def document_title(front: str) -> str:
    """The name inside 关于印发《…》的通知, else the title lines at the head of the document."""
    joined = re.sub(r"\s", "", front[:3000])
    if match := _ISSUED.search(joined):
        return match[1]
    lines = [line.strip() for line in front.split("\n") if line.strip()]
    lines = [
        line for line in lines if not (_NUMBER.match(fold(line)) or _NO_TITLE.search(fold(line[-120:])))
    ][:8]
    parts: list[str] = []
    for line in lines:
        if _SALUTATION.search(line) or line.endswith("。") or len(line) > 60:
            break
        parts.append(re.sub(r"\s", "", line))
        if _TITLE_END.search(parts[-1]):
            break
    title = "".join(parts[:4]) if parts and _TITLE_END.search(parts[-1]) else "".join(parts[:1])
    if not title and lines:
        title = re.split(r"[。！？]", lines[0])[0][:60]
    return title.removeprefix("《").removesuffix("》") if title.count("《") == 1 else title
