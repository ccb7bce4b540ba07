"""The submission package: scorecard as Word, PDF and Excel, evidence numbered in an index, a checksum of each file.

The zip is sent while it is made: no more than a piece of one file is in memory, nothing is written to the disk.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from ancheng.administration.assessment import scorecard
from ancheng.administration.assessment.models import Assessment
from ancheng.administration.assessment.queries import Place
from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.files.queries import attachments_of
from ancheng.kernel.files.rules import display_name

PIECE_BYTES = 256 * 1024


class Outbox:
    """What the zip was written to so far and nobody has taken yet; it cannot be sought in."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here: what was written is taken piece by piece."""

    def take(self) -> Iterator[bytes]:
        taken, self.pieces = self.pieces, []
        yield from taken


def build(places: Sequence[Place], *, by: Asker) -> Iterator[bytes]:
    """A round as the pieces of a zip; every file in it stands in SHA256SUMS as `sha256sum -c` reads it.

    Everything that can be refused is found out before the first piece.
    """
    by_pk = {each.assessment.pk: each.assessment for each in places}
    evidence = _numbered(by_pk)
    lost = [each.name for _name, each, _owner in evidence if not each.blob.path.is_file()]
    if lost:
        raise Conflict(
            f"佐证材料“{lost[0]}”等{len(lost)}个文件在服务器上缺失，请联系系统管理员恢复后再打包。"
        )
    made = scorecard.files(places, len(evidence), by=by)
    made["evidence.xlsx"] = scorecard.index(evidence)
    return _pieces(made, [(name, each) for name, each, _owner in evidence])


def _numbered(by_pk: dict[int, Assessment]) -> list[tuple[str, Attachment, Assessment]]:
    """Every file of evidence with its name in the package: by unit in the order of the round, by item, by time."""
    order = {pk: place for place, pk in enumerate(by_pk)}
    found = attachments_of(Assessment, by_pk, purpose="evidence")
    ordered = sorted(found, key=lambda each: (order[int(each.subject_id)], each.caption, each.pk))
    return [
        (f"evidence/{number:05d}-{display_name(each.name)}", each, by_pk[int(each.subject_id)])
        for number, each in enumerate(ordered, start=1)
    ]


def _pieces(made: dict[str, bytes], evidence: Sequence[tuple[str, Attachment]]) -> Iterator[bytes]:
    outbox, sums = Outbox(), list[str]()
    target: Any = outbox
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, strict_timestamps=False) as package:
        for name, content in made.items():
            package.writestr(name, content)
            sums.append(f"{sha256(content).hexdigest()}  {name}")
            yield from outbox.take()
        for name, each in evidence:
            # The checksum is that of what was uploaded: a file that was damaged since does not pass for it.
            sums.append(f"{each.blob_id}  {name}")
            with each.blob.path.open("rb") as source:
                info = zipfile.ZipInfo(name, each.at.timetuple()[:6])
                info.file_size = each.blob.size
                with package.open(info, "w") as entry:
                    while piece := source.read(PIECE_BYTES):
                        entry.write(piece)
                        yield from outbox.take()
        package.writestr("SHA256SUMS", "\n".join([*sums, ""]))
    yield from outbox.take()
