"""The form of a model from its declaration: typed fields with unit and range, rows of lists, and reading them back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ancheng.base.errors import Refusal, TooLarge
from ancheng.decision.runs.words import choice_word
from ancheng.kernel.language import english, named
from ancheng.science.model import BadInput, Input, InputKind, Model

# Texts that are files by nature get a large field and an upload.
FILES = {
    "plan": ".geojson,.json",
    "terrain": ".asc,.txt",
    "sewer": ".inp",
    "inp": ".inp",
}
LARGEST_FILE = 6_000_000
EMPTY_ROWS, MOST_ROWS = 2, 3000
YES, NO = "true", "false"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One input as the page shows it, with what was typed."""

    name: str
    input: Input
    typed: str = ""
    choices: tuple[Choice, ...] = ()
    heads: tuple[Input, ...] = ()
    rows: tuple[tuple[Field, ...], ...] = ()
    accepts: str = ""

    @property
    def label(self) -> str:
        return named((self.input.label, self.input.label_en))

    @property
    def kind(self) -> str:
        return "file" if self.accepts else str(self.input.kind.value)

    @property
    def must(self) -> bool:
        return self.input.required and self.input.default is None

    @property
    def range(self) -> str:
        """The lawful range as it stands beside the field."""
        low, high = self.input.minimum, self.input.maximum
        if low is None and high is None:
            return ""
        if high is None:
            return f"≥ {low:g}"
        if low is None:
            return f"≤ {high:g}"
        return f"{low:g}–{high:g}"

    @property
    def help(self) -> str:
        return self.input.help

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Heads of the columns of a list, with their units."""
        return [(named((each.label, each.label_en)), each.unit) for each in self.heads]


@dataclass(frozen=True, slots=True)
class ModelForm:
    """The fields that must be filled, those that one may leave, and what was wrong."""

    main: tuple[Field, ...]
    more: tuple[Field, ...]
    fault: str = ""
    status: int = 200
    inputs: Mapping[str, Any] = field(default_factory=dict)


# What an officer changes at each run although it has a default.
MAIN = frozenset(
    {
        "lon",
        "lat",
        "wind_from_deg",
        "stability",
        "levels",
        "hour",
        "distance_m",
        "years",
        "condition",
        "members",
        "hours",
        "area_m2",
        "capacity",
    }
)


def blank(model: Model, values: Mapping[str, Any]) -> ModelForm:
    """The form filled with `values`, which need not be whole; what is not given shows its default."""
    fields = [_field(each, each.key, values.get(each.key, each.default)) for each in model.inputs]
    return _sorted(fields)


def _sorted(fields: Sequence[Field], fault: str = "", status: int = 200) -> ModelForm:
    main = tuple(each for each in fields if each.must or each.input.key in MAIN)
    return ModelForm(main, tuple(each for each in fields if each not in main), fault, status)


def _field(declared: Input, name: str, value: Any) -> Field:
    match declared.kind:
        case InputKind.LIST:
            return _table(declared, name, value)
        case InputKind.CHOICE:
            return Field(name, declared, _typed(value), _choices(declared, value))
        case InputKind.BOOLEAN:
            chosen = tuple(
                Choice(each, word, _typed(value) == each)
                for each, word in ((YES, named(("是", "Yes"))), (NO, named(("否", "No"))))
            )
            return Field(name, declared, _typed(value), chosen)
        case InputKind.TEXT:
            return Field(name, declared, _typed(value), accepts=FILES.get(declared.key, ""))
        case _:
            return Field(name, declared, _typed(value))


def _choices(declared: Input, value: Any) -> tuple[Choice, ...]:
    free = (
        () if declared.default is not None and declared.required else (Choice("", "", value in (None, "")),)
    )
    return free + tuple(
        Choice(str(each), choice_word(str(each)), str(value) == str(each) if value is not None else False)
        for each in map(str.__str__, declared.choices)
    )


def _table(declared: Input, name: str, value: Any) -> Field:
    given = list(value) if isinstance(value, list | tuple) else []
    rows = tuple(
        tuple(
            _cell(
                column, f"{name}-{number}-{column.key}", row.get(column.key, column.default if row else None)
            )
            for column in declared.rows
        )
        for number, row in enumerate([*given, *({} for _ in range(EMPTY_ROWS))])
    )
    return Field(name, declared, heads=declared.rows, rows=rows)


def _cell(column: Input, name: str, value: Any) -> Field:
    if column.kind == InputKind.LIST:
        points = [" ".join(_typed(part) for part in row.values()) for row in value or ()]
        return Field(name, column, "; ".join(points))
    return _field(column, name, value)


def _typed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return str(value)


def posted(model: Model, data: Mapping[str, str], files: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that a form states; a field that cannot be read is refused with its name."""
    found: dict[str, Any] = {}
    for each in model.inputs:
        value = _read(each, each.key, data, files)
        if value is not None:
            found[each.key] = value
    return found


