"""One cell read as the kind of value that its column declares."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from ancheng.base.clock import NotADate, beijing_day, from_beijing, parse_day, parse_moment
from ancheng.base.codes import adcode_fault, credit_code_fault, tidy
from ancheng.base.errors import Refusal
from ancheng.kernel.exchange.tables.cells import Cell
from ancheng.kernel.exchange.tables.spec import Column, Kind
from ancheng.science.chinese import comparable, half_width
from ancheng.science.units import WrongUnit, convert

N = TypeVar("N", int, float)
Value = str | int | float | bool | date | datetime | None

NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "N/A", "n/a"})
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?")
NUMBER_WITH_UNIT = re.compile(r"([+-]?[\d,.]+(?:[eE][+-]?\d+)?)\s*(\D.*)")
DEGREES = re.compile(
    r"(\d{1,3})\s*[°度]\s*(?:(\d{1,2}(?:\.\d+)?)\s*[′'分]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*[″\"秒]?)?"
)
YES = frozenset({"是", "有", "true", "yes", "y", "1", "√", "✓", "对", "已", "t"})
NO = frozenset({"否", "无", "没有", "false", "no", "n", "0", "×", "✗", "x", "错", "未", "f"})
# Day 0 of Excel; correct from 1 March 1900, for Excel believes in 29 February 1900.
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001
EXCEL_DAYS = (61, 146_098)  # 1900-03-01 to 2299-12-31
YEARS = (1900, 2299)
# From here on a spreadsheet program has rounded the last digits.
EXACT_BELOW = 1e15
SHOWN_CHOICES = 12


class WrongCell(Refusal):
    """A cell that is not what its column demands."""

    status = 422


def read_cell(cell: Cell, column: Column) -> Value:
    """The value of `cell` by the kind of `column`, None when empty; raises WrongCell with a sentence."""
    if cell is None:
        return None
    if isinstance(cell, str):
        cell = cell.strip(" \t\r\n　")
        if not cell or (column.kind is not Kind.TEXT and cell in NOTHING):
            return None
    return READERS[column.kind](cell, column)


def _text(cell: Cell, column: Column) -> str:
    text = plain_text(cell, column.label_zh)
    if column.max_length is not None and len(text) > column.max_length:
        raise WrongCell(f"“{column.label_zh}”有 {len(text)} 个字，最多 {column.max_length} 个字，请精简。")
    return text


def plain_text(cell: Cell, label: str) -> str:
    """A cell as text: whole numbers without .0, days as 2026-03-05."""
    match cell:
        case str():
            return cell
        case bool():
            return "是" if cell else "否"
        case int() | float():
            if abs(cell) >= EXACT_BELOW:
                raise WrongCell(
                    f"“{label}”被表格软件存成了数值，末几位可能已经丢失，请把该列设为“文本”格式后按原件重新填写。"
                )
            return str(int(cell)) if float(cell).is_integer() else repr(cell)
        case datetime():
            return cell.isoformat(" ") if cell.time() != time(0) else cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _integer(cell: Cell, column: Column) -> int:
    number = _number(cell, column)
    if not number.is_integer():
        raise WrongCell(f"“{column.label_zh}”必须是整数，现为“{cell}”。")
    return _within(int(number), column)


def _decimal(cell: Cell, column: Column) -> float:
    return _within(_number(cell, column), column)


def _number(cell: Cell, column: Column) -> float:
    match cell:
        case bool():
            pass
        case int() | float():
            return float(cell)
        case str():
            found = _number_in(half_width(cell).replace("−", "-"), column)
            if found is not None:
                return found
    raise WrongCell(f"“{column.label_zh}”必须是数字，现为“{str(cell)[:40]}”。")


def _number_in(text: str, column: Column) -> float | None:
    if NUMBER.fullmatch(text) and any(each.isdigit() for each in text):
        return _finite(text)
    found = NUMBER_WITH_UNIT.fullmatch(text)
    if found is None or not NUMBER.fullmatch(found.group(1)):
        return None
    number, unit = _finite(found.group(1)), found.group(2).strip()
    if number is None or unit == column.unit:
        return number
    try:
        return convert(number, unit, column.unit or "1")
    except WrongUnit:
        return None


def _finite(text: str) -> float | None:
    number = float(text.replace(",", ""))
    return number if abs(number) < float("inf") else None


def _within(number: N, column: Column) -> N:
    unit = f" {column.unit}" if column.unit else ""
    if column.minimum is not None and number < column.minimum:
        raise WrongCell(f"“{column.label_zh}”不能小于 {column.minimum:g}{unit}，现为 {number:g}。")
    if column.maximum is not None and number > column.maximum:
        raise WrongCell(f"“{column.label_zh}”不能大于 {column.maximum:g}{unit}，现为 {number:g}。")
    return number


def _boolean(cell: Cell, column: Column) -> bool:
    if isinstance(cell, bool):
        return cell
    word = plain_text(cell, column.label_zh).strip().lower()
    word = half_width(word)
    if word in YES:
        return True
    if word in NO:
        return False
    raise WrongCell(f"“{column.label_zh}”请填“是”或“否”，现为“{word[:40]}”。")


def _date(cell: Cell, column: Column) -> date:
    match cell:
        case datetime():
            day = cell.date()
        case date():
            day = cell
        case bool() | time() | timedelta():
            raise _no_date(cell, column)
        case int() | float():
            day = _serial(cell, column).date()
        case _:
            text = str(cell)
            try:
                day = parse_day(text)
            except NotADate:
                try:
                    day = beijing_day(parse_moment(text))
                except NotADate:
                    raise _no_date(text, column) from None
    return _plausible(day, column)


def _moment(cell: Cell, column: Column) -> datetime:
    match cell:
        case datetime():
            moment = from_beijing(cell.date(), cell.time())
        case date():
            moment = from_beijing(cell)
        case bool() | time() | timedelta():
            raise _no_date(cell, column)
        case int() | float():
            naive = _serial(cell, column)
            moment = from_beijing(naive.date(), naive.time())
        case _:
            try:
                moment = parse_moment(str(cell))
            except (NotADate, OverflowError):
                raise _no_date(cell, column) from None
    _plausible(beijing_day(moment), column)
    return moment


def _serial(number: float, column: Column) -> datetime:
    """A day that lost its format: Excel's count of days, or eight digits such as 20260305."""
    first, last = EXCEL_DAYS
    if first <= number <= last:
        return EXCEL_EPOCH + timedelta(seconds=round(number * 86_400))
    try:
        day = parse_day(str(int(number)))
    except (NotADate, ValueError, OverflowError):
        raise _no_date(number, column) from None
    return datetime.combine(day, time(0))


