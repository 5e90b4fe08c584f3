"""The texts of the interface, and its language."""

import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError

from guidebot.domain import Evidence, Language, Level, SourceKind
from guidebot.errors import CorpusError
from guidebot.settings import LOCALE, STATIC, TEMPLATES
from guidebot.web import languages
from guidebot.web.strings import make_wording, sound_catalogues

CATALOGUES = sound_catalogues(LOCALE)
NAMES = CATALOGUES.source_texts()
WEB = Path(languages.__file__).parent


def plain(language):
    return make_wording(CATALOGUES, language)


def keys_in_use():
    files = [*TEMPLATES.glob("pages/*.html"), *TEMPLATES.glob("components/*.html")]
    text = "".join(path.read_text() for path in [*files, *WEB.glob("*.py")])
    whole = set(re.findall(r"""["']([a-z_]+\.[\w-]+)["']""", text))
    begun = re.findall(r"""["']([a-z_]+\.[a-z_]*)["'] ~""", text)
    begun += re.findall(r"""f["']([a-z_]+\.)\{""", text)
    return whole, tuple(begun)


def test_it_has_every_text_that_a_template_names():
    whole, _ = keys_in_use()
    sections = {key.split(".")[0] for key in NAMES}
    named = {key for key in whole if key.split(".")[0] in sections}
    assert {key for key in named if key not in NAMES and not key.endswith("_")} == set()


def test_it_has_no_text_that_nothing_uses():
    whole, begun = keys_in_use()
    assert [key for key in NAMES if key not in whole and not key.startswith(begun)] == []


@pytest.mark.parametrize(
    ("prefix", "closed_set"),
    [("evidence.", Evidence), ("kind.", SourceKind), ("kind_means.", SourceKind),
     ("kind_one.", SourceKind), ("answer.level_", Level), ("answer.act_", Level)],
)  # fmt: skip
def test_it_has_words_for_every_member_of_a_closed_set(prefix, closed_set):
    for member in closed_set:
        assert plain(Language.EN)(prefix + member)


def test_it_fails_on_a_missing_text_or_field():
    with pytest.raises(UndefinedError, match=r"no\.such"):
        plain(Language.EN)("no.such")
    with pytest.raises(UndefinedError, match="number"):
        plain(Language.EN)("trials.count")


def test_it_does_not_start_with_a_text_missing(tmp_path):
    shutil.copytree(LOCALE, tmp_path / "locale")
    path = tmp_path / "locale" / "en" / "LC_MESSAGES" / "guidebot.po"
    path.write_text(path.read_text().replace('msgctxt "ask.submit"', 'msgctxt "ask.other"'))
    with pytest.raises(CorpusError, match=r"ask\.(submit|other)"):
        sound_catalogues(tmp_path / "locale")


def test_it_counts_in_the_readers_language():
    english = plain(Language.EN)
    assert english("trials.count", number=1) == "1 record found"
    assert english("trials.count", number=1234) == "1,234 records found"
    assert plain(Language.ZH_HANS)("trials.count", number=1) == "找到 1 条记录"


def test_it_says_undated_where_there_is_no_date():
    assert plain(Language.EN).day("") == "undated"


@pytest.mark.parametrize(
    ("value", "words"),
    [("I/IIa", "Phase I/IIa"), ("IIT", "Study started by researchers"), ("", "not stated"),
     ("pivotal", "pivotal")],
)  # fmt: skip
def test_it_puts_phases_into_words(value, words):
    assert plain(Language.EN).phase(value) == words


def test_it_names_countries_and_leaves_unknown_codes():
    assert plain(Language.EN).country("US|GB") == "United States, United Kingdom"
    assert plain(Language.EN).country("XX") == "XX"
    assert plain(Language.EN).country("") == "not stated"


@pytest.mark.parametrize(
    ("query", "accepted", "shown"),
    [
        ("", "", "zh-Hans"),
        ("", "zh-TW,zh;q=0.9", "zh-Hant"),
        ("", "zh-HK", "zh-Hant"),
        ("", "zh-CN", "zh-Hans"),
        ("", "fr,en-GB;q=0.8", "en"),
        ("", "fr", "zh-Hans"),
        ("?lang=en", "zh-TW", "en"),
        ("?lang=zh-Hant", "en", "zh-Hant"),
        ("?lang=nonsense", "en", "en"),
    ],
)
def test_it_speaks_the_chosen_language_else_the_browsers(client, query, accepted, shown):
    reply = client.get("/" + query, headers={"Accept-Language": accepted})
    assert BeautifulSoup(reply.data, "html.parser").select("html")[0]["lang"] == shown


@pytest.mark.parametrize("folder", [TEMPLATES / "pages", TEMPLATES / "components"])
def test_it_keeps_templates_small_and_their_inputs_named(folder):
    for path in folder.glob("*.html"):
        lines = path.read_text().splitlines()
        assert len(lines) <= 60, path
        assert lines[0].startswith("{#"), path


#: Other sites load it with one tag and no build step, so its sheet and words are in it.
WHOLE_IN_ONE_FILE = {"widget.js": 180}


def test_it_keeps_scripts_and_sheets_small():
    for pattern, most in (("js/*.js", 120), ("css/*.css", 400)):
        for path in STATIC.glob(pattern):
            allowed = WHOLE_IN_ONE_FILE.get(path.name, most)
            assert len(path.read_text().splitlines()) <= allowed, path
