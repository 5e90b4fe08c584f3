"""The OpenAPI document, its models and the JSON that is sent: none may leave the others."""

import ast
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import guidebot
from guidebot.adverts.check import check_to_dict, open_checker
from guidebot.domain import Signature
from guidebot.serialise import answer_to_dict
from guidebot.web.api import bodies, library_replies, replies
from guidebot.web.api.operations import OPERATIONS
from guidebot.web.problem_json import TITLES
from tests import examples

API = "/api/v1"
#: Problems of pages and of the part that has OpenAI's shape, which have no titles.
ELSEWHERE = {"empty_chat", "bad_messages", "unsupported_parameter", "model_not_found"}


@pytest.fixture
def document(client):
    return client.get(API + "/openapi.json").json


def names(model):
    """Return the fields of a model in their order."""
    return list(model.model_fields)


def assert_same(model, body):
    """Hold the names of a body and their order to a model, and its values to the model's kinds."""
    assert list(body) == names(model)
    model.model_validate_json(json.dumps(body))


def test_it_is_a_valid_openapi_document(document):
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    assert document["info"]["version"] == guidebot.__version__


def test_it_describes_every_address_of_the_api(app, document):
    served = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/v1/", "/v1/")) and rule.rule != API + "/openapi.json"
    }
    assert served == set(OPERATIONS)
    assert len(document["paths"]) == len(OPERATIONS)


def test_it_offers_the_values_of_the_table(document):
    offered = {
        one["name"]: one["schema"].get("enum")
        for one in document["paths"][API + "/trials"]["get"]["parameters"]
    }
    assert offered["country"] == ["", "GB", "US"]
    assert offered["lang"] == ["", "zh-Hans", "zh-Hant", "en"]
    assert "-start" in offered["sort"]


def test_each_example_of_a_body_is_a_body(document):
    for operation in OPERATIONS.values():
        if operation.body:
            operation.body.model_validate(operation.body.example())


@pytest.mark.parametrize("name", examples.ANSWERS)
def test_an_answer_has_the_names_of_the_contract(name):
    body = answer_to_dict(examples.ANSWERS[name])
    assert_same(replies.Answer, body)
    for model, parts in (
        (replies.Statement, body["statements"]),
        (replies.Card, body["guidance"]),
        (replies.ShownPassage, body["passages"]),
        (replies.ShownTrial, body["trials"]),
        (replies.Source, [passage["source"] for passage in body["passages"]]),
        (replies.Action, [action for card in body["guidance"] for action in card["actions"]]),
    ):
        for part in parts:
            assert_same(model, part)


def test_the_contract_is_the_one_that_was_agreed():
    agreed = (
        "id question lang status level statements guidance passages trials followups "
        "confidence as_of review_due timings_ms"
    )
    assert names(replies.Answer) == agreed.split()
    assert names(replies.Card) == "tag level title body actions as_of".split()
    assert names(replies.ShownPassage) == "id title text highlights score url source".split()
    assert names(replies.Check) == "flags trials questions limits".split()


def test_a_check_has_the_names_of_the_contract(settings):
    text = "干细胞治中风，保证有效，NCT06299033、NCT99999999，今天定金两万"
    body = check_to_dict(open_checker(settings).check(text))
    assert body["flags"]
    assert_same(replies.Check, body)
    for flag in body["flags"]:
        assert_same(replies.Flag, flag)
    for trial in body["trials"]:
        assert_same(replies.CheckedTrial, trial)


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/passages/approval%23any-approved", library_replies.Passage),
        ("/faq", library_replies.Faq),
        ("/trials", library_replies.Trials),
        ("/trials/NCT03545607", library_replies.Trial),
        ("/status", library_replies.ServiceStatus),
    ],
)
def test_what_is_read_has_the_names_of_its_model(client, path, model):
    assert_same(model, client.get(API + path).json)


def test_a_signed_passage_has_the_names_of_its_model(client, guide):
    signed = Signature("Dr. Lin", "neurologist", examples.TODAY)
    guide.signatures = {examples.APPROVED.id: signed}
    body = client.get(API + "/passages/approval%23any-approved").json
    assert_same(library_replies.Passage, body)
    assert_same(library_replies.Signature, body["signed"])


def test_a_problem_has_the_names_of_its_model(client):
    assert_same(replies.Problem, client.get(API + "/nothing").json)


def test_a_model_refuses_what_has_a_further_name_or_lacks_one():
    body = answer_to_dict(replace(examples.SMALL_TALK_ZH))
    with pytest.raises(ValueError, match="extra"):
        replies.Answer.model_validate(body | {"extra": 1})
    del body["level"]
    with pytest.raises(ValueError, match="level"):
        replies.Answer.model_validate(body)


def codes_in_use():
    """Give the code of every problem that the program raises."""
    for path in Path(guidebot.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and "QuestionError" in ast.unparse(node.func):
                given = [one.value for one in node.keywords if one.arg == "code"] + node.args[2:3]
                yield from (one.value for one in given if isinstance(one, ast.Constant))


def test_every_problem_has_a_title_and_every_title_a_problem():
    fields = {
        f"bad_{field}"
        for model in (bodies.Ask, bodies.CheckAdvert, bodies.Feedback)
        for field in model.model_fields
    }
    used = set(codes_in_use()) - ELSEWHERE
    assert {"bad_filter", "empty_question"} <= used
    assert used | fields <= set(TITLES)
