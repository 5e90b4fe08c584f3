"""Taking in a site's own documents: incremental, removable, marked, and never unsafe."""

import json
from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from guidebot.corpus.documents import Block
from guidebot.corpus.ingest import cut, read_documents, remove, take_in
from guidebot.corpus.loading import read_corpus, searchable_digest
from guidebot.domain import Status, Tag
from guidebot.errors import DataError
from guidebot.guide import open_guide
from guidebot.preparation import ready_index
from guidebot.retrieval.encoder import Role
from guidebot.serialise import answer_to_dict
from tests.conftest import SHARED, share_cache
from tests.test_dev_questions import DEV, folded

TODAY = date(2026, 11, 25)
SOURCES = SHARED / "sources"
WARD = "绿岛康复医院的卒中康复病房在三楼，每周二和周五下午两点到五点可以探视。请从东门进来。"
OFFER = "绿岛康复医院的干细胞疗法已获批，可以治疗中风后遗症，有效率很高。"


def test_it_cuts_whole_sentences_under_their_heading():
    sentence = "这是一句不长不短的话，用来看切分的地方。"
    pieces = list(cut([Block("一", sentence * 30), Block("二", sentence)]))
    assert [piece.heading for piece in pieces] == ["一"] * (len(pieces) - 1) + ["二"]
    assert "".join(piece.text for piece in pieces[:-1]) == sentence * 30
    assert all(piece.text.endswith("。") for piece in pieces)


def test_it_takes_in_what_it_can_and_says_what_it_cannot(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ward.txt").write_text(WARD, "utf-8")
    (tmp_path / "in" / "empty.txt").write_text("")
    results = take_in(tmp_path / "data", [tmp_path / "in", tmp_path / "missing.txt"], TODAY)
    assert {taken.path.name: bool(taken.problem) for taken in results} == {
        "ward.txt": False,
        "empty.txt": True,
        "missing.txt": True,
    }
    (passage,) = read_documents(tmp_path / "data")
    assert passage.site
    assert passage.texts["zh"].text == WARD


def test_it_leaves_an_unchanged_file_alone_and_replaces_a_changed_one(tmp_path):
    path, data = tmp_path / "ward.txt", tmp_path / "data"
    path.write_text(WARD, "utf-8")
    take_in(data, [path], TODAY)
    before = searchable_digest("reviewed", data)
    (again,) = take_in(data, [path], TODAY)
    assert again.unchanged
    assert searchable_digest("reviewed", data) == before
    path.write_text("病房搬到了五楼，请走西门。", "utf-8")
    take_in(data, [path], TODAY)
    assert [passage.texts["zh"].text for passage in read_documents(data)] == [
        "病房搬到了五楼，请走西门。"
    ]
    assert searchable_digest("reviewed", data) != before


def test_it_keeps_a_passage_that_stands_in_two_files_once(tmp_path):
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(WARD, "utf-8")
    take_in(tmp_path / "data", [tmp_path / "one.txt", tmp_path / "two.txt"], TODAY)
    assert len(read_documents(tmp_path / "data")) == 1


def test_it_removes_by_file_or_folder(tmp_path):
    folder, data = tmp_path / "in", tmp_path / "data"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"第{number}号通知：{WARD}", "utf-8")
    take_in(data, [folder], TODAY)
    assert [path.name for path in remove(data, [folder / "1.txt"])] == ["1.txt"]
    assert len(read_documents(data)) == 2
    assert len(remove(data, [folder])) == 2
    assert searchable_digest("reviewed", data) == "reviewed"


def test_it_names_a_damaged_store(tmp_path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "ward-1.json").write_text('{"passages": [{}], "taken": "x"}')
    with pytest.raises(DataError, match=r"ward-1\.json"):
        read_documents(tmp_path)


@pytest.mark.model
class TestAnswers:
    """What a guide answers once documents are in; one index for all."""

    @pytest.fixture(scope="class")
    @classmethod
    def own(cls, settings, guide, tmp_path_factory):
        folder = tmp_path_factory.mktemp("own")
        (folder / "ward.txt").write_text(WARD, "utf-8")
        (folder / "offer.txt").write_text(OFFER, "utf-8")
        chosen = replace(settings, data=folder / "data", cache=folder / "cache")
        share_cache(settings, chosen)
        take_in(chosen.data, [folder], TODAY)
        return open_guide(chosen)

    def test_it_quotes_the_document_as_the_sites_own(self, own):
        answer = own.answer(own.read("绿岛康复医院的卒中康复病房几点可以探视"))
        assert answer.status is not Status.NOT_COVERED
        shown = [passage for passage in answer.passages if passage.site]
        assert shown
        assert "下午两点到五点" in shown[0].text
        assert not [one for one in answer.statements if one.origin.startswith("passage:site-")]

    def test_a_sentence_of_approval_never_stands_without_its_card(self, own):
        answer = own.answer(own.read("绿岛康复医院的干细胞疗法能治中风后遗症吗"))
        assert [passage for passage in answer.passages if passage.site]
        assert answer.guidance[0].tag is Tag.NOT_APPROVED_FOR_STROKE
        assert "已获批" not in "".join(one.text for one in answer.statements)

    def test_one_new_document_encodes_only_its_own_texts(self, own, settings, encoder, tmp_path):
        chosen = replace(settings, data=tmp_path, cache=own._settings.cache)
        (tmp_path / "new.txt").write_text("绿岛康复医院新开了吞咽门诊，周四上午看诊。", "utf-8")
        take_in(tmp_path, [own._settings.data.parent / "ward.txt", tmp_path / "new.txt"], TODAY)
        encoded = count()

        class Counting:
            name = encoder.name

            def encode(self, texts, role: Role):
                for _ in texts:
                    next(encoded)
                return encoder.encode(texts, role)

        corpus = read_corpus(chosen.corpus, chosen.data)
        ready_index(chosen, corpus, Counting(), lambda line: None, lambda done, total: None)
        # Its text, its title and its one sentence.
        assert 0 < next(encoded) <= 3


@pytest.mark.model
@pytest.mark.skipif(not SOURCES.is_dir(), reason="the raw documents are not on this machine")
def test_raw_documents_make_no_answer_unsafe_and_lose_no_card(settings, guide, tmp_path):
    chosen = replace(settings, data=tmp_path / "data", cache=tmp_path / "cache")
    share_cache(settings, chosen)
    assert not [taken.problem for taken in take_in(chosen.data, [SOURCES], TODAY) if taken.problem]
    own = open_guide(chosen)
    for line in DEV.read_text("utf-8").splitlines():
        case = json.loads(line)
        before, after = (
            {card.tag for card in one.answer(one.read(case["text"])).guidance}
            for one in (guide, own)
        )
        wanted = {Tag(tag) for tag in case["expect_guidance"]}
        assert wanted & before <= after, case["text"]
        answer = answer_to_dict(own.answer(own.read(case["text"])))
        said = [statement["text"] for statement in answer["statements"]]
        said += [card["body"] for card in answer["guidance"]]
        own_words = folded("\n".join(said))
        assert not [text for text in case["must_not_include"] if folded(text) in own_words]
