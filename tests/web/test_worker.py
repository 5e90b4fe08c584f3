"""When a request counts as whole."""

import pytest

from guidebot.web.worker import MOST_HEAD, is_whole

MOST_BODY = 1000
GET = b"GET / HTTP/1.1\r\nHost: guide.example\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: guide.example\r\n%s\r\n\r\n%s"


@pytest.mark.parametrize("end", range(len(GET)))
def test_a_head_is_waited_for_to_its_last_byte(end):
    assert not is_whole(GET[:end], MOST_BODY)
    assert is_whole(GET, MOST_BODY)


@pytest.mark.parametrize(
    ("lines", "body", "whole"),
    [
        (b"Content-Length: 5", b"1234", False),
        (b"Content-Length: 5", b"12345", True),
        (b"content-length:5", b"12345", True),
        (b"Content-Length: 0", b"", True),
        (b"X-Content-Length: 5", b"", True),
        (b"X-Note: Content-Length: 5", b"", True),
        (b"Content-Length: 1001", b"", True),
        (b"Content-Length: many", b"", True),
        (b"Transfer-Encoding: chunked", b"5\r\n12345\r\n", False),
        (b"Transfer-Encoding: chunked", b"5\r\n12345\r\n0\r\n\r\n", True),
        (b"Transfer-Encoding: chunked", b"x" * (MOST_BODY + 1), True),
    ],
)
def test_a_body_is_waited_for_as_far_as_it_will_be_read(lines, body, whole):
    assert is_whole(POST % (lines, body), MOST_BODY) is whole


def test_a_head_that_never_ends_is_not_waited_for():
    assert not is_whole(b"G" * MOST_HEAD, MOST_BODY)
    assert is_whole(b"G" * (MOST_HEAD + 1), MOST_BODY)
