"""The trial finder, over the real table: what it finds, shows, refuses and gives as a file."""

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from guidebot.corpus.trials import CELL_KINDS, CELL_ORIGINS, CONDITION_GROUPS, STATUSES
from guidebot.domain import Language
from guidebot.settings import read_settings
from guidebot.trial_checks import TrialCheck, checks_path, write_checks
from guidebot.web.views import trial_address
from tests.web.conftest import StubGuide, make_app

#: The table itself, read without the code under test.
TEXT = (read_settings({}).corpus / "trials.csv").read_text("utf-8")
ROWS = list(csv.DictReader(io.StringIO(TEXT)))


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def app(corpus, data):
    return make_app(StubGuide(corpus=corpus), GUIDEBOT_DATA=str(data))


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


def shown(client, query=""):
    """Return the ids of the rows of the page."""
    soup = page(client.get(f"/trials?lang=en{query}"))
    return [cell.text for cell in soup.select(".records__id")]


def file_rows(reply):
    return list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("lang", Language)
def test_it_shows_every_record_of_the_table_with_the_warning_on_top(client, lang):
    soup = page(client.get(f"/trials?lang={lang}"))
    assert len(soup.select(".records tbody tr")) == len(ROWS)
    assert str(len(ROWS)) in soup.find(id="found").text
    warning = soup.select_one("main .banner--caution")
    assert warning.find_next("table")
    assert {"zh-Hans": "不等于批准", "zh-Hant": "不等於批准", "en": "not mean approved"}[
        lang
    ] in warning.text
    assert "2026" in warning.text


COLUMNS = {"condition": "condition_group", "country": "country", "registry": "registry"}


@pytest.mark.parametrize("name", COLUMNS)
def test_it_offers_each_value_with_as_many_records_as_it_then_shows(client, name):
    counts = Counter(value for row in ROWS for value in (row[COLUMNS[name]] or "none").split("|"))
    options = page(client.get("/trials?lang=en")).select(f"#filter-{name} option[value]")
    offered = {option["value"]: option.text for option in options if option["value"]}
    assert set(offered) == set(counts)
    for value, label in offered.items():
        assert label.endswith(f"({counts[value]})")
        assert len(shown(client, f"&{name}={value}")) == counts[value]


@pytest.mark.parametrize("group", [*CELL_ORIGINS, *CELL_KINDS])
def test_it_finds_cells_by_what_they_are_made_from_and_what_they_are(client, group):
    wanted = [row["id"] for row in ROWS if group in row["cell_group"].split("|")]
    assert wanted
    assert sorted(shown(client, f"&cell={group}")) == sorted(wanted)


@pytest.mark.parametrize(
    ("phase", "printed"),
    [
        ("I", {"I", "I/II", "I/IIa"}),
        ("ii", {"I/II", "I/IIa", "II", "IIa"}),
        ("III", {"III"}),
        ("IIT", {"IIT"}),
        ("none", {""}),
    ],
)
def test_a_phase_also_finds_the_studies_that_span_it(client, phase, printed):
    wanted = [row["id"] for row in ROWS if row["phase"] in printed]
    assert sorted(shown(client, f"&phase={phase}")) == sorted(wanted)


def test_it_joins_filters_and_words(client):
    wanted = {
        row["id"]
        for row in ROWS
        if (row["condition_group"], row["country"]) == ("stroke", "CN")
        and "ipsc" in row["cell_group"]
    }
    assert set(shown(client, "&condition=stroke&country=cn&cell=ipsc")) == wanted
    assert set(shown(client, "&condition=stroke&country=cn&q=ipsc")) == wanted


@pytest.mark.parametrize(
    ("text", "identifier"),
    [("ｎｃｔ 06299033", "NCT06299033"), ("AKUUGO", "NCT02448641"), ("天士力", "CXSL2400882"),
     ("脑梗塞", "NCT03545607"), ("腦中風", "NCT04631406"), ("Steinberg stroke", "NCT04631406")],
)  # fmt: skip
def test_it_finds_by_id_product_company_and_words_that_mean_the_same(client, text, identifier):
    assert identifier in shown(client, f"&q={text}")


def test_stroke_leads_and_what_is_not_stated_comes_last_either_way(client):
    stroke = [row["id"] for row in ROWS if row["condition_group"] == "stroke"]
    assert shown(client)[: len(stroke)] == stroke
    undated = {row["id"] for row in ROWS if not row["start"]}
    for sort in ("start", "-start"):
        assert set(shown(client, f"&sort={sort}")[-len(undated) :]) == undated
        _, *rows = file_rows(client.get(f"/trials.csv?sort={sort}"))
        starts = [row[6] for row in rows if row[6]]
        assert len(starts) == len(ROWS) - len(undated)
        assert starts == sorted(starts, reverse=sort == "-start")


