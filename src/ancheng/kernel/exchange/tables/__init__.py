"""Tables of any usual file: read, map, check, annotate, write."""

from ancheng.kernel.exchange.tables.annotate import annotate
from ancheng.kernel.exchange.tables.cells import Cell, Row
from ancheng.kernel.exchange.tables.check import (
    CellError,
    CheckedRow,
    WrongMapping,
    check_mapping,
    validate_rows,
)
from ancheng.kernel.exchange.tables.limits import Limits
from ancheng.kernel.exchange.tables.refusals import Bomb, Corrupt, Encrypted, NoData, TooMuch, WrongType
from ancheng.kernel.exchange.tables.spec import Choice, Column, Kind, TableSpec, guess_mapping
from ancheng.kernel.exchange.tables.stream import csv_lines, stream_csv, stream_xlsx
from ancheng.kernel.exchange.tables.table import Table, read_table
from ancheng.kernel.exchange.tables.template import write_template
from ancheng.kernel.exchange.tables.values import Value

__all__ = [
    "Bomb",
    "Cell",
    "CellError",
    "CheckedRow",
    "Choice",
    "Column",
    "Corrupt",
    "Encrypted",
    "Kind",
    "Limits",
    "NoData",
    "Row",
    "Table",
    "TableSpec",
    "TooMuch",
    "Value",
    "WrongMapping",
    "WrongType",
    "annotate",
    "check_mapping",
    "csv_lines",
    "guess_mapping",
    "read_table",
    "stream_csv",
    "stream_xlsx",
    "validate_rows",
    "write_template",
]
