"""The realm of an operational record: what really happens, or an exercise that must never leak."""

from enum import StrEnum


class Realm(StrEnum):
    ACTUAL = "actual"
    EXERCISE = "exercise"
