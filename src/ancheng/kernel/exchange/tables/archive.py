"""Zip archives (.xlsx, .ods, zipped shapefile) looked into before any library unpacks them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ancheng.kernel.exchange.tables.limits import Limits
from ancheng.kernel.exchange.tables.refusals import Bomb, Corrupt, Encrypted, TooMuch

CHUNK = 1 << 18
LOCAL_HEADER = struct.Struct("<4s22xHH")
ENCRYPTED_FLAG = 0x1


def check_archive(path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    """The parts of an archive, refused by what it declares: password, too many or too large parts."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError) as fault:
        raise Corrupt from fault
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
        raise Encrypted
    if len(parts) > limits.parts:
        raise TooMuch(f"压缩包内有 {len(parts)} 个文件，超过上限 {limits.parts} 个，请精简后重新上传。")
    if len({part.header_offset for part in parts}) != len(parts):
        raise Bomb  # parts that share their bytes: the overlapping kind of zip bomb
    unpacked = sum(part.file_size for part in parts)
    packed = max(path.stat().st_size, 1)
    if unpacked > limits.unpacked_bytes:
        raise Bomb
    if unpacked > limits.ratio_from_bytes and unpacked / packed > limits.ratio:
        raise Bomb
    return parts


def unpacked_chunks(path: Path, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of one part; refused when there are more or fewer of them than the archive declares.

    Python's own reader stops at the declared size, other libraries read on: a lie must be found here.
    """
    left = part.file_size
    for chunk in _inflated(path, part):
        left -= len(chunk)
        if left < 0:
            raise Bomb
        yield chunk
    if left:
        raise Corrupt


def _inflated(path: Path, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with path.open("rb") as file:
        _seek_to_data(file, part)
        packed = part.compress_size
        if part.compress_type == zipfile.ZIP_STORED:
            while packed > 0 and (raw := file.read(min(CHUNK, packed))):
                packed -= len(raw)
                yield raw
            return
        if part.compress_type != zipfile.ZIP_DEFLATED:
            raise Corrupt
        unpack = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            while not unpack.eof:
                raw = unpack.unconsumed_tail or file.read(CHUNK)
                if not raw:
                    raise Corrupt
                if chunk := unpack.decompress(raw, CHUNK):
                    yield chunk
        except zlib.error as fault:
            raise Corrupt from fault


def _seek_to_data(file: BinaryIO, part: zipfile.ZipInfo) -> None:
    file.seek(part.header_offset)
    head = file.read(LOCAL_HEADER.size)
    if len(head) < LOCAL_HEADER.size:
        raise Corrupt
    signature, name_length, extra_length = LOCAL_HEADER.unpack(head)
    if signature != b"PK\x03\x04":
        raise Corrupt
    file.seek(name_length + extra_length, 1)
