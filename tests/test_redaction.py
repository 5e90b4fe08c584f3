"""What is taken out of a text before it is stored, and what stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidebot.personal_numbers import Personal
from guidebot.redaction import redact

#: (text, what is left of it). Numbers that have check digits are correct, and nobody's.
TAKEN_OUT = [
    # Letters of a registry before it do not make it the id of a trial.
    ("IRCT 13000000000，NCT 138 0013 8000", "IRCT [phone]，NCT [phone]"),
    ("jRCT 15912345678", "jRCT [phone]"),
    ("ask for AAA 14000000000", "ask for AAA [phone]"),
    ("room AAA1 13000000000", "room AAA[phone]"),
    ("共5 13800138000元", "共[phone]元"),
    # phones
    ("我电话13800138000，想问干细胞", "我电话[phone]，想问干细胞"),
    ("打 138 0013 8000 找我", "打 [phone] 找我"),
    ("138-0013-8000", "[phone]"),
    ("＋８６　１３８００１３８０００", "[phone]"),
    ("tel13800138000", "tel[phone]"),
    ("一三八零零一三八零零零", "[phone]"),
    ("座机010-62345678找我", "座机[phone]找我"),
    ("手機 0912-345-678", "手機 [phone]"),
    ("市話 (02) 2345-6789", "市話 [phone]"),
    ("+886 912 345 678", "[phone]"),
    ("香港 9123 4567 得闲打", "香港 [phone] 得闲打"),
    ("+852-9123-4567", "[phone]"),
    ("call me at (202) 555-0143", "call me at [phone]"),
    # identity cards
    ("身份证11010519491231002X。", "身份证[identity]。"),
    ("１１０１０５１９４９１２３１００２Ｘ", "[identity]"),
    ("身分證 A123456789", "身分證 [identity]"),
    ("Ａ１２３４５６７８９", "[identity]"),
    ("居留證AC12345678", "居留證[identity]"),
    ("香港身份证 A123456(3)", "香港身份证 [identity]"),
    ("HKID: AB987654（3）", "HKID: [identity]"),
    ("hkid a1234563", "hkid [identity]"),
    # passports and permits
    ("护照 E12345678", "护照 [passport]"),
    ("护照号EA1234567", "护照号[passport]"),
    ("護照 K12345678", "護照 [passport]"),
    ("臺灣護照 312345678", "臺灣護照 [passport]"),
    ("回乡证H12345678", "回乡证[passport]"),
    # e-mail
    ("写信到 li.ming@example.com 谢谢", "写信到 [email] 谢谢"),
    ("ｌｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[email]"),
    ("li (at) example.com.tw", "[email]"),
    # cards
    ("卡号 6222 0200 0000 0000 000 打款", "卡号 [card] 打款"),
    ("4111111111111111", "[card]"),
    ("４１１１－１１１１－１１１１－１１１１", "[card]"),
    # messengers
    ("加微信 zhang_san88 详聊", "加微信 [contact] 详聊"),
    ("我的微信号是zhangsan", "我的微信号是[contact]"),
    ("VX:lisi-2020", "VX:[contact]"),
    ("微信同号：ｗａｎｇｗｕ６６", "微信同号：[contact]"),
    ("wxid_ab12cd34", "[contact]"),
    ("QQ 123456", "QQ [contact]"),
    ("LINE ID: mei.0912", "LINE ID: [contact]"),
    ("my wechat is lilei2001", "my wechat is [contact]"),
    # addresses
    ("我住在北京市海淀区中关村大街27号3单元502室，想问费用", "我住在[address]，想问费用"),
    ("我住台北市信義區松仁路100號5樓，請問", "我住[address]，請問"),
    ("住上海市，浦东新区，世纪大道100号", "住[address]"),
    ("住址：九龍彌敦道８８號", "住址：[address]"),
    ("家住朝阳区建国路88号。", "家住[address]。"),
    ("我住在上海，爸爸中风了", "我住在[address]，爸爸中风了"),
    ("I live at 12 Baker Street, London. Can it help?", "I live at [address]. Can it help?"),
    # what nothing explains
    ("编号98765432109", "编号[number]"),
    ("number 98765432109", "number [number]"),
    ("TEL02123456789012", "TEL[number]"),
]

STAYS = [
    "NCT06299033 是什么试验",
    "ＮＣＴ０６２９９０３３",
    "ChiCTR2300072345可靠吗",
    "jRCT2053200014 and ISRCTN12345678",
    "CXSL2300053 是什么意思",
    "2024年3月15日中风，2024-03-15住院",
    "20240315 发病",
    "2019-2023 年的研究",
    "打了10000000个细胞",
    "1 000 000 000 cells per infusion",
    "费用12000000元",
    "¥ 1280000 is too much",
    "血压 140/90，心率 72",
    "打120还是119",
    "住院三天了，住在医院的康复科",
    "我妈住了两个月院，血糖控制住了",
    "医生说止住出血要先做",
    "养老院住不起",
    "有人在微信群里推荐干细胞",
    "WeChat groups say it helps",
    "first-line therapy after a stroke",
    "hNPC01 和 NR-20201",
    "12.5 13.6 14.2",
    "I live with my mother, she is 72 years old",
]


@pytest.mark.parametrize(("text", "left"), TAKEN_OUT, ids=[text for text, _ in TAKEN_OUT])
def test_it_takes_out_what_reaches_a_person(text, left):
    assert redact(text) == left


@pytest.mark.parametrize("text", STAYS)
def test_it_leaves_what_says_nothing_about_a_person(text):
    assert redact(text) == text


def test_it_takes_out_several_things_and_keeps_the_question():
    text = "我爸身份证11010519491231002X，电话13800138000，住北京市东城区1号，能参加NCT06299033吗？"
    assert redact(text) == ("我爸身份证[identity]，电话[phone]，住[address]，能参加NCT06299033吗？")


def test_it_does_not_let_invisible_characters_hide_a_number():
    assert redact("138\u200b0013\u200b8000") == "[phone]"


@settings(deadline=None)
@given(st.text())
def test_it_never_fails_and_finds_nothing_more_in_what_it_left(text):
    once = redact(text)
    assert redact(once) == once


@settings(deadline=None)
@given(st.text(), st.integers(3, 9), st.integers(0, 10**9 - 1))
def test_no_mobile_number_of_the_mainland_gets_through(around, second, rest):
    number = f"1{second}{rest:09d}"
    assert number not in redact(f"{around} {number}，")


def test_it_names_what_it_takes_out_by_a_closed_set():
    shown = {left[left.index("[") + 1 : left.index("]")] for _, left in TAKEN_OUT}
    assert shown == set(Personal)
