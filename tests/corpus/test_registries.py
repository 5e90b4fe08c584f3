import pytest

from guidebot.corpus.registries import (
    canonical_id,
    find_ids,
    find_malformed,
    official_id,
    registry_of,
    registry_url,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请查ＮＣＴ０６２９９０３３这个", ("NCT06299033",)),
        ("nct06299033和CTR20253094", ("NCT06299033", "CTR20253094")),
        ("ChiCTR2400089728", ("ChiCTR2400089728",)),
        ("jRCTa050190117, UMIN000011929", ("jRCTa050190117", "UMIN000011929")),
        ("ACTRN12620000870954", ("ACTRN12620000870954",)),
        ("IRCT20160704028786N2", ("IRCT20160704028786N2",)),
        ("CTRI/2024/04/065639", ("CTRI/2024/04/065639",)),
        ("nct 06299033?", ("NCT06299033",)),
        ("NCT号：NCT-06299033。", ("NCT06299033",)),
        ("chictr trc 12002324", ("ChiCTR-TRC-12002324",)),
        ("ChiC-TR2400089728", ("ChiCTR2400089728",)),
        ("JRCTA050190117", ("jRCTa050190117",)),
        ("isrctn12345678 drks00012345", ("ISRCTN12345678", "DRKS00012345")),
        ("KCT0001234/TCTR20200101001", ("KCT0001234", "TCTR20200101001")),
        ("PACTR202001234567890 ITMCTR2024000001", ("PACTR202001234567890", "ITMCTR2024000001")),
        ("2023-505678-12-00", ("2023-505678-12-00",)),
        ("EudraCT 2015-001234-56", ("2015-001234-56",)),
        ("grant 2015-001234-56", ()),
        ("NCT0629903", ()),
        ("ANCT06299033", ()),
        ("CXSL2400882", ()),
    ],
)
def test_it_finds_well_formed_ids_only(text, found):
    assert find_ids(text) == found


def test_it_does_not_find_a_drug_trial_number_inside_a_chictr_id():
    registry = registry_of("ChiCTR2400089728")
    assert registry
    assert registry.name == "ChiCTR"
    assert len(find_ids("ChiCTR2400089728")) == 1


def test_it_compares_ids_in_one_spelling():
    assert canonical_id("ChiCTR-TRC 12") == canonical_id("chictrtrc12")


def test_it_makes_no_link_for_what_is_no_id():
    assert registry_url("CXSL2400882") == ""
    assert registry_url("NCT06299033") == "https://clinicaltrials.gov/study/NCT06299033"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NCT0629903", ("NCT0629903",)),
        ("nct 062990333 可靠吗", ("nct 062990333",)),
        ("NCTO6299033", ("NCTO6299033",)),
        ("NCT0629O033", ("NCT0629O033",)),
        ("查 ChiCTR24000", ("ChiCTR24000",)),
        ("ctr2025309", ("ctr2025309",)),
        ("NCT06299033", ()),
        ("click-through rate CTR 5%", ()),
        ("UMIN12", ()),
    ],
)
def test_it_tells_what_is_meant_as_an_id_but_is_none(text, found):
    assert find_malformed(text) == found


def test_it_links_to_a_search_where_no_address_follows_from_the_id():
    assert registry_url("UMIN000026003") == "https://trialsearch.who.int/"
    assert registry_url("ACTRN12620000870954").endswith("/ACTRN12620000870954.aspx")


def test_every_id_of_the_table_is_spelled_as_its_registry_does(corpus):
    for record in corpus.trials:
        if record.id_kind == "registry":
            assert find_ids(record.id) == (record.id,)


@pytest.mark.parametrize(
    ("text", "official"),
    [
        ("nct06299033", "NCT06299033"),
        ("ＮＣＴ 0629 9033", "NCT06299033"),
        ("chictr-trc-12002324", "ChiCTR-TRC-12002324"),
        ("JRCTA050190117", "jRCTa050190117"),
        ("ctri/2024/04/065639", "CTRI/2024/04/065639"),
        ("2015-001234-56", "2015-001234-56"),
        ("NCT0629903", ""),
        ("NCT06299033 and more", ""),
        ("IND 30788", ""),
        ("", ""),
    ],
)
def test_it_spells_an_id_as_its_registry_does(text, official):
    assert official_id(text) == official
