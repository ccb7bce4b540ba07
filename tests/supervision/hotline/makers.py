"""Small makers for the tests of the hotline."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import count

from django.test import Client
from PIL import Image

from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.hotline import actions, challenge
from ancheng.supervision.hotline.sealing import Identity
from ancheng.supervision.hotline.values import Submission
from tests.factories import NOW, make_district, make_person, make_unit

NAME, PHONE, MAIL = "欧阳知微", "13912345678", "zhiwei@example.cn"
WHO = Identity(name=NAME, phone=PHONE, email=MAIL, address="花家地某号楼")
CONTENT = "建国路甲八号后院仓库堆放油漆稀料，里面还住着人，电线私拉乱接。"
_numbers = count(1)


def make_bureau():
    from ancheng.kernel.orgs.models import Unit

    make_district()
    found = Unit.objects.filter(short_name="区应急局").first()
    return found or make_unit("区应急局", UnitKind.DEPARTMENT)


def submission(**values):
    return Submission(**{"content": CONTENT, "channel": "web", "nonce": f"n{next(_numbers)}", **values})


def make_report(at=NOW, **values):
    """A report as the public sent it, and its code."""
    make_bureau()
    return actions.submit(submission=submission(**values), at=at)


def picture(colour="red", size=(40, 30), kind="JPEG", exif=None):
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


def solved(page):
    """The fields that answer the question of a form page, as a person would read it."""
    html = page.content.decode()
    token = re.search(r'name="challenge" value="([^"]+)"', html).group(1)
    _, _, left, right, plus, _, _ = token.split(".")
    answer = int(left) + int(right) if plus == "1" else int(left) - int(right)
    return {"challenge": token, "answer": str(answer)}


def stamped(token):
    """The work that a browser does for the same question."""
    nonce, bits = token.split(".")[0], int(token.split(".")[5])
    return next(str(n) for n in count() if challenge.works(nonce, str(n), bits))


def signed_in(role, unit):
    client = Client()
    client.force_login(make_person(role, unit), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