def _read(declared: Input, name: str, data: Mapping[str, str], files: Mapping[str, Any]) -> Any:
    if declared.kind == InputKind.LIST:
        return _read_rows(declared, name, data)
    upload = files.get(name)
    if upload is not None:
        return _file_text(declared, upload)
    return parse(declared, data.get(name, ""))


def parse(declared: Input, text: str) -> Any:
    """What was typed as a value of the declared kind; nothing typed is None."""
    text = text.strip() if declared.key not in FILES else text
    if not text.strip():
        return None
    match declared.kind:
        case InputKind.NUMBER | InputKind.INTEGER:
            return _number(declared, text)
        case InputKind.BOOLEAN:
            return {YES: True, NO: False}.get(text, text)
        case _:
            return text


def _number(declared: Input, text: str) -> float | int:
    plain = text.translate(str.maketrans("０１２３４５６７８９．－＋，", "0123456789.-+,")).replace(",", "")
    try:
        value = float(plain)
    except ValueError:
        raise BadInput(f"“{declared.label}”应为数字，实际填写了“{text[:40]}”。") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise BadInput(f"“{declared.label}”应为有限的数字，实际填写了“{text[:40]}”。")
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _read_rows(declared: Input, name: str, data: Mapping[str, str]) -> list[dict[str, Any]] | None:
    prefix = f"{name}-"
    numbers = set()
    for key in data:
        number = key.removeprefix(prefix).split("-")[0]
        if key.startswith(prefix) and number.isascii() and number.isdecimal() and len(number) < 8:
            numbers.add(int(number))
    if len(numbers) > MOST_ROWS:
        raise TooLarge(f"“{declared.label}”超过 {MOST_ROWS} 行，请改用文件接口。")
    rows = []
    for number in sorted(numbers):
        typed = {
            column.key: data.get(f"{prefix}{number}-{column.key}", "").strip() for column in declared.rows
        }
        if any(text for key, text in typed.items() if not _is_choice(declared, key)):
            rows.append(_read_row(declared, typed))
    return rows or (None if declared.default is not None or not declared.required else [])


def _is_choice(declared: Input, key: str) -> bool:
    kinds = {each.key: each.kind for each in declared.rows}
    return kinds[key] in (InputKind.CHOICE, InputKind.BOOLEAN)


def _read_row(declared: Input, typed: Mapping[str, str]) -> dict[str, Any]:
    row = {}
    for column in declared.rows:
        text = typed[column.key]
        value = _points(column, text) if column.kind == InputKind.LIST else parse(column, text)
        if value is not None:
            row[column.key] = value
    return row


def _points(column: Input, text: str) -> list[dict[str, Any]] | None:
    if not text:
        return None
    rows = []
    for part in text.replace("；", ";").split(";"):
        numbers = part.replace(",", " ").split()
        if not numbers:
            continue
        if len(numbers) != len(column.rows):
            raise BadInput(
                f"“{column.label}”应按“横坐标 高程; 横坐标 高程”填写，无法识别“{part.strip()[:40]}”。"
            )
        rows.append({each.key: _number(each, text) for each, text in zip(column.rows, numbers, strict=True)})
    return rows


def _file_text(declared: Input, upload: Any) -> str:
    if upload.size > LARGEST_FILE:
        raise TooLarge(f"“{declared.label}”的文件超过 {LARGEST_FILE // 1_000_000} MB，请先简化。")
    content = upload.read()
    if str(upload.name).lower().endswith((".dxf", ".dwg")):
        raise BadInput(
            f"“{declared.label}”不能读取 CAD 图（DXF、DWG），请在制图软件中导出为以米为单位的 GeoJSON。"
        )
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return str(content.decode(coding))
        except UnicodeDecodeError:
            continue
    raise BadInput(f"“{declared.label}”的文件不是文本，请核对文件。")


