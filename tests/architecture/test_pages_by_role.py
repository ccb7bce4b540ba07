"""Each role asks for every list page once, in English: who is answered, and what is said to whoever reads no Chinese."""

import pytest

from ancheng.base.roles import Role
from tests.architecture.test_scope_matrix import ADDRESSES
from tests.portal.english import District
from tests.portal.reading import chinese_in

# Role → of each address the status and the Chinese that is left; kept, since two facts are told of the same pages.
_walked: dict[Role, dict[str, tuple[int, list[str]]]] = {}


def look(reader, address):
    # The search of the matrix is for a Chinese word, which its page repeats.
    answer = reader.get(address.replace("水务", "Water"))
    if not answer["Content-Type"].startswith("text/"):
        return answer.status_code, []
    said = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, chinese_in(said.decode("utf-8-sig"))


@pytest.fixture(params=list(Role))
def role(request):
    return request.param


@pytest.fixture
def walked(role, db, tmp_path, settings):
    if role not in _walked:
        settings.FILES_ROOT = tmp_path
        reader = District().reader(role)
        _walked[role] = {address: look(reader, address) for address in ADDRESSES}
    return _walked[role]


def test_each_address_answers_the_roles_it_is_for_and_no_other(role, walked):
    for address, allowed in ADDRESSES.items():
        status, _ = walked[address]
        assert status == (200 if role in allowed else 403), (address, status)


def test_no_list_page_shows_chinese_to_a_reader_of_english(walked):
    for address, (status, chinese) in walked.items():
        assert chinese == [], (address, status)
