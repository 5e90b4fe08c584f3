"""/staff: what is asked about, what readers think, and what is due. Absent unless configured."""

from __future__ import annotations

import logging
from datetime import date

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_limiter import RequestLimit
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from guidebot.errors import DataError
from guidebot.reviews import find_due
from guidebot.storage.exports import export_files
from guidebot.storage.records import Verdict
from guidebot.storage.reports import LEAST, first_day, number_text
from guidebot.trial_checks import read_checks
from guidebot.web.languages import wording
from guidebot.web.limits import seconds_until
from guidebot.web.replies import csv_response
from guidebot.web.site import current_site
from guidebot.web.staff_access import (
    TRIES,
    csrf,
    is_logged_in,
    is_safe_way,
    is_token,
    limiter,
    log_in,
    log_out,
)
from guidebot.web.staff_pictures import pictures
from guidebot.web.views import passage_address

logger = logging.getLogger(__name__)
blueprint = Blueprint("staff_pages", __name__, url_prefix="/staff")

#: Days ahead in which what is due is listed.
AHEAD_DAYS = 30
_SEE_OTHER = 303


def _to(page: str) -> AnyResponse:
    """Send the browser to another staff page in the same language."""
    return redirect(url_for(f"staff_pages.{page}", lang=wording().lang), _SEE_OTHER)


def _login_page(problem: str = "", status: int = 200) -> Response:
    """Show the form; `problem` names a text of strings.toml."""
    return make_response(render_template("pages/staff_login.html", problem=problem), status)


@blueprint.before_request
def guard() -> AnyResponse | None:
    """Let in who is logged in, or has the token; forms must carry the mark of their page."""
    if not is_safe_way():
        return _login_page("staff.needs_https", 403)
    if request.method == "POST":
        try:
            csrf.protect()
        except CSRFError:
            return _login_page("staff.expired", 400)
    if request.endpoint in {"staff_pages.login", "staff_pages.enter"} or is_logged_in():
        return None
    given = request.authorization
    if given is None or given.type != "bearer":
        return _to("login")
    if is_token(given.token or "") and request.method in {"GET", "HEAD"}:
        return None
    return Response("This is not the token.\n", 401, {"WWW-Authenticate": "Bearer"})


@blueprint.after_request
def hide(response: Response) -> Response:
    """Keep the pages out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.errorhandler(DataError)
def cannot_read(error: DataError) -> Response:
    """Say that the database cannot be used; the log says why."""
    logger.error("the staff page cannot be shown: %s", error)
    return make_response(render_template("pages/staff_down.html"), 503)


@blueprint.get("/login")
def login() -> Response:
    """Ask for the password."""
    return _login_page()


def _too_many(limit: RequestLimit) -> Response:
    """Say that there were too many wrong passwords."""
    logger.warning("too many failed logins of staff")
    reply = _login_page("staff.too_many", 429)
    reply.headers["Retry-After"] = str(seconds_until(limit.window.reset_time))
    return reply


@blueprint.post("/login")
@limiter.limit(
    TRIES, deduct_when=lambda reply: reply.status_code != _SEE_OTHER, on_breach=_too_many
)
def enter() -> AnyResponse:
    """Begin a session."""
    if log_in(request.form.get("password", "")):
        return _to("overview")
    logger.warning("a login of staff failed")
    return _login_page("staff.wrong", 403)


@blueprint.post("/logout")
def leave() -> AnyResponse:
    """End the session."""
    log_out()
    return _to("login")


def titles() -> dict[str, str]:
    """Return the title of each passage in the reader's language, by its id."""
    texts = wording()
    return {
        passage.id: texts.written({name: text.title for name, text in passage.texts.items()})
        for passage in current_site().guide.corpus.searchable
    }


@blueprint.get("", strict_slashes=False)
def overview() -> str:
    """Show what is asked about."""
    site = current_site()
    report, names = site.store.report(), titles()
    return render_template(
        "pages/staff.html",
        pictures=pictures(report, names, wording()),
        report=report,
        verdicts=list(Verdict),
        titles=names,
        address=passage_address,
        number_text=number_text,
        since=first_day(date.today(), site.settings.retention_days),
        least=LEAST,
    )


@blueprint.get("/feedback")
def words() -> str:
    """Show the words of readers who agreed."""
    return render_template(
        "pages/staff_feedback.html",
        found=current_site().store.texts(),
        titles=titles(),
        address=passage_address,
    )


@blueprint.post("/feedback/<int:number>/remove")
def remove(number: int) -> AnyResponse:
    """Remove what one reader sent."""
    current_site().store.remove(number)
    return _to("words")


@blueprint.get("/due")
def due() -> str:
    """Show what has to be read again."""
    site = current_site()
    checks, texts = read_checks(site.settings.data), wording()
    return render_template(
        "pages/staff_due.html",
        found=find_due(site.guide.corpus, checks, date.today(), AHEAD_DAYS),
        titles=titles(),
        topics={name: texts.written(title) for name, title in site.guide.corpus.topics.items()},
        address=passage_address,
        ahead=AHEAD_DAYS,
    )


@blueprint.get("/files/<path:name>")
def file(name: str) -> Response:
    """Give one of the files of `guidebot data export`."""
    store = current_site().store
    files = export_files(store.report(), store.texts(), date.today())
    if name not in files:
        abort(404)
    saved = "guidebot-" + name.replace("/", "-")
    if name.endswith(".csv"):
        return csv_response(saved, files[name])
    reply = Response(files[name], content_type="text/markdown; charset=utf-8")
    reply.headers["Content-Disposition"] = f'attachment; filename="{saved}"'
    return reply
