"""The FAQ: topics, search, stable addresses, and what others read of them."""

import csv
import io
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from guidebot.domain import Language, Passage, PassageText, SourceKind
from guidebot.guide import open_guide
from guidebot.web.scripts import by_language
from guidebot.web.topics import LEADING
from guidebot.web.views import passage_address
from tests import examples
from tests.web.conftest import StubGuide, make_app

LANGUAGES = list(Language)
ANSWER = "/faq/approval/any-approved"


def leaflet(text: str, key: str) -> Passage:
    """Return a part of an own document, as `guidebot ingest` makes it."""
    written = PassageText(text, text, text, ())
    return replace(
        examples.APPROVED,
        id=f"site-leaflet-1#{key}",
        topic="site-leaflet-1",
        texts={"zh": written, "en": written},
        sources=(replace(examples.MAKER, title="我们医院的说明", kind=SourceKind.COMPANY),),
        cards=(),
        site=True,
    )


@pytest.fixture
def guide():
    """Stub with a topic of two passages, an own document, and addresses that moved."""
    guide = StubGuide()
    second = replace(examples.OVERDUE, id="approval#us-fda", topic="approval")
    guide.corpus = replace(
        guide.corpus,
        passages=(examples.APPROVED, second, examples.OVERDUE),
        site_passages=(leaflet("=Our ward takes visitors", "a1"), leaflet("访客时间", "a2")),
        redirects={
            "approval#fda": "approval#us-fda",
            "permits": "approval",
            "approval#gone": "approval#never",
        },
    )
    return guide


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_lists_every_question_in_the_readers_language(client, guide, language):
    soup = page(client.get(f"/faq?lang={language}"))
    assert soup.html["lang"] == language
    links = {link["href"].split("?")[0] for link in soup.select(".questions a")}
    assert links == {"/faq/" + passage.id.replace("#", "/") for passage in guide.corpus.searchable}
    assert all(link["href"].endswith(f"?lang={language}") for link in soup.select(".questions a"))


def test_it_lists_own_documents_apart_and_marked(client):
    soup = page(client.get("/faq?lang=en"))
    own = soup.find(id="own").find_parent("section")
    assert "not part of the checked text" in own.text
    assert [link["href"] for link in own.select("h3 a")] == ["/faq/site-leaflet-1?lang=en"]
    assert own.select_one("h3 a")["lang"] == "zh-Hans"
    assert not soup.find(id="topics").find_parent("section").select('a[href*="site-leaflet"]')


def test_it_searches_by_words_and_by_meaning(client, guide):
    def found(text):
        soup = page(client.post("/faq?lang=en", data={"search": text}))
        return [link["href"].split("?")[0] for link in soup.select("#results .questions a")]

    assert found("fat cells nr-20201")[:2] == [ANSWER, "/faq/stroke-products/nr-20201"]
    assert "/faq/approval/us-fda" in found("fat cells nr-20201")
    assert found("visitors")[-1] == "/faq/site-leaflet-1/a1"
    assert guide.asked[0].text == "fat cells nr-20201"


def test_it_keeps_what_was_looked_for_out_of_address_and_cache(client):
    form = page(client.get("/faq?lang=en")).select_one("form[role=search]")
    assert form["method"] == "post"
    reply = client.post("/faq?lang=en", data={"search": 'my "cost"'})
    assert reply.headers["Cache-Control"] == "no-store"
    assert page(reply).select_one("#search")["value"] == 'my "cost"'
    assert "cost" not in page(reply).title.text


def test_it_says_when_nothing_was_found(client, monkeypatch, guide):
    monkeypatch.setattr(guide, "answer", lambda question: examples.NOT_COVERED_EN)
    soup = page(client.post("/faq?lang=en", data={"search": "zzz"}))
    assert "Nothing was found" in soup.find(id="results").text
    assert soup.find(id="topics")


@pytest.mark.parametrize(("text", "status"), [("", 400), ("  ", 400), ("长" * 201, 413)])
def test_it_says_what_is_wrong_with_a_search(client, text, status):
    reply = client.post("/faq?lang=zh-Hans", data={"search": text})
    soup = page(reply)
    assert reply.status_code == status
    assert soup.select_one("#search")["aria-invalid"] == "true"
    assert soup.find(id="search-error").text.strip()
    assert soup.find(id="topics")


def test_an_emergency_in_the_search_stands_alone(client):
    soup = page(client.post("/faq?lang=zh-Hant", data={"search": "我爸嘴突然歪了"}))
    assert soup.select_one(".card--emergency a[href='tel:120']")
    assert not soup.select(".questions")


