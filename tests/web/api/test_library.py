"""What programs read of the corpus: passages, topics, trials and the status."""

import pytest

from guidebot import __version__
from guidebot.domain import Language
from tests import examples
from tests.web.conftest import StubGuide, make_app

API = "/api/v1"
READ = ("/passages/approval%23any-approved", "/faq", "/trials", "/trials/NCT03545607", "/status")


@pytest.mark.parametrize("path", [*READ, "/openapi.json"])
def test_what_did_not_change_is_not_sent_again(client, path):
    first = client.get(API + path)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Accept-Language" in first.headers["Vary"]
    again = client.get(API + path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", READ[:-1])
def test_it_speaks_the_language_that_is_named_else_the_clients(client, path):
    named = client.get(f"{API}{path}?lang=zh-Hant").json
    assert named["lang"] == "zh-Hant"
    assert client.get(API + path, headers={"Accept-Language": "en"}).json["lang"] == "en"
    reply = client.get(f"{API}{path}?lang=fr")
    assert (reply.status_code, reply.json["code"]) == (400, "bad_lang")
    assert "'fr'" in reply.json["detail"]


def test_a_passage_comes_with_the_cards_that_belong_before_it(client):
    passage = client.get(API + READ[0] + "?lang=en").json
    assert list(passage).index("guidance") < list(passage).index("text")
    assert passage["guidance"][0]["tag"] == "not_approved_for_stroke"
    assert passage["text"].startswith(passage["bottom_line"])
    assert [source["id"] for source in passage["sources"]] == ["tfda-weekly-1027", "treasure-2024"]
    assert (passage["signed"], passage["own"]) == (None, False)


def test_a_passage_is_found_with_a_slash_too(client):
    assert client.get(API + "/passages/approval/any-approved").json["id"] == examples.APPROVED.id


@pytest.mark.parametrize("name", ["approval", "approval%23nothing", "approval/any-approved/more"])
def test_it_says_that_there_is_no_such_passage(client, name):
    reply = client.get(f"{API}/passages/{name}")
    assert (reply.status_code, reply.json["code"]) == (404, "unknown_passage")
    assert "%23" in reply.json["cure"]


def test_a_moved_passage_sends_on_in_the_same_language():
    guide = StubGuide()
    guide.corpus.redirects["approval#old"] = "approval#any-approved"
    client = make_app(guide).test_client()
    reply = client.get(API + "/passages/approval%23old?lang=en")
    assert reply.status_code == 301
    assert reply.headers["Location"] == API + "/passages/approval%23any-approved?lang=en"
    guide.corpus.redirects.clear()


def test_it_lists_every_question_by_topic(client):
    faq = client.get(API + "/faq?lang=zh-Hans").json
    assert [topic["name"] for topic in faq["topics"]] == ["approval", "stroke-products"]
    assert faq["topics"][0]["passages"] == [
        {
            "id": "approval#any-approved",
            "title": "全世界有没有获准治疗中风的干细胞产品？",
            "url": "/faq/approval/any-approved",
        }
    ]


def test_it_lists_one_topic_or_says_which_there_are(client):
    faq = client.get(API + "/faq?topic=stroke-products").json
    assert [topic["name"] for topic in faq["topics"]] == ["stroke-products"]
    reply = client.get(API + "/faq?topic=football")
    assert (reply.status_code, reply.json["code"]) == (404, "unknown_topic")
    assert "stroke-products" in reply.json["cure"]


def test_the_table_of_trials_says_first_that_nothing_is_approved(client):
    table = client.get(API + "/trials?lang=en").json
    assert "No cell product" in table["notice"]["text"]
    assert table["count"] == len(table["trials"]) == 1
    assert table["trials"][0]["url"] == "/trials/NCT03545607"
    assert table["trials"][0]["status"] == "halted"


@pytest.mark.parametrize(
    ("query", "count"),
    [("condition=stroke&country=GB&phase=III", 1), ("q=nothing", 0), ("q=multistem", 1), ("q=", 1)],
)
def test_it_selects_trials_by_the_filters_of_the_page(client, query, count):
    assert client.get(f"{API}/trials?{query}").json["count"] == count


@pytest.mark.parametrize(
    ("query", "named"), [("country=XX", "XX"), ("sort=price", "price"), ("q=" + "x" * 101, "100")]
)
def test_it_refuses_a_filter_that_the_table_does_not_have(client, query, named):
    reply = client.get(f"{API}/trials?{query}")
    assert (reply.status_code, reply.json["code"]) == (400, "bad_filter")
    assert named in reply.json["detail"] + reply.json["cure"]


@pytest.mark.parametrize("name", ["NCT03545607", "nct 03545607", "ＮＣＴ０３５４５６０７"])
def test_a_trial_is_found_in_any_spelling(client, name):
    trial = client.get(f"{API}/trials/{name}?lang=en").json
    assert trial["id"] == "NCT03545607"
    assert [row["product"] for row in trial["records"]] == ["MultiStem"]
    assert [card["tag"] for card in trial["guidance"]] == ["not_approved_for_stroke"]


@pytest.mark.parametrize(
    ("name", "status", "code", "told"),
    [
        ("NCT99999999", 404, "unknown_trial", "https://clinicaltrials.gov/study/NCT99999999"),
        ("NCT1", 404, "malformed_trial", "NCT06299033"),
        ("何かの試験", 404, "malformed_trial", "NCT06299033"),
    ],
)
def test_it_says_what_is_wrong_with_a_trial(client, name, status, code, told):
    reply = client.get(f"{API}/trials/{name}")
    assert (reply.status_code, reply.json["code"]) == (status, code)
    assert told in reply.json["cure"]


def test_the_status_tells_what_the_answers_rest_on(client, guide):
    status = client.get(API + "/status").json
    assert status["version"] == __version__
    assert status["languages"] == list(Language)
    assert {"CN", "TW", "HK"} <= set(status["regions"])
    assert status["corpus"]["passages"] == 2
    assert status["last_checked"] == "2026-11-22"
    assert (status["ready"], status["index"], status["model"]) == (True, None, None)
    guide.ready = False
    assert client.get(API + "/status").json["ready"] is False


@pytest.mark.model
def test_the_status_names_model_and_index(real_client, real_guide):
    status = real_client.get(API + "/status").json
    assert status["corpus"]["digest"] == real_guide.corpus.digest
    assert status["index"]["kind"] == "flat"
    assert status["index"]["vectors"] > status["corpus"]["passages"]
    assert status["model"]
    assert "/" not in status["model"]
