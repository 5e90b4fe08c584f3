import pytest

from guidebot.corpus.registries import canonical_id, find_ids, registry_of, registry_url


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请查ＮＣＴ０６２９９０３３这个", ("NCT06299033",)),
        ("nct06299033和CTR20253094", ("nct06299033", "CTR20253094")),
        ("ChiCTR2400089728", ("ChiCTR2400089728",)),
        ("jRCTa050190117, UMIN000011929", ("jRCTa050190117", "UMIN000011929")),
        ("ACTRN12620000870954", ("ACTRN12620000870954",)),
        ("IRCT20160704028786N2", ("IRCT20160704028786N2",)),
        ("CTRI/2024/04/065639", ("CTRI/2024/04/065639",)),
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
