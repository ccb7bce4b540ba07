"""The empty workbook that people fill in: headers, drop-downs, an example, and what each column means."""

from __future__ import annotations

from typing import Any, BinaryIO

from ancheng.kernel.exchange.tables.cells import column_letters
from ancheng.kernel.exchange.tables.sheets import Book
from ancheng.kernel.exchange.tables.spec import TEXTUAL, Column, Kind, TableSpec
from ancheng.kernel.exchange.tables.table import EXAMPLE_MARK

LAST_CHECKED_ROW = 50_000
WORDS = {
    "zh": {
        "notes": "填表说明",
        "choices": "选项",
        "title": "数据",
        "yes": "是",
        "no": "否",
        "error": "填写有误",
        "columns": ("列名", "是否必填", "类型", "单位", "可填内容", "示例", "说明"),
        "example": EXAMPLE_MARK,
        "intro": "以“【示例】”开头的行只作示范，导入时自动忽略；带 * 的列必填；请勿改动第一行列名。",
        "range": "{} 至 {}",
        "least": "不小于 {}",
        "most": "不大于 {}",
        "length": "最多 {} 字",
        "unique": "不得重复",
    },
    "en": {
        "notes": "Notes",
        "choices": "Choices",
        "title": "Data",
        "yes": "Yes",
        "no": "No",
        "error": "Not valid",
        "columns": ("Column", "Required", "Type", "Unit", "Permitted", "Example", "Notes"),
        "example": EXAMPLE_MARK,
        "intro": "Rows that begin with “【示例】” are examples and are ignored on import; columns with * are required; "
        "do not change the headers in the first row.",
        "range": "{} to {}",
        "least": "at least {}",
        "most": "at most {}",
        "length": "at most {} characters",
        "unique": "no duplicates",
    },
}
KIND_WORDS = {
    Kind.TEXT: ("文字", "text"),
    Kind.INTEGER: ("整数", "whole number"),
    Kind.DECIMAL: ("数字", "number"),
    Kind.BOOLEAN: ("是或否", "yes or no"),
    Kind.DATE: ("日期（2026-03-05）", "date (2026-03-05)"),
    Kind.MOMENT: ("日期时间（2026-03-05 14:30）", "date and time (2026-03-05 14:30)"),
    Kind.CHOICE: ("选项", "choice"),
    Kind.LONGITUDE: ("经度（度）", "longitude (degrees)"),
    Kind.LATITUDE: ("纬度（度）", "latitude (degrees)"),
    Kind.CREDIT_CODE: ("统一社会信用代码（18 位）", "unified social credit code (18 characters)"),
    Kind.ADCODE: ("行政区划代码（6、9 或 12 位）", "division code (6, 9 or 12 digits)"),
}


def write_template(spec: TableSpec, fileobj: BinaryIO, *, language: str = "zh") -> None:
    """Write the workbook: data sheet with checks and a marked example, notes, and the lists of choices."""
    words: dict[str, Any] = WORDS["en" if language.startswith("en") else "zh"]
    book = Book(fileobj, constant_memory=False)
    title = (spec.title(language) or words["title"])[:28]
    for forbidden in "[]:*?/\\'":
        title = title.replace(forbidden, " ")
    data, notes, lists = (book.book.add_worksheet(each) for each in (title, words["notes"], words["choices"]))
    lists.hide()
    data.freeze_panes(1, 0)
    for index, column in enumerate(spec.columns):
        _head(data, index, column, book, language)
        _check(data, index, column, lists, words, language)
        text = example_of(column, language)
        data.write_string(1, index, f"{words['example']}{text}" if index == 0 else text, book.example)
    _notes(notes, spec, book, words, language)
    book.close()


def example_of(column: Column, language: str) -> str:
    """The declared example, or one that follows from the kind."""
    if column.example:
        return column.example
    match column.kind:
        case Kind.CHOICE:
            return column.choices[0].label(language)
        case Kind.BOOLEAN:
            return "Yes" if language.startswith("en") else "是"
        case Kind.DATE:
            return "2026-03-05"
        case Kind.MOMENT:
            return "2026-03-05 14:30"
        case Kind.LONGITUDE:
            return "116.443500"
        case Kind.LATITUDE:
            return "39.921500"
        case Kind.INTEGER | Kind.DECIMAL:
            return f"{column.minimum:g}" if column.minimum is not None else "1"
        case _:
            return ""


