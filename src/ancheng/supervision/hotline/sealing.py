"""Who reported: encrypted at rest, bound to the one report, shown by no `repr`."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from ancheng.base.errors import Refusal

NONCE_BYTES = 12


class SealBroken(Refusal):
    """The key is another one, or somebody exchanged or altered the sealed bytes."""

    status = 500


@dataclass(frozen=True, slots=True)
class Identity:
    """What a reporter says about himself or herself, and the words that were left out of the public text."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    original: str = field(default="", repr=False)

    @property
    def known(self) -> bool:
        """Whether it says who, or how to reach the reporter."""
        return bool(self.name or self.phone or self.email or self.address)

    @property
    def empty(self) -> bool:
        return not self.known and not self.original


def seal(identity: Identity, *, subject: str) -> tuple[bytes, str]:
    """The identity encrypted for `subject`, and the mark of the key that did it."""
    key = _key(settings.SEAL_KEYS[0])
    nonce = os.urandom(NONCE_BYTES)
    plain = json.dumps(asdict(identity), ensure_ascii=False).encode()
    return nonce + AESGCM(key).encrypt(nonce, plain, subject.encode()), _mark(key)


def unseal(sealed: bytes, mark: str, *, subject: str) -> Identity:
    """What was sealed for `subject`; refuses bytes that were sealed for another or with a lost key."""
    for given in settings.SEAL_KEYS:
        key = _key(given)
        if _mark(key) == mark:
            try:
                plain = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], subject.encode())
            except InvalidTag:
                break
            return Identity(**json.loads(plain))
    raise SealBroken("举报人信息无法解封：密钥不符或内容被改动，请联系系统管理员核对 SEAL_KEYS。")


def _key(given: str) -> bytes:
    return hashlib.sha256(b"ancheng-seal:" + given.encode()).digest()


def _mark(key: bytes) -> str:
    return hashlib.sha256(b"mark:" + key).hexdigest()[:12]