def test_a_column_head_sorts_and_then_turns_the_order_round(client):
    first = page(client.get("/trials?lang=en&country=CN"))
    assert [head["aria-sort"] for head in first.select("th[aria-sort]")] == ["ascending"]
    link = first.find("a", string="Start")
    second = page(client.get(link["href"]))
    head = second.select_one("th[aria-sort]")
    assert (head["aria-sort"], parse_qs(urlsplit(head.a["href"]).query)["sort"]) == (
        "ascending",
        ["-start"],
    )
    third = page(client.get(head.a["href"]))
    assert third.select_one("th[aria-sort]")["aria-sort"] == "descending"
    assert "country=CN" in third.select_one("th[aria-sort] a")["href"]


def test_the_form_leaves_empty_fields_out_of_the_address(client):
    reply = client.get("/trials?lang=en&q=&condition=stroke&cell=&country=&phase=&registry=")
    assert reply.status_code == 302
    assert reply.headers["Location"] == "/trials?lang=en&condition=stroke"


def test_each_choice_can_be_taken_back_alone_and_the_language_keeps_them(client):
    soup = page(client.get("/trials?lang=en&condition=stroke&country=BR"))
    assert "No record fits" in soup.text
    assert soup.select_one('.found a[href="https://trialsearch.who.int/"]')
    assert [chip["href"] for chip in soup.select(".chip")] == [
        "/trials?lang=en&country=BR#found",
        "/trials?lang=en&condition=stroke#found",
    ]
    other = soup.select_one('.languages a[lang="zh-Hant"]')
    assert other["href"] == "?lang=zh-Hant&condition=stroke&country=BR"


@pytest.mark.parametrize(
    ("query", "value", "field"),
    [("country=XX", "XX", "#filter-country"), ("phase=IV", "IV", "#filter-phase"),
     ("condition=stroke&cell=magic", "magic", "#filter-cell"),
     ("sort=size", "size", "/trials?lang=en"),
     ("registry=" + "x" * 500, "x" * 40 + "…", "#filter-registry"),
     ("q=" + "x" * 101, "too long", "#filter-q"), ("country=<b>", "<b>", "#filter-country")],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/trials", "/trials.csv"])
def test_it_names_a_value_that_it_does_not_know_and_the_cure(client, path, query, value, field):
    reply = client.get(f"{path}?lang=en&{query}")
    soup = page(reply)
    assert reply.status_code == 400
    summary = soup.select_one(".error-summary")
    assert value in summary.text
    assert summary.select_one("li a")["href"] == field
    assert field.startswith("/") or soup.select_one(field)
    assert not soup.select(".records, main b")


@pytest.mark.parametrize("query", ["", "&condition=eye&country=US&sort=-start", "&q=FT516"])
def test_the_file_holds_the_same_records_in_the_same_order(client, query):
    reply = client.get(f"/trials.csv?lang=en{query}")
    assert reply.content_type == "text/csv; charset=utf-8"
    assert reply.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in reply.headers["Content-Disposition"]
    head, *rows = file_rows(reply)
    assert [row[0] for row in rows] == shown(client, query)
    assert {len(row) for row in rows} == {len(head)}
    assert "Status (registered does not mean approved)" in head


def test_the_file_speaks_the_readers_language(client):
    head, *rows = file_rows(client.get("/trials.csv?lang=zh-Hant&q=NCT06299033"))
    assert "狀態（登記不等於批准）" in head
    assert "中國大陸" in rows[0]
    assert "缺血性腦中風後的偏癱" in rows[0]


def test_the_cells_of_the_file_are_as_they_stand_in_the_table(client):
    for row in file_rows(client.get("/trials.csv")):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "'"))]


def test_a_dangerous_record_is_made_harmless_in_the_file(corpus):
    bad = replace(corpus.trials[0], product='=HYPERLINK("https://evil.example")')
    app = make_app(StubGuide(corpus=replace(corpus, trials=(bad,))))
    _, row = file_rows(app.test_client().get("/trials.csv"))
    assert row[1].startswith("'=HYPERLINK")


