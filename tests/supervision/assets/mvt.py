"""Reading a Mapbox vector tile, as far as counting needs it: layers, features, their values."""

import struct


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _fields(data):
    """(number, value) of every field of a protobuf message; groups do not occur."""
    at = 0
    while at < len(data):
        head, at = _varint(data, at)
        number, kind = head >> 3, head & 7
        if kind == 0:
            value, at = _varint(data, at)
        elif kind == 2:
            size, at = _varint(data, at)
            value, at = data[at : at + size], at + size
        else:
            size = 8 if kind == 1 else 4
            value, at = data[at : at + size], at + size
        yield number, value


def _value(data):
    (number, given), *_ = _fields(data)
    match number:
        case 1:
            return given.decode()
        case 2:
            return struct.unpack("<f", given)[0]
        case 3:
            return struct.unpack("<d", given)[0]
        case 6:
            return (given >> 1) ^ -(given & 1)
        case _:
            return given


def _numbers(packed):
    at = 0
    while at < len(packed):
        number, at = _varint(packed, at)
        yield number


def features(tile: bytes) -> dict[str, list[dict]]:
    """The attributes of every feature, by layer."""
    found: dict[str, list[dict]] = {}
    for number, layer in _fields(tile):
        assert number == 3, "a tile holds layers only"
        parts = list(_fields(layer))
        name = next(value.decode() for field, value in parts if field == 1)
        keys = [value.decode() for field, value in parts if field == 3]
        values = [_value(value) for field, value in parts if field == 4]
        rows = found.setdefault(name, [])
        for feature in (value for field, value in parts if field == 2):
            tags = [each for field, value in _fields(feature) if field == 2 for each in _numbers(value)]
            rows.append({keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)})
    return found


def counted(tile: bytes) -> int:
    """How many objects a tile stands for: a cluster for as many as it says."""
    return sum(row.get("count", 1) for rows in features(tile).values() for row in rows)
