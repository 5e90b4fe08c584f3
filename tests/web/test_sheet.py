"""POST /sheet: the chat on one page for the doctor."""

import pytest
from bs4 import BeautifulSoup

from guidebot.domain import Language, Tag
from guidebot.settings import LOCALE
from guidebot.web.sheet import MOST_QUESTIONS, doctor_questions
from guidebot.web.strings import make_wording, sound_catalogues
from tests import examples
from tests.web.conftest import make_app

CATALOGUES = sound_catalogues(LOCALE)
ENGLISH = make_wording(CATALOGUES, Language.EN)


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


@pytest.fixture
def sheet(client):
    questions = ["台湾可以吗", "我爸嘴突然歪了", "你好"]
    return page(client.post("/sheet?lang=zh-Hans", data={"context": questions, "region": "TW"}))


def test_it_shows_what_was_asked_and_what_was_shown(sheet, guide):
    turns = sheet.select(".sheet__turn")
    assert [turn.h3.select("span")[1].text for turn in turns] == [
        "台湾可以吗", "我爸嘴突然歪了", "你好"
    ]  # fmt: skip
    first, second, _ = turns
    for card in examples.ANSWERED_ZH.guidance:
        assert card.title in first.text
    for statement in examples.ANSWERED_ZH.statements:
        assert statement.text in first.text
    assert "/faq/approval/any-approved" in first.text
    assert "NCT03545607" in first.text
    assert "马上打 120" in second.text
    assert "记下几点钟开始的" in second.text


def test_it_asks_each_question_in_the_light_of_those_before(sheet, guide):
    assert [question.context for question in guide.asked] == [
        (), ("台湾可以吗",), ("台湾可以吗", "我爸嘴突然歪了")
    ]  # fmt: skip
    assert all(question.regions == ("TW",) for question in guide.asked)


def test_it_lists_each_source_once(sheet):
    titles = [cite.text for cite in sheet.select(".sheet__sources cite")]
    assert titles == [examples.WEEKLY.title, examples.MAKER.title]


def test_it_prints_the_public_address_of_each_passage(guide, tmp_path):
    app = make_app(guide, GUIDEBOT_DATA=str(tmp_path), GUIDEBOT_BASE_URL="https://guide.example")
    reply = app.test_client().post("/sheet", data={"context": "台湾可以吗"})
    shown = [each.text for each in page(reply).select(".sheet__turn .sheet__address")]
    assert "guide.example/faq/approval/any-approved" in shown


def test_it_suggests_questions_that_fit_the_cards(sheet):
    asked = [item.text for item in sheet.select(".sheet__questions li")]
    texts = make_wording(CATALOGUES, Language.ZH_HANS)
    tags = [Tag.EMERGENCY_STROKE, Tag.NOT_APPROVED_FOR_STROKE, Tag.BEWARE_CLINIC]
    assert asked == [
        *(texts(f"doctor.{tag}") for tag in tags),
        texts("doctor.treatment"),
        texts("doctor.trial"),
    ]


@pytest.mark.parametrize("tag", [tag for tag in Tag if tag is not Tag.NOT_COVERED])
def test_it_has_a_question_for_every_card(tag):
    assert ENGLISH(f"doctor.{tag}").endswith(("?", "."))


def test_it_suggests_no_more_than_a_consultation_has_time_for():
    assert len(doctor_questions(Tag, ENGLISH)) == MOST_QUESTIONS
    assert doctor_questions([], ENGLISH) == [
        ENGLISH("doctor.treatment"), ENGLISH("doctor.trial")
    ]  # fmt: skip


def test_it_goes_back_to_the_chat_without_a_script(client, sheet):
    form = sheet.select_one("form.tools")
    fields = [(field["name"], field["value"]) for field in form.select("input")]
    data: dict[str, list[str]] = {"switch": ["back"]}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    soup = page(client.post(form["action"], data=data))
    assert soup.select_one("#answer .turn__text").text == "你好"
    assert len(soup.select(".earlier li")) == 2
    assert soup.select_one("option[selected]")["value"] == "TW"


def test_it_is_never_kept_and_has_no_question_in_an_address(client):
    reply = client.post("/sheet", data={"context": ["台湾可以吗"]})
    assert reply.headers["Cache-Control"] == "no-store"
    links = [link["href"] for link in page(reply).select("a")]
    assert not any("%E5" in link or "台湾" in link for link in links)


def test_it_refuses_an_empty_chat_with_a_cure(client):
    reply = client.post("/sheet?lang=en", data={"question": "a draft"})
    assert reply.status_code == 400
    assert "Nothing has been asked yet" in page(reply).text


def test_it_names_a_wrong_region(client):
    reply = client.post("/sheet?lang=en", data={"context": ["x"], "region": "Mars"})
    assert reply.status_code == 400
    assert "Mars" in page(reply).text


def test_the_chat_offers_it_once_something_was_asked(client):
    assert page(client.get("/")).select_one("[data-slot=sheet]").has_attr("hidden")
    button = page(client.post("/", data={"question": "你好"})).select_one(
        "[data-slot=sheet] button"
    )
    assert button["formaction"] == "/sheet?lang=zh-Hans"
    assert button["form"] == "ask"
