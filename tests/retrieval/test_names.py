import pytest

from guidebot.retrieval.names import NameBook


@pytest.fixture(scope="module")
def names(corpus):
    return NameBook(corpus.trials, corpus.passages, corpus.glossary, corpus.makers)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("ft516是什么", "FT516"),
        ("FT-516 trial", "FT516"),
        ("ＮＲ－２０２０１获批了吗", "NR-20201"),
        ("invimestrocel", "MultiStem"),
        ("QN-019a or not", "QN-019a"),
    ],
)
def test_it_finds_a_product_in_any_spelling(names, text, product):
    assert product in names.find(text).products


def test_it_keeps_look_alike_names_apart(names):
    assert names.find("NR1试验").products == ("NR1",)
    assert "NR1" not in names.find("NR-20201").products
    assert names.find("NCR-101").products == ("NCR-101",)


@pytest.mark.parametrize("text", ["NCR-103", "FT577"])
def test_it_offers_near_names_and_answers_for_none(names, text):
    found = names.find(text)
    assert found.products == ()
    assert found.near_names


@pytest.mark.parametrize("text", ["SanBio's SB623 (Akuugo)", "is a SB623 shot approved", "a FT516"])
def test_a_letter_before_a_name_makes_no_other_name_of_it(names, text):
    found = names.find(text)
    assert found.products
    assert found.near_names == ()


def test_it_finds_every_record_of_an_id_that_two_products_share(names):
    records = names.find("NCT06978920").records
    assert {record.product for record in records} == {"NCR201", "NCR-101"}


def test_it_finds_acceptance_numbers_that_are_no_registry_ids(names):
    assert [record.product for record in names.find("cxsl2400882是什么").records] == ["NR-20201"]


def test_it_names_an_id_that_the_table_lacks(names):
    assert names.find("查一下NCT01234567").unknown_ids == ("NCT01234567",)


def test_it_takes_no_everyday_word_for_a_product(names):
    for text in ("escort me to the hospital", "knee cartilage pain", "msc cells", "what is a cell"):
        assert names.find(text).products == ()


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("铂生的那个药", "艾米迈托赛注射液"),
        ("the SanBio cells", "SB623"),
        ("天士力搞的那個", "NR-20201"),
    ],
)
def test_it_knows_what_a_maker_makes_without_taking_it_for_named(names, text, product):
    found = names.find(text)
    assert found.made_by == (product,)
    assert found.products == ()
    assert found.empty


def test_a_product_that_is_named_goes_before_what_its_maker_makes(names):
    found = names.find("天士力的NR-20201")
    assert found.products == ("NR-20201",)
    assert found.made_by == ()


@pytest.mark.parametrize(
    ("typed", "before", "whole"),
    [
        ("手滑了 576", "FT596是治什么的", "手滑了 ft576"),
        ("sorry, NR at the beginning", "who makes NT-20201", "sorry, nr20201 at the beginning"),
        ("那264呢", "VX-880 是治什麼的", "那vx264呢"),
    ],
)
def test_it_completes_a_code_by_the_one_before(names, typed, before, whole):
    assert names.completed(typed, before) == whole


@pytest.mark.parametrize(
    ("typed", "before"),
    [
        ("一共201人吗", "ALF202是什么"),
        ("he is 201 cm tall", "what is ALF202"),
        ("and 999?", "what is ALF202"),
        ("in the US?", "what is VX-880"),
        ("576", "什么是干细胞"),
    ],
)
def test_it_completes_no_code_that_nothing_before_suggests(names, typed, before):
    assert names.completed(typed, before) == typed


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("what is NSI-566", ("NSI-566",)),
        ("幹細胞NSI566好嗎", ("NSI566",)),
        ("any side effects of nsi-566?", ("nsi-566",)),
        ("exa-cel or tisagenlecleucel", ("exa-cel", "tisagenlecleucel")),
        ("is Neuronata-R real", ("Neuronata-R",)),
        # What the table holds, near misses of it, years, money and everyday words.
        ("NR-20201, FT 516, CXSL2400882, NCT01234567", ()),
        ("NCR-103", ()),
        ("a mid-2024 trial, RMB50000, please cancel", ()),
    ],
)
def test_it_tells_names_that_the_table_lacks(names, text, foreign):
    assert names.find(text).foreign == foreign
