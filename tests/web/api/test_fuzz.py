"""Whatever is sent, the API answers as its document says: schemathesis against the real guide."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from guidebot.web.api.operations import OPERATIONS

pytestmark = pytest.mark.model

#: What is tried of each address and each way.
TRIES = 30
#: Addresses that take nothing which could be wrong.
TAKES_ANYTHING = {"status", "models", "model"}
#: What the document cannot say. A body may be well formed and still name a region or a passage that
#: is not known, or hold nothing but control characters; filters forgive spaces and small letters.
EXCUSED = {
    **{name: [positive_data_acceptance] for name in ("ask", "check", "feedback", "complete")},
    "trials": [negative_data_rejection],
}
NAMES = [name.partition(".")[2] for name in OPERATIONS]
CASES = [
    (name, mode)
    for name in NAMES
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or name not in TAKES_ANYTHING
]


@pytest.fixture(scope="module")
def described(real_client):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", real_client.application)


@pytest.mark.parametrize(("name", "mode"), CASES, ids=lambda value: str(value))
def test_it_answers_as_its_document_says(described, name, mode):
    operation = described.find_operation_by_id(name)

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=TRIES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers(case):
        # The transport inside one process does not unpack.
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"}, excluded_checks=EXCUSED.get(name, [])
        )

    answers()
