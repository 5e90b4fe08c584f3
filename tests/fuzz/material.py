"""Strategies for text as people, machines and attackers send it."""

from __future__ import annotations

from hypothesis import strategies as st

from guidebot.domain import Corpus

#: What would run, were it taken for anything but text. Each holds the mark that is looked for.
MARK = "zq9"
INJECTIONS = (
    f"<script>{MARK}()</script>",
    f'"><img src=x onerror={MARK}()>',
    f"'><svg/onload={MARK}()>",
    f"</textarea><iframe src=javascript:{MARK}()></iframe>",
    f"</title></style><b id={MARK}>",
    f'<a href="javascript:{MARK}()">干细胞</a>',
    f"{{{{ 7*7 }}}}{{% set {MARK} = 1 %}}{{# {MARK} #}}",
    f"{{{{ ''.__class__.__mro__[1].__subclasses__() }}}} {MARK}",
    f"${{7*7}} #{{7*7}} <%= 7*7 %> {MARK}",
    f"%s %n %(x)s {{0}} {MARK}",
    f"'; DROP TABLE verdicts; -- {MARK}",
    f"$({MARK}) `{MARK}` | {MARK} && {MARK}",
    f"../../etc/passwd\x00{MARK}",
    f"&lt;script&gt;{MARK}&lt;/script&gt; &#x3c;b&#x3e;",
    f"\r\nSet-Cookie: {MARK}=1\r\n\r\n<h1>",
    f"]]><!--{MARK}--><![CDATA[",
)
_IDS = (
    "NCT06299033",
    "ＮＣＴ０３５４５６０７",
    "ChiCTR-TRC-12002324",
    "NCT9999",
    "jRCT2033",
    "CTR2o24",
)
_ODD = "\u202e\u202d\u2066\u2069\u200b\u200d\ufeff\u0000\u0007\u0085\u2028\u3000\ud800\udfff\ue000"

_cjk = st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=12)
_latin = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F), max_size=20)
_emoji = st.text(st.characters(min_codepoint=0x1F300, max_codepoint=0x1FAFF), max_size=4)
_odd = st.text(st.sampled_from(_ODD), max_size=4)
_any = st.text(st.characters(exclude_categories=()), max_size=12)
noise = st.one_of(_cjk, _latin, _emoji, _odd, _any)


def phrases(corpus: Corpus) -> st.SearchStrategy[str]:
    """Return fragments of what a corpus says and of what is asked of it."""
    whole = [line.text for line in corpus.exemplars]
    for passage in corpus.passages:
        for text in passage.texts.values():
            whole += [text.title, *text.asked_as, text.bottom_line]
    for record in corpus.trials:
        whole += [record.id, record.product, *record.aliases]
    whole += [word for entry in corpus.glossary for word in entry.zh + entry.en + entry.hant]
    return st.sampled_from(sorted(set(whole)))


def questions(corpus: Corpus) -> st.SearchStrategy[str]:
    """Return questions put together from one to four parts."""
    known = phrases(corpus)
    cut = st.tuples(known, st.integers(0, 30), st.integers(1, 40)).map(
        lambda drawn: drawn[0][drawn[1] : drawn[1] + drawn[2]]
    )
    part = st.one_of(known, known, cut, st.sampled_from(_IDS), st.sampled_from(INJECTIONS), noise)
    parts = st.lists(part, min_size=1, max_size=4)
    return st.builds(str.join, st.sampled_from(["", " ", "，", "\n"]), parts)
