"""The trial finder: the table, a page for each registration, and pictures of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)

from guidebot.corpus.registries import canonical_id, official_id, registry_of, registry_url
from guidebot.domain import Tag, TrialRecord
from guidebot.errors import DataError
from guidebot.trial_checks import read_checks
from guidebot.trial_search import FILTERS
from guidebot.web.cards import card_wording, cards_of
from guidebot.web.languages import wording
from guidebot.web.pictures import field_picture, stage_picture, year_picture
from guidebot.web.replies import csv_response
from guidebot.web.site import current_site
from guidebot.web.trial_file import write_csv
from guidebot.web.trial_table import PARAMETERS, TableView, address, make_table
from guidebot.web.views import passage_address, trial_address

blueprint = Blueprint("trials", __name__)

#: What nobody may overlook beside the table.
_CLAIM = "stroke-marketing-approval"
#: As much of an id that is none is shown.
_SHOWN = 60
#: Cards that what is known of a study calls for.
_STATUS_CARDS = {
    "permission-only": Tag.TRIAL_PERMISSION_IS_NOT_APPROVAL,
    "conditional-approval-elsewhere": Tag.APPROVED_ELSEWHERE_NOT_FOR_STROKE,
}


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record with what became of it, in words."""

    record: TrialRecord
    status: str


def _table() -> TableView:
    """Return the table that the address asks for."""
    corpus = current_site().guide.corpus
    return make_table(request.args, corpus.trials, corpus.glossary, wording())


def _claim() -> tuple[str, date]:
    """Return the claim on stroke in the reader's language, and its date."""
    site = current_site()
    claim = site.guide.corpus.claims[_CLAIM]
    return card_wording(wording(), site).claim(claim), claim.as_of


def _show_table(table: TableView) -> Response:
    """Render the page of the table."""
    page = render_template("pages/trials.html", table=table, filters=FILTERS, claim=_claim())
    return make_response(page, 400 if table.refused else 200)


@blueprint.get("/trials", strict_slashes=False)
def trials() -> Response:
    """Show the records that the address asks for; empty fields of the form leave the address."""
    table = _table()
    empty = [name for name in PARAMETERS if request.args.get(name) == ""]
    if empty and not table.refused:
        return make_response(redirect(address(table.selection, table.t)))
    return _show_table(table)


@blueprint.get("/trials.csv")
def trials_csv() -> Response:
    """Give the same records as a file for spreadsheet programs."""
    table = _table()
    if table.refused:
        return _show_table(table)
    return csv_response("guidebot-trials.csv", write_csv(table.found, table.t))


@blueprint.get("/trials/charts")
def charts() -> str:
    """Show pictures of the whole table."""
    records, texts = current_site().guide.corpus.trials, wording()
    pictures = [draw(records, texts) for draw in (stage_picture, field_picture, year_picture)]
    return render_template("pages/trial_charts.html", pictures=pictures, claim=_claim())


@blueprint.get("/trials/<path:identifier>")
def trial(identifier: str) -> Response:
    """Show every record of one registration at its canonical address."""
    wanted = canonical_id(identifier.strip("/"))
    records = [
        record for record in current_site().guide.corpus.trials if canonical_id(record.id) == wanted
    ]
    if not records:
        return _missing(identifier)
    canonical = trial_address(records[0].id)
    if request.path != unquote(canonical):
        language = f"?lang={wording().lang}" if "lang" in request.args else ""
        return make_response(redirect(canonical + language, 301))
    return make_response(_page(records))


def _missing(identifier: str) -> Response:
    """Say that an id is not in the table, or that it is none."""
    official = official_id(identifier)
    words = card_wording(wording(), current_site())
    url = registry_url(official)
    if official:
        text = words.statement("unknown_id", id=official, url=url)
    else:
        text = words.statement("malformed_id", id=identifier[:_SHOWN])
    registry = registry_of(official)
    page = render_template(
        "pages/trial_missing.html",
        official=official,
        text=text,
        url=url,
        registry=registry.name if registry else "",
    )
    return make_response(page, 404 if official else 400)


def _check(identifier: str) -> str:
    """Return what the register said of a trial when it was last asked, or ''."""
    site = current_site()
    try:
        check = read_checks(site.settings.data).get(identifier)
    except DataError as error:
        current_app.logger.warning("%s", error)
        return ""
    words = card_wording(wording(), site)
    return words.statement("registry_check", check=check) if check else ""


def _related(records: Sequence[TrialRecord]) -> list[tuple[str, str]]:
    """Return (title, address) of the passages about the products, those named after one first."""
    texts = wording()
    products = {record.product for record in records}
    found = [
        (texts.written({name: text.title for name, text in passage.texts.items()}), passage.id)
        for passage in current_site().guide.corpus.passages
        if products & set(passage.products)
    ]
    found.sort(key=lambda pair: not any(product in pair[0] for product in products))
    return [(title, passage_address(name)) for title, name in found]


def _page(records: Sequence[TrialRecord]) -> str:
    """Render the page of one registration."""
    site, texts = current_site(), wording()
    words = card_wording(texts, site)
    tags = [_STATUS_CARDS[one.status] for one in records if one.status in _STATUS_CARDS]
    if any(record.condition_group == "stroke" for record in records):
        tags.insert(0, Tag.NOT_APPROVED_FOR_STROKE)
    return render_template(
        "pages/trial.html",
        shown=[RecordView(one, texts.localise(words.status(one.status))) for one in records],
        products=list(dict.fromkeys(record.product for record in records)),
        cards=cards_of(dict.fromkeys(tags), texts, site),
        check=_check(records[0].id),
        related=_related(records),
        sources=dict.fromkeys(source for record in records for source in record.sources),
    )