def test_it_lists_one_topic(client):
    soup = page(client.get("/faq/approval?lang=zh-Hans"))
    assert soup.h1.text == "批准了吗？"
    assert len(soup.select(".questions a")) == 2
    assert "2025年1月31日" in soup.main.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/passage/approval/any-approved", ANSWER),
        ("/passage/approval/fda?lang=en", "/faq/approval/us-fda?lang=en"),
        ("/faq/approval/fda?lang=zh-Hant", "/faq/approval/us-fda?lang=zh-Hant"),
        ("/faq/permits", "/faq/approval"),
        ("/faq/permits/us-fda?lang=tlh", "/faq/approval/us-fda"),
        ("/faq/permits/fda", "/faq/approval/us-fda"),
        ("/passage/site-leaflet-1/a1", "/faq/site-leaflet-1/a1"),
    ],
)
def test_an_old_address_leads_to_the_new_one_for_good(client, old, new):
    reply = client.get(old)
    assert (reply.status_code, reply.headers["Location"]) == (301, new)


@pytest.mark.parametrize(
    "path",
    [
        "/faq/nothing",
        "/faq/approval/nothing",
        "/faq/approval/gone",
        "/faq/nothing/any-approved",
        "/passage/approval/nothing",
        "/faq/approval/nothing/qr.svg",
        "/faq/links?topic=nothing",
    ],
)
def test_it_helps_where_there_is_no_such_address(client, path):
    reply = client.get(path)
    assert reply.status_code == 404
    assert page(reply).select_one("textarea#question")
    assert not page(reply).select("link[rel=canonical]")


def test_it_links_the_questions_before_and_after(client):
    def neighbours(path):
        soup = page(client.get(path + "?lang=en"))
        return {link["rel"][0]: link["href"] for link in soup.select(".neighbours a[rel]")}

    assert neighbours(ANSWER) == {"next": "/faq/approval/us-fda?lang=en"}
    assert neighbours("/faq/approval/us-fda") == {"prev": ANSWER + "?lang=en"}
    assert neighbours("/faq/stroke-products/nr-20201") == {}


def test_it_says_what_an_answer_rests_on_and_when_it_was_checked(client):
    soup = page(client.get(ANSWER + "?lang=en"))
    facts = " ".join(soup.select_one(".facts").get_text(" ").split())
    assert "Evidence a rule or decision of an authority" in facts
    assert "Last checked 22 November 2026" in facts
    assert "Next check due 22 February 2099" in facts
    assert "No licensed clinician has reviewed it" in soup.main.text
    names = [(part.text.strip(), part["lang"]) for part in soup.select(".citation a span")]
    assert ("(weekly on permitted cell-therapy techniques)", "en") in names
    assert ("藥物食品安全週報 第1027期", "zh-Hant") in names


def test_it_never_shows_the_ways_of_asking(client):
    assert "全球有没有干细胞疗法获批治中风" not in client.get(ANSWER + "?lang=zh-Hans").text


def test_it_marks_an_own_document_and_keeps_it_from_search_engines(client):
    soup = page(client.get("/faq/site-leaflet-1/a2?lang=en"))
    assert "not part of the checked text" in soup.main.text
    assert soup.h1["lang"] == soup.select_one(".prose--passage")["lang"] == "zh-Hans"
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"
    assert not soup.select("link[rel=canonical]")
    assert "No licensed clinician" not in soup.main.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [ANSWER, "/faq", "/faq/approval", "/sources", "/"])
def test_it_names_its_versions_to_search_engines(guide, path, language):
    site = "https://guide.example"
    client = make_app(guide, GUIDEBOT_BASE_URL=site + "/").test_client()
    soup = page(client.get(f"{path}?lang={language}", headers={"Host": "other.example"}))
    mine = f"{site}{path}?lang={language}"
    assert soup.select_one("link[rel=canonical]")["href"] == mine
    assert soup.select_one('meta[property="og:url"]')["content"] == mine
    named = {link["hreflang"]: link["href"] for link in soup.select("link[rel=alternate]")}
    assert named == {
        **{each.value: f"{site}{path}?lang={each}" for each in LANGUAGES},
        "x-default": site + path,
    }


def test_it_describes_an_answer_by_its_bottom_line(client):
    soup = page(client.get(ANSWER + "?lang=en"))
    lead = examples.APPROVED.texts["en"].bottom_line
    assert soup.select_one("meta[name=description]")["content"] == lead
    assert soup.select_one('meta[property="og:description"]')["content"] == lead
    title = examples.APPROVED.texts["en"].title
    assert soup.title.text == f"{title} · guidebot"
    assert soup.select_one('meta[property="og:title"]')["content"] == title


def test_it_takes_the_address_of_the_request_where_none_is_set(client):
    soup = page(client.get(ANSWER + "?lang=en", headers={"Host": "guide.test:81"}))
    assert soup.find(id="address").text == f"http://guide.test:81{ANSWER}?lang=en"


