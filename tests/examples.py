"""Named examples that the tests render: answers as the guide gives them, and a small corpus.

Every component of templates/components/ appears in at least one of the answers.
"""

from __future__ import annotations

from datetime import date

from guidebot.domain import (
    Action,
    Answer,
    Corpus,
    Evidence,
    GlossaryEntry,
    GuidanceCard,
    Language,
    Level,
    Passage,
    PassageText,
    ShownPassage,
    ShownTrial,
    Source,
    SourceKind,
    Statement,
    Status,
    Tag,
    TrialRecord,
)

TODAY = date(2026, 11, 22)
LONG_AGO = date(2025, 1, 31)

WEEKLY = Source(
    "tfda-weekly-1027",
    "藥物食品安全週報 第1027期 (weekly on permitted cell-therapy techniques)",
    "Taiwan Food and Drug Administration",
    "https://www.fda.gov.tw/TC/PublishOtherEpaperContent.aspx?id=1567&tid=5208",
    "2025-05-23",
    SourceKind.REGULATOR,
    "Six techniques with a patient's own cells may be permitted hospital by hospital.",
)
MAKER = Source(
    "nr20201-article-2025",
    "首款間充質基質細胞藥物獲批臨床試驗 (article on NR-20201)",
    "杭吉干细胞 (Hangji, a stem-cell company)",
    "",
    "2025-03",
    SourceKind.COMPANY,
    "NR-20201 was permitted to start clinical trials; no results in people are given.",
)
TREASURE = Source(
    "treasure-2024",
    "Allogeneic Stem Cell Therapy for Acute Ischemic Stroke: TREASURE",
    "JAMA Neurology",
    "https://doi.org/10.1001/jamaneurol.2023.5200",
    "",
    SourceKind.JOURNAL,
    "206 people: no better than placebo at 90 days.",
)

APPROVED = Passage(
    id="approval#any-approved",
    topic="approval",
    texts={
        "zh": PassageText(
            "全世界有没有获准治疗中风的干细胞产品？",
            "没有。截至2026年11月，没有任何细胞产品获准上市用于治疗中风。我们看过美国、欧盟、"
            "中国大陆、日本、韩国、台湾和香港的情况，都没有查到。\n"
            "台湾允许部分医院用病人自己的细胞，治疗慢性缺血性中风。这是给医院的许可，"
            "不是上市批准，也不能证明有效。",
            "没有。截至2026年11月，没有任何细胞产品获准上市用于治疗中风。",
            ("全球有没有干细胞疗法获批治中风",),
        ),
        "en": PassageText(
            "Is any stem-cell product approved for stroke anywhere?",
            "No. As of November 2026, no cell product has marketing approval for stroke. We looked "
            "at the United States, the European Union, mainland China, Japan, South Korea, Taiwan "
            "and Hong Kong, and found none.\n"
            "Taiwan lets some hospitals use a patient's own cells for chronic ischaemic stroke. "
            "That is a permission for hospitals, not an approval, and no proof that it works.",
            "No. As of November 2026, no cell product has marketing approval for stroke.",
            ("is there an approved stem cell therapy for stroke",),
        ),
    },
    sources=(WEEKLY, TREASURE),
    evidence=Evidence.REGULATION,
    place="world",
    products=(),
    cards=(Tag.NOT_APPROVED_FOR_STROKE,),
    checked=TODAY,
    review_due=date(2099, 2, 22),
)
OVERDUE = Passage(
    id="stroke-products#nr-20201",
    topic="stroke-products",
    texts={
        "zh": PassageText(
            "NR-20201是什么？",
            "NR-20201是一种由脂肪细胞制成的产品，获准开始临床试验。\n厂家说它安全；还没有公布人体结果。",
            "NR-20201获准开始临床试验。",
            (),
        ),
        "en": PassageText(
            "What is NR-20201?",
            "NR-20201 is made from fat cells and may start clinical trials.\n"
            "The maker says that it is safe; no results in people are published.",
            "NR-20201 may start clinical trials.",
            (),
        ),
    },
    sources=(MAKER,),
    evidence=Evidence.COMPANY_CLAIM,
    place="CN",
    products=("NR-20201",),
    cards=(Tag.TRIAL_PERMISSION_IS_NOT_APPROVAL,),
    checked=LONG_AGO,
    review_due=date(2025, 4, 30),
)
TRIAL = TrialRecord(
    id="NCT03545607",
    id_kind="registry",
    registry="ClinicalTrials.gov",
    registry_url="https://clinicaltrials.gov/study/NCT03545607",
    product="MultiStem",
    aliases=(),
    cell_type={"zh": "骨髓细胞", "en": "bone-marrow cells"},
    condition={"zh": "缺血性中风", "en": "ischaemic stroke"},
    condition_group="stroke",
    phase="III",
    country="US|GB",
    start="2018",
    sponsor={"zh": "Athersys", "en": "Athersys"},
    status="halted",
    note={"zh": "试验已经停止。", "en": "The trial was halted."},
    disputed={"zh": "", "en": ""},
    sources=(TREASURE,),
    as_of=TODAY,
)
CORPUS = Corpus(
    passages=(APPROVED, OVERDUE),
    trials=(TRIAL,),
    claims={},
    sources={source.id: source for source in (WEEKLY, MAKER, TREASURE)},
    glossary=(
        GlossaryEntry(
            "rehabilitation",
            "term",
            ("康复", "复健"),
            ("rehabilitation", "rehab"),
            ("復健", "復康"),
        ),
        GlossaryEntry("numbness", "disease", ("麻木", "手麻"), ("numbness",), ()),
        GlossaryEntry("athersys", "organisation", (), ("Athersys",), ()),
    ),
    local_phrases=(),
    background=(),
    digest="0" * 64,
    topics={
        "approval": {"zh": "批准了吗？", "en": "Is it approved?"},
        "stroke-products": {"zh": "中风产品，一个一个看", "en": "Stroke products, one by one"},
    },
)


