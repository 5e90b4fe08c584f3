"""A clinic's sign-off shows where the passage shows, in every language."""

from datetime import date

import pytest

from guidebot.domain import Signature
from tests import examples


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Read and signed by"), ("zh-Hans", "审阅并签署"), ("zh-Hant", "審閱並簽署")],
)
def test_it_shows_who_signed_a_passage(client, guide, lang, words):
    address = f"/faq/approval/any-approved?lang={lang}"
    assert words not in client.get(address).text
    guide.signatures[examples.APPROVED.id] = Signature("Dr. <b>", "neurologist", date(2026, 11, 24))
    page = client.get(address).text
    assert words in page
    assert "Dr. &lt;b&gt;" in page