def test_it_repeats_no_host_that_cannot_be_one(client):
    soup = page(client.get(ANSWER + "?lang=en", headers={"Host": 'evil"<x>.example'}))
    assert soup.select_one("link[rel=canonical]")["href"] == ANSWER + "?lang=en"


def test_the_sitemap_lists_every_page_in_every_language(guide):
    client = make_app(guide, GUIDEBOT_BASE_URL="https://guide.example").test_client()
    reply = client.get("/sitemap.xml")
    root = ElementTree.fromstring(reply.data)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    places = [each.text or "" for each in root.iter(space + "loc")]
    assert len(places) == len(set(places))
    for path in (ANSWER, "/check", "/trials", f"/trials/{guide.corpus.trials[0].id}"):
        assert {f"https://guide.example{path}?lang={each}" for each in LANGUAGES} <= set(places)
    assert not [place for place in places if "site-leaflet" in place]
    assert all(len(each.findall("{*}link")) == 4 for each in root.iter(space + "url"))
    for place in places:
        assert client.get(place.removeprefix("https://guide.example")).status_code == 200


def test_robots_are_told_where_the_sitemap_is(client):
    text = client.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Disallow: /api/\nDisallow: /v1/\n" in text


@pytest.mark.parametrize("path", ["/faq", "/faq/approval", ANSWER, "/faq/links", "/sitemap.xml"])
def test_a_page_that_did_not_change_is_not_sent_again(client, path):
    first = client.get(path + "?lang=en")
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in first.headers
    again = client.get(path + "?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(path + "?lang=zh-Hant", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == (304 if path == "/sitemap.xml" else 200)


@pytest.mark.parametrize("packed", ["br", "gzip"])
def test_a_packed_page_that_did_not_change_is_not_sent_again(client, packed):
    headers = {"Accept-Encoding": packed}
    first = client.get("/faq?lang=en", headers=headers)
    assert first.headers["Content-Encoding"] == packed
    headers["If-None-Match"] = first.headers["ETag"]
    again = client.get("/faq?lang=en", headers=headers)
    assert (again.status_code, again.data) == (304, b"")


def test_it_gives_all_links_as_table_and_as_html(client, guide):
    soup = page(client.get("/faq/links?lang=en"))
    wanted = {
        f"http://localhost/faq/{each.id.replace('#', '/')}?lang=en"
        for each in guide.corpus.searchable
    }
    assert {link["href"] for link in soup.select("table.links a")} == wanted
    snippet = BeautifulSoup(soup.find(id="code").text, "html.parser")
    assert {link["href"] for link in snippet.select("a")} == wanted
    assert "not part of the checked text" in soup.find(id="links-site-leaflet-1").parent.text
    one = page(client.get("/faq/links?lang=en&topic=approval"))
    assert len(one.select("table.links a")) == 2
    assert one.select_one("option[selected]")["value"] == "approval"


def test_it_gives_all_links_as_csv_that_spreadsheets_read_safely(client):
    reply = client.get("/faq/links.csv?lang=en")
    assert reply.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in reply.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(reply.data.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert rows[0]["address"] == f"http://localhost{ANSWER}?lang=en"
    assert {row["origin"] for row in rows} == {"checked", "own document"}
    assert rows[-2]["question"] == "'=Our ward takes visitors"


def test_the_footer_leads_to_the_faq(client):
    assert page(client.get("/?lang=en")).select_one('.footer a[href="/faq?lang=en"]')


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("藥物週報 (weekly paper)", [("藥物週報 ", "zh-Hant"), ("(weekly paper)", "en")]),
        ("NR-20201是什么", [("NR-20201是什么", "zh-Hans")]),
        ("JAMA Neurology", [("JAMA Neurology", "en")]),
        ("", []),
    ],
)  # fmt: skip
def test_it_marks_the_language_of_each_part_of_a_title(text, parts):
    assert by_language(text) == parts


def test_the_real_corpus_has_room_for_these_addresses(corpus):
    assert set(LEADING) <= set(corpus.topics), "a topic that leads the list was renamed"
    assert "links" not in corpus.topics, "/faq/links is taken"


@pytest.fixture(scope="session")
def real_guide(settings):
    return open_guide(settings)


@pytest.mark.model
def test_the_real_guide_adds_what_is_near_in_meaning_to_what_holds_the_words(real_guide):
    app = make_app(real_guide)
    words = "会不会得癌症"
    soup = page(app.test_client().post("/faq?lang=zh-Hans", data={"search": words}))
    links = [link["href"].split("?")[0] for link in soup.select("#results .questions a")]
    folded = {
        passage_address(id): text
        for id, (_, text) in app.extensions["guidebot"].folded_texts.items()
    }
    assert "/faq/risks/tumour-risk" in links
    assert [link for link in links if words not in folded[link]]