def again(model: Model, data: Mapping[str, str], files: Mapping[str, Any], refusal: Refusal) -> ModelForm:
    """The form with everything that was typed, and what was wrong."""
    fields = []
    for each in model.inputs:
        if each.kind == InputKind.LIST:
            fields.append(_typed_table(each, data))
        else:
            typed = data.get(each.key, "")
            made = _field(each, each.key, typed or None)
            fields.append(made)
    return _sorted(fields, refusal.sentence, refusal.status)


def _typed_table(declared: Input, data: Mapping[str, str]) -> Field:
    prefix = f"{declared.key}-"
    marks = {key.removeprefix(prefix).split("-")[0] for key in data if key.startswith(prefix)}
    numbers = sorted(int(each) for each in marks if each.isascii() and each.isdecimal() and len(each) < 8)
    rows = tuple(
        tuple(
            _typed_cell(
                column, f"{prefix}{place}-{column.key}", data.get(f"{prefix}{number}-{column.key}", "")
            )
            for column in declared.rows
        )
        for place, number in enumerate(numbers[:MOST_ROWS])
    )
    return Field(
        declared.key, declared, heads=declared.rows, rows=rows or _table(declared, declared.key, ()).rows
    )


def _typed_cell(column: Input, name: str, typed: str) -> Field:
    if column.kind == InputKind.LIST:
        return Field(name, column, typed)
    return _field(column, name, typed or None)


# Columns of a list that are a place: longitude and latitude on WGS 84.
PLACES = (("lon", "lat"), ("longitude", "latitude"), ("x", "y"))
SEGMENT = ("from_lon", "from_lat", "to_lon", "to_lat")
HEADS = ("people", "weight")


@dataclass(frozen=True, slots=True)
class Target:
    """What drawing on the map can fill: `use` says how a shape becomes inputs."""

    key: str
    shape: str
    use: str
    label: str


SHAPES = {"point": ("点", "point"), "line": ("线", "line"), "polygon": ("面", "area")}


def place_columns(declared: Input) -> tuple[str, str] | None:
    """The two columns of a list that hold a place; None where its rows have none."""
    keys = {each.key for each in declared.rows}
    return next((pair for pair in PLACES if set(pair) <= keys), None)


def targets(model: Model) -> list[Target]:
    """The inputs that are geometry, what must be filled first."""
    found: list[tuple[bool, Target]] = []
    if {"lon", "lat"} <= {each.key for each in model.inputs}:
        found.append((True, _target("place", "point", "place", ("位置", "Place"))))
    for each in model.inputs:
        keys, label = {row.key for row in each.rows}, (each.label, each.label_en)
        must = each.required and each.default is None
        if set(SEGMENT) <= keys:
            found.append((must, _target(each.key, "line", "segments", label)))
        elif place_columns(each):
            found.append((must, _target(each.key, "point", "row", label)))
            if "radius_m" in keys:
                found.append((must, _target(each.key, "polygon", "circle", label)))
            elif keys & set(HEADS):
                found.append((must, _target(each.key, "polygon", "people", label)))
    return [each for _, each in sorted(found, key=lambda row: not row[0])]


def _target(key: str, shape: str, use: str, label: tuple[str, str]) -> Target:
    said = f"{label[1]} ({SHAPES[shape][1]})" if english() else f"{label[0]}（{SHAPES[shape][0]}）"
    return Target(key, shape, use, said)


def sample(model: Model) -> dict[str, Any]:
    """The inputs of the first published case, as an example to begin with."""
    found: dict[str, Any] = json.loads(json.dumps(dict(model.cases[0].inputs), default=list))
    return found


def described(model: Model, inputs: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(label, value, unit) of what was given, for the page and the print; long texts are told by their length."""
    rows = []
    for each in model.inputs:
        value = inputs.get(each.key)
        if value is None:
            continue
        rows.append((named((each.label, each.label_en)), _told(each, value), each.unit))
    return rows


def _told(each: Input, value: Any) -> str:
    if each.kind == InputKind.LIST:
        return f"{len(value)} rows" if english() else f"{len(value)} 行"
    if each.kind == InputKind.TEXT and len(str(value)) > 60:
        return f"{len(str(value)):,} characters" if english() else f"{len(str(value)):,} 个字符"
    if each.kind == InputKind.CHOICE:
        return choice_word(str(value))
    if each.kind == InputKind.BOOLEAN:
        return named(("是", "Yes")) if value else named(("否", "No"))
    return _typed(value)