def _plausible(day: date, column: Column) -> date:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise WrongCell(f"“{column.label_zh}”的年份 {day.year} 不合常理，请核对。")
    return day


def _no_date(cell: Cell, column: Column) -> WrongCell:
    example = "2026-03-05 14:30" if column.kind is Kind.MOMENT else "2026-03-05"
    return WrongCell(f"“{column.label_zh}”不是有效日期，请写成 {example}，现为“{str(cell)[:40]}”。")


def _choice(cell: Cell, column: Column) -> str:
    word = plain_text(cell, column.label_zh)
    found = column.by_word.get(comparable(word))
    if found is not None:
        return found.value
    labels = [each.label_zh for each in column.choices]
    near = difflib.get_close_matches(word, labels, n=1)
    hint = f"，是否为“{near[0]}”" if near else ""
    shown = "、".join(labels[:SHOWN_CHOICES]) + ("等" if len(labels) > SHOWN_CHOICES else "")
    raise WrongCell(f"“{column.label_zh}”没有“{word[:40]}”这一选项{hint}。可填：{shown}。")


def _coordinate(cell: Cell, column: Column) -> float:
    limit = 180 if column.kind is Kind.LONGITUDE else 90
    found = DEGREES.fullmatch(half_width(cell).strip("东经北纬EN ")) if isinstance(cell, str) else None
    if found is not None:
        degrees, minutes, seconds = (float(each or 0) for each in found.groups())
        number = degrees + minutes / 60 + seconds / 3600
    else:
        number = _number(cell, column)
    if abs(number) > limit:
        raise WrongCell(
            f"“{column.label_zh}”应在 -{limit} 到 {limit} 之间，现为 {number:g}。请核对经纬度是否填反、是否为投影坐标（米）。"
        )
    return _within(number, column)


def _credit_code(cell: Cell, column: Column) -> str:
    return _code(cell, column, credit_code_fault)


def _adcode(cell: Cell, column: Column) -> str:
    return _code(cell, column, adcode_fault)


def _code(cell: Cell, column: Column, fault_of: Callable[[str], str]) -> str:
    code = tidy(plain_text(cell, column.label_zh))
    fault = fault_of(code)
    if fault:
        raise WrongCell(fault)
    return code


READERS: dict[Kind, Callable[[Cell, Column], Value]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.CHOICE: _choice,
    Kind.LONGITUDE: _coordinate,
    Kind.LATITUDE: _coordinate,
    Kind.CREDIT_CODE: _credit_code,
    Kind.ADCODE: _adcode,
}


def doubt(cell: Cell, column: Column) -> str:
    """What is lawful and yet probably not meant; '' if nothing."""
    if column.unit == "%" and isinstance(cell, float) and 0 < abs(cell) < 1:
        return (
            f"“{column.label_zh}”读到 {cell:g}%。如果表格中显示的是 {cell * 100:g}%，请改填 {cell * 100:g}。"
        )
    return ""