def _shown(passage: Passage, language: Language, lit: str) -> ShownPassage:
    """Return a passage as shown in an answer, with the sentence `lit` highlighted."""
    text = passage.texts[language.written]
    start = text.text.index(lit) if lit else 0
    topic, slug = passage.id.split("#")
    return ShownPassage(
        id=passage.id,
        title=text.title,
        text=text.text,
        highlights=((start, start + len(lit)),) if lit else (),
        score=0.8,
        url=f"/faq/{topic}/{slug}",
        source=passage.sources[0],
        evidence=passage.evidence,
        checked=passage.checked,
        review_due=passage.review_due,
    )


ANSWERED_ZH = Answer(
    id="example-answered-zh",
    question="台湾那边是不是已经可以用干细胞治中风了？",
    lang=Language.ZH_HANS,
    status=Status.ANSWERED,
    level=Level.URGENT,
    statements=(
        Statement("没有任何细胞产品获准上市用于治疗中风。", "claim:no-approval-stroke"),
        Statement(
            "台湾允许部分医院用病人自己的细胞，治疗慢性中风。", "passage:approval#any-approved"
        ),
        Statement("这是许可，不是上市批准，也不能证明有效。", "passage:approval#any-approved"),
        Statement("MultiStem的III期试验已经停止。", "trial:NCT03545607"),
        Statement("做决定以前，请先问您的神经内科医生。", "template:see_doctor"),
    ),
    guidance=(
        GuidanceCard(
            Tag.BEWARE_CLINIC,
            Level.URGENT,
            "有人催您付钱？先停一停",
            "出现任何一条，先不要付钱：\n- 要您今天就交定金\n- 说“保证有效”\n- 拿不出批准文件",
            (Action("要问机构的问题", "/sources"),),
            TODAY,
        ),
        GuidanceCard(
            Tag.NOT_APPROVED_FOR_STROKE,
            Level.CAUTION,
            "没有获准治疗中风的干细胞产品",
            "截至2026年11月22日，全世界没有任何细胞产品获准上市用于治疗中风。",
            (),
            TODAY,
        ),
    ),
    passages=(
        _shown(APPROVED, Language.ZH_HANS, "这是给医院的许可，不是上市批准，也不能证明有效。"),
        _shown(OVERDUE, Language.ZH_HANS, ""),
    ),
    trials=(
        ShownTrial(
            "NCT03545607",
            "MultiStem",
            "缺血性中风（血管堵塞造成的中风）",
            "III",
            "US|GB",
            "ClinicalTrials.gov",
            "https://clinicaltrials.gov/study/NCT03545607",
            "2026-11-22",
            "试验已经停止，主要目标没有达到。",
            "2018-09",
        ),
        ShownTrial(
            "CTR20231908", "hNPC01", "中风后偏瘫", "I/IIa", "CN", "chinadrugtrials.org.cn", "",
            "2026-11-22", "",
        ),
    ),
    followups=("在台湾怎么查医院有没有许可？", "费用大概多少？", "参加试验要付钱吗？"),
    confidence=0.82,
    as_of=TODAY,
    review_due=date(2027, 2, 22),
    timings_ms={"triage": 1.0, "encode": 7.0, "retrieve": 2.0, "compose": 1.0, "total": 11.0},
)  # fmt: skip

