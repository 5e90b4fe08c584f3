"""Small catalogues, short enough to read."""

import pytest

from guidebot.texts.catalogues import read_catalogues, source_path, translated_path

SOURCE = """
msgctxt "ask.submit"
msgid "提问"
msgstr ""

msgctxt "ask.left"
msgid "打印 {number} 页"
msgid_plural "打印 {number} 页"
msgstr[0] ""
msgstr[1] ""
"""
ENGLISH = """
msgctxt "ask.submit"
msgid "提问"
msgstr "Ask"

msgctxt "ask.left"
msgid "打印 {number} 页"
msgid_plural "打印 {number} 页"
msgstr[0] "Print one page"
msgstr[1] "Print {number} pages"
"""
TRADITIONAL = """
msgctxt "ask.submit"
msgid "提问"
msgstr "發問"
"""


@pytest.fixture
def make(tmp_path):
    """Write catalogues and read them."""

    def made(source=SOURCE, **translated):
        source_path(tmp_path).write_text(source)
        for locale, text in ({"en": ENGLISH, "zh_Hant": TRADITIONAL} | translated).items():
            path = translated_path(tmp_path, locale)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return read_catalogues(tmp_path)

    return made