@pytest.mark.parametrize("lang", Language)
def test_every_record_has_its_page_with_registry_results_doubts_and_sources(client, lang):
    for record in ROWS:
        reply = client.get(trial_address(record["id"]) + f"?lang={lang}")
        soup = page(reply)
        assert reply.status_code == 200, record["id"]
        assert record["id"] in soup.h1.text
        assert "banner--caution" in str(soup)
        assert soup.select_one('section[aria-labelledby="sources"] .citation')
        if lang is Language.EN:
            text = " ".join(soup.main.text.split())
            assert record["note_en"] in text
            assert record["disputed_en"] in text
            assert record["condition_en"] in text


def test_a_page_links_to_the_registry_and_to_passages_about_the_product(client):
    soup = page(client.get("/trials/NCT06299033?lang=en"))
    assert soup.select_one('main a[href="https://clinicaltrials.gov/study/NCT06299033"]')
    related = [link["href"] for link in soup.select('section[aria-labelledby="related"] a')]
    assert len(related) > 5
    assert all("hNPC01" in link.text for link in soup.select("#related + ul a"))
    assert all(client.get(address).status_code == 200 for address in related)
    assert "November 2023" not in soup.select_one(".facts").text
    assert soup.select_one(".card--caution")


def test_a_start_reads_as_a_date(client):
    facts = "/trials/NCT06789445?lang="
    assert "March 2025" in page(client.get(facts + "en")).select_one(".facts").text
    assert "2025年3月" in page(client.get(facts + "zh-Hans")).select_one(".facts").text


@pytest.mark.parametrize("identifier", ["NCT04982081", "NCT06978920"])
def test_it_shows_all_records_of_one_id_and_names_the_doubt(client, identifier):
    products = [row["product"] for row in ROWS if row["id"] == identifier]
    soup = page(client.get(f"/trials/{identifier}?lang=en"))
    assert len(products) == 2
    assert [head.text for head in soup.select(".panel > h2")] == products
    doubt = soup.select_one("article > .overdue").text
    assert "one registration for 2 products" in doubt
    assert all(product in doubt for product in products)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("permission-only", "none of them is marketing approval"),
        ("conditional-approval-elsewhere", "not approved for stroke"),
    ],
)
def test_the_card_that_denies_an_approval_stands_before_such_a_record(client, status, words):
    records = [row for row in ROWS if row["status"] == status]
    assert records
    for row in records:
        cards = page(client.get(trial_address(row["id"]) + "?lang=en")).select(".card")
        assert words in " ".join(" ".join(card.text for card in cards).split())
        assert cards[-1].find_next(class_="panel")


def test_every_page_on_stroke_says_that_nothing_is_approved(client):
    for row in (row for row in ROWS if row["condition_group"] == "stroke"):
        text = page(client.get(trial_address(row["id"]) + "?lang=en")).select_one(".card").text
        assert "No cell product is approved for sale to treat stroke" in " ".join(text.split())


@pytest.mark.parametrize(
    ("spelled", "canonical"),
    [("nct06299033", "/trials/NCT06299033"), ("NCT-0629-9033", "/trials/NCT06299033"),
     ("ＮＣＴ06299033", "/trials/NCT06299033"), ("NCT 06299033/", "/trials/NCT06299033"),
     ("jrctA050190117", "/trials/jRCTa050190117"), ("IND 30788", "/trials/IND-30788"),
     ("jma-iia00412", "/trials/JMA-IIA00412")],
)  # fmt: skip
def test_any_spelling_leads_to_the_one_address(client, spelled, canonical):
    reply = client.get(f"/trials/{spelled}?lang=en")
    assert reply.status_code == 301
    assert reply.headers["Location"] == canonical + "?lang=en"
    assert client.get(canonical).status_code == 200


def test_an_id_that_the_table_lacks_leads_to_its_registry(client):
    reply = client.get("/trials/nct00000001?lang=en")
    soup = page(reply)
    assert reply.status_code == 404
    assert "NCT00000001" in soup.main.text
    assert soup.select_one('main a.button[href="https://clinicaltrials.gov/study/NCT00000001"]')
    reply = client.get("/trials/ctri/2024/04/065639?lang=en")
    assert reply.status_code == 404
    assert "CTRI/2024/04/065639" in page(reply).main.text


@pytest.mark.parametrize("text", ["NCT0629903", "hello", "<b>x</b>", "x" * 3000, "%00"])
def test_what_is_no_id_is_called_so(client, text):
    reply = client.get(f"/trials/{text}?lang=en")
    soup = page(reply)
    assert reply.status_code == 400
    assert "not a well-formed" in soup.h1.text
    assert text[:10] in soup.main.text or text == "%00"
    assert not soup.select("main b")
    assert len(soup.main.text) < 1500