def _head(sheet: Any, index: int, column: Column, book: Book, language: str) -> None:
    form = (
        book.text
        if column.kind in TEXTUAL
        else book.day
        if column.kind is Kind.DATE
        else book.moment
        if column.kind is Kind.MOMENT
        else None
    )
    heading = column.heading(language)
    sheet.set_column(index, index, max(12, min(40, 2 * len(heading) + 2)), form)
    sheet.write_string(0, index, heading, book.head_required if column.required else book.head)
    if column.help:
        sheet.write_comment(0, index, column.help[:1000])


def _check(sheet: Any, index: int, column: Column, lists: Any, words: dict[str, Any], language: str) -> None:
    rule = _rule(index, column, lists, words, language)
    if rule is None:
        return
    told = column.help or _permitted(column, words, language)
    rule |= {"error_title": words["error"], "error_message": f"{column.label(language)[:40]}：{told}"[:255]}
    sheet.data_validation(1, index, LAST_CHECKED_ROW, index, rule)


def _rule(
    index: int, column: Column, lists: Any, words: dict[str, Any], language: str
) -> dict[str, Any] | None:
    """The spreadsheet program's own check for one column; drop-downs refer to the hidden sheet of lists."""
    match column.kind:
        case Kind.CHOICE:
            for line, choice in enumerate(column.choices):
                lists.write_string(line, index, choice.label(language))
            letters = column_letters(index)
            return {
                "validate": "list",
                "source": f"='{words['choices']}'!${letters}$1:${letters}${len(column.choices)}",
            }
        case Kind.BOOLEAN:
            return {"validate": "list", "source": [words["yes"], words["no"]]}
        case Kind.LONGITUDE | Kind.LATITUDE:
            limit = 180 if column.kind is Kind.LONGITUDE else 90
            low = column.minimum if column.minimum is not None else -limit
            high = column.maximum if column.maximum is not None else limit
            return {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
        case Kind.INTEGER | Kind.DECIMAL:
            return _range_rule(column)
        case _ if column.max_length is not None:
            return {"validate": "length", "criteria": "<=", "value": column.max_length}
        case _:
            return None


def _range_rule(column: Column) -> dict[str, Any] | None:
    rule: dict[str, Any] = {"validate": "integer" if column.kind is Kind.INTEGER else "decimal"}
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return rule | {"criteria": "between", "minimum": low, "maximum": high}
    if low is not None:
        return rule | {"criteria": ">=", "value": low}
    if high is not None:
        return rule | {"criteria": "<=", "value": high}
    return None


def _permitted(column: Column, words: dict[str, Any], language: str) -> str:
    parts: list[str] = []
    if column.choices:
        parts.append("、".join(each.label(language) for each in column.choices))
    if column.minimum is not None and column.maximum is not None:
        parts.append(words["range"].format(f"{column.minimum:g}", f"{column.maximum:g}"))
    elif column.minimum is not None:
        parts.append(words["least"].format(f"{column.minimum:g}"))
    elif column.maximum is not None:
        parts.append(words["most"].format(f"{column.maximum:g}"))
    if column.max_length is not None:
        parts.append(words["length"].format(column.max_length))
    if column.unique:
        parts.append(words["unique"])
    return "；".join(parts) or KIND_WORDS[column.kind][language.startswith("en")]


def _notes(sheet: Any, spec: TableSpec, book: Book, words: dict[str, Any], language: str) -> None:
    sheet.set_column(0, 3, 16)
    sheet.set_column(4, 6, 44)
    sheet.write_string(0, 0, words["intro"])
    for index, word in enumerate(words["columns"]):
        sheet.write_string(2, index, word, book.head)
    for line, column in enumerate(spec.columns, start=3):
        facts = (
            column.label(language),
            words["yes"] if column.required else words["no"],
            KIND_WORDS[column.kind][language.startswith("en")],
            column.unit,
            _permitted(column, words, language),
            example_of(column, language),
            column.help,
        )
        for index, fact in enumerate(facts):
            sheet.write_string(line, index, fact, book.wrapped)
