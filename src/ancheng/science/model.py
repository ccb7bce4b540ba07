"""What a decision model declares: typed inputs with units and ranges, a pure function, assumptions, sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import Any

from ancheng.base.errors import Refusal


class BadInput(Refusal):
    """An input that is missing, of the wrong type or outside the range in which the model holds."""

    status = 422


class InputKind(StrEnum):
    NUMBER = "number"
    INTEGER = "integer"
    TEXT = "text"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its unit, its lawful range (both ends included) and, for a list, the inputs of each row."""

    key: str
    label: str
    label_en: str
    kind: InputKind = InputKind.NUMBER
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    default: Any = None
    required: bool = True
    rows: tuple[Input, ...] = ()
    help: str = ""

    def read(self, given: Any) -> Any:
        """`given` as the value that the model computes with; a fault is refused with a sentence."""
        match self.kind:
            case InputKind.NUMBER | InputKind.INTEGER:
                return self._number(given)
            case InputKind.BOOLEAN:
                return self._typed(given, bool, "是或否")
            case InputKind.CHOICE:
                return self._choice(given)
            case InputKind.LIST:
                return self._rows(given)
            case InputKind.TEXT:
                return self._typed(given, str, "文字")

    def _number(self, given: Any) -> float | int:
        if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
            raise BadInput(f"“{self.label}”应为有限的数值，实际为 {given!r}。")
        if self.kind == InputKind.INTEGER and given != int(given):
            raise BadInput(f"“{self.label}”应为整数，实际为 {given}。")
        if self.minimum is not None and given < self.minimum:
            raise BadInput(
                f"“{self.label}”不能小于 {self.minimum:g} {self.unit}，实际为 {given:g}。".replace(
                    " ，", "，"
                )
            )
        if self.maximum is not None and given > self.maximum:
            raise BadInput(
                f"“{self.label}”不能大于 {self.maximum:g} {self.unit}，实际为 {given:g}。".replace(
                    " ，", "，"
                )
            )
        return int(given) if self.kind == InputKind.INTEGER else float(given)

    def _typed(self, given: Any, kind: type, word: str) -> Any:
        if not isinstance(given, kind):
            raise BadInput(f"“{self.label}”应为{word}，实际为 {given!r}。")
        return given

    def _choice(self, given: Any) -> str:
        if given not in self.choices:
            raise BadInput(f"“{self.label}”应为 {'、'.join(self.choices)} 之一，实际为 {given!r}。")
        return str(given)

    def _rows(self, given: Any) -> list[dict[str, Any]]:
        if not isinstance(given, Sequence) or isinstance(given, str | bytes):
            raise BadInput(f"“{self.label}”应为列表。")
        return [
            read_inputs(self.rows, row, where=f"{self.label}第{n}项") for n, row in enumerate(given, start=1)
        ]


def read_inputs(declared: Sequence[Input], given: Any, *, where: str = "") -> dict[str, Any]:
    """The values of `declared` in `given`; unknown, missing and unfit ones are refused with a sentence."""
    place = f"{where}：" if where else ""
    if not isinstance(given, Mapping):
        raise BadInput(f"{place}输入应为 JSON 对象。")
    unknown = sorted(set(given) - {each.key for each in declared})
    if unknown:
        known = "、".join(each.key for each in declared)
        raise BadInput(f"{place}不认识输入项 {'、'.join(map(str, unknown))}；可用的有 {known}。")
    values: dict[str, Any] = {}
    for each in declared:
        value = given.get(each.key, each.default)
        if value is None:
            if each.required:
                raise BadInput(f"{place}缺少“{each.label}”（{each.key}）。")
            values[each.key] = None
            continue
        try:
            values[each.key] = each.read(value)
        except BadInput as fault:
            raise BadInput(place + fault.sentence) from None
    return values


@dataclass(frozen=True, slots=True)
class Case:
    """A published case: inputs and what must come out, within a relative tolerance."""

    source: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """A decision model; `run` sees inputs that were read and lie in range.

    `needs` names the packages without which it cannot run; they are extras and may be absent.
    """

    title: str
    title_en: str
    version: str
    inputs: tuple[Input, ...]
    compute: Callable[[dict[str, Any]], dict[str, Any]]
    assumptions: tuple[str, ...]
    citations: tuple[str, ...]
    cases: tuple[Case, ...]
    verified: str = ""
    unverified: tuple[str, ...] = field(default=())
    needs: tuple[str, ...] = ()

    def run(self, given: Any) -> dict[str, Any]:
        """The result for inputs as they come from a person or a file; same input, same output."""
        return self.compute(read_inputs(self.inputs, given))