ANSWERED_EN = Answer(
    id="example-answered-en",
    question="Is any stem-cell treatment for stroke approved?",
    lang=Language.EN,
    status=Status.PARTLY_ANSWERED,
    level=Level.CAUTION,
    statements=(
        Statement(
            "No cell product has marketing approval for stroke anywhere.",
            "claim:no-approval-stroke",
        ),
        Statement("The maker says that NR-20201 is safe.", "passage:concepts#elsewhere"),
    ),
    guidance=(
        GuidanceCard(
            Tag.NOT_APPROVED_FOR_STROKE,
            Level.CAUTION,
            "No stem-cell product is approved for stroke",
            "As of 22 November 2026, no cell product has marketing approval for stroke.",
            (Action("Where this comes from", "/sources"),),
            TODAY,
        ),
    ),
    passages=(
        _shown(
            APPROVED, Language.EN, "As of November 2026, no cell product has marketing approval"
        ),
        _shown(OVERDUE, Language.EN, ""),
    ),
    trials=ANSWERED_ZH.trials[:1],
    followups=("What does Taiwan permit?", "How can I check a clinic?"),
    confidence=0.6,
    as_of=TODAY,
    review_due=date(2027, 2, 22),
    timings_ms=ANSWERED_ZH.timings_ms,
)

EMERGENCY_ZH = Answer(
    id="example-emergency-zh",
    question="我爸嘴突然歪了，说不出话，怎么办",
    lang=Language.ZH_HANS,
    status=Status.EMERGENCY,
    level=Level.EMERGENCY,
    statements=(),
    guidance=(
        GuidanceCard(
            Tag.EMERGENCY_STROKE,
            Level.EMERGENCY,
            "马上打 120",
            "这些可能是中风的表现，每一分钟都要紧。\n- 记下几点钟开始的\n- 让病人躺平，头偏向一边\n"
            "- 不要喂水、喂药、喂饭\n- 症状消失了也要去医院",
            (Action("120 中国大陆", "tel:120"), Action("119 台湾", "tel:119")),
            TODAY,
        ),
    ),
    passages=(),
    trials=(),
    followups=(),
    confidence=1.0,
    as_of=TODAY,
    review_due=date(2027, 2, 22),
    timings_ms=ANSWERED_ZH.timings_ms,
)

NOT_COVERED_EN = Answer(
    id="example-not-covered-en",
    question="Who won the football match?",
    lang=Language.EN,
    status=Status.NOT_COVERED,
    level=Level.INFORMATION,
    statements=(),
    guidance=(
        GuidanceCard(
            Tag.NOT_COVERED,
            Level.INFORMATION,
            "This guide does not cover that",
            "It answers questions about stem-cell and cell therapy, and about stroke.",
            (),
            TODAY,
        ),
    ),
    passages=(),
    trials=(),
    followups=("Can stem cells cure a stroke?",),
    confidence=0.03,
    as_of=TODAY,
    review_due=date(2027, 2, 22),
    timings_ms=ANSWERED_ZH.timings_ms,
)

SMALL_TALK_ZH = Answer(
    id="example-small-talk-zh",
    question="你好",
    lang=Language.ZH_HANS,
    status=Status.SMALL_TALK,
    level=Level.INFORMATION,
    statements=(Statement("您好。想问干细胞治疗的什么事？直接写下来就行。", "template:greeting"),),
    guidance=(),
    passages=(),
    trials=(),
    followups=(),
    confidence=1.0,
    as_of=TODAY,
    review_due=date(2027, 2, 22),
    timings_ms=ANSWERED_ZH.timings_ms,
)

ANSWERS = {
    "answered_zh": ANSWERED_ZH,
    "partly_answered_en": ANSWERED_EN,
    "emergency_zh": EMERGENCY_ZH,
    "not_covered_en": NOT_COVERED_EN,
    "small_talk_zh": SMALL_TALK_ZH,
}