def test_the_stored_answer_of_the_registry_stands_on_the_page(client, data):
    assert "asked on" not in client.get("/trials/NCT06299033?lang=en").text
    check = TrialCheck(
        "NCT06299033", "RECRUITING", "2023-11", "", "2026-10-01", False, date(2026, 11, 24)
    )
    write_checks(data, {check.id: check})
    soup = page(client.get("/trials/NCT06299033?lang=en"))
    said = soup.select_one('section[aria-labelledby="checked"]').text
    assert "recruiting" in said
    assert "2026-11-24" in said


def test_a_damaged_store_of_answers_does_not_break_the_page(client, data):
    data.mkdir()
    checks_path(data).write_text("{broken")
    assert client.get("/trials/NCT06299033").status_code == 200


@pytest.mark.parametrize("lang", Language)
def test_every_picture_has_its_words_and_its_table(client, lang):
    soup = page(client.get(f"/trials/charts?lang={lang}"))
    pictures = soup.select('svg[role="img"]')
    assert len(pictures) == 3
    for picture in pictures:
        for name in picture["aria-labelledby"].split():
            assert soup.find(id=name).text
        rows = picture.find_next("details").select("tbody tr")
        assert len(rows) >= 6
        for row in rows:
            assert row.th.text in picture.desc.text
    assert not soup.select("[style], style")


def table_of(soup, name):
    rows = soup.select(f".figure--{name} tbody tr")
    return {row.th.text: [cell.text for cell in row("td")] for row in rows}


def test_the_pictures_count_what_the_table_holds(client):
    soup = page(client.get("/trials/charts?lang=en"))
    fields = table_of(soup, "field")
    groups = Counter(row["condition_group"] for row in ROWS)
    assert fields["Stroke"] == ["2", "1", "1", "1", "2", str(groups["stroke"])]
    assert sum(int(row[-1]) for row in fields.values()) == len(ROWS)
    assert sorted(int(row[-1]) for row in fields.values()) == sorted(groups.values())
    years = {name: int(row[0]) for name, row in table_of(soup, "year").items()}
    starts = Counter(row["start"][:4] or "no year" for row in ROWS)
    assert {name: count for name, count in years.items() if count} == dict(starts)
    for name, number in (("field", len(fields)), ("year", len(years))):
        assert (
            len(soup.select(f".figure--{name} svg[role=img] text.start, .figure--{name} text.end"))
            >= number
        )


def test_the_picture_of_stages_never_fills_the_box_of_an_approval(client):
    soup = page(client.get("/trials/charts?lang=en"))
    stages = table_of(soup, "stage")
    products = {row["product"] for row in ROWS if row["condition_group"] == "stroke"}
    assert set(stages) == products
    assert stages["MultiStem"] == ["Phase III", "reported halted", "NCT03545607"]
    assert stages["NR-20201"][0] == "allowed to be tested"
    drawing = soup.select_one(".figure--stage svg[role=img]")
    assert len(drawing.select(".approved")) == len(products)
    last = max(float(box["x"]) for box in drawing.select("rect"))
    assert {box["class"][0] for box in drawing.select("rect") if float(box["x"]) == last} == {
        "approved"
    }
    assert len(drawing.select(".reached")) == 5 + 4 + 3 + 2 + 2 + 1


def test_every_mark_of_a_picture_lies_inside_it(client):
    for drawing in page(client.get("/trials/charts?lang=en")).select('svg[role="img"]'):
        _, _, width, height = map(float, drawing["viewbox"].split())
        for box in drawing.select("rect"):
            assert 0 <= float(box["x"]) <= float(box["x"]) + float(box["width"]) <= width
            assert 0 <= float(box["y"]) + float(box["height"]) <= height


@pytest.mark.parametrize(
    ("prefix", "closed_set"),
    [
        ("field", CONDITION_GROUPS),
        ("cell", CELL_ORIGINS),
        ("cell", CELL_KINDS),
        ("trial_state", STATUSES),
    ],
)
def test_it_has_words_for_every_group(app, prefix, closed_set):
    for wording in app.extensions["guidebot"].wordings.values():
        assert all(wording(f"{prefix}.{name}") for name in closed_set)


def test_the_finder_is_linked_from_every_page(client):
    for path in ("/", "/sources", "/nothing"):
        assert page(client.get(f"{path}?lang=en")).select_one('.footer a[href="/trials?lang=en"]')


def test_an_empty_table_still_has_its_pages(corpus):
    client = make_app(StubGuide(corpus=replace(corpus, trials=()))).test_client()
    for path in ("/trials", "/trials.csv", "/trials/charts"):
        assert client.get(path).status_code == 200
    assert client.get("/trials/NCT06299033").status_code == 404
