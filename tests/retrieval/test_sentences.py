from guidebot.retrieval.sentences import spans


def pieces(text):
    return [text[start:end] for start, end in spans(text)]


def test_it_splits_both_languages_at_their_marks():
    assert pieces("目前都在试验！\n第二段在这里。") == ["目前都在试验！", "第二段在这里。"]
    assert pieces("No product is approved. Ask first.") == ["No product is approved.", "Ask first."]


def test_it_joins_a_short_piece_to_the_sentence_after_it():
    assert pieces("没有。目前都在试验！") == ["没有。目前都在试验！"]


def test_it_keeps_a_list_and_what_stands_in_brackets_whole():
    assert pieces("要问三件事：批的是上市吗；治的是中风吗。再问钱。") == [
        "要问三件事：批的是上市吗；治的是中风吗。",
        "再问钱。",
    ]
    assert pieces("分数是两项（走路；说话）之和。") == ["分数是两项（走路；说话）之和。"]
    assert pieces("目前没有证据；试验还在做。") == ["目前没有证据；", "试验还在做。"]


def test_it_keeps_decimals_and_covers_every_character():
    text = "It rose by 12.1 points. Then it fell."
    assert pieces(text) == ["It rose by 12.1 points.", "Then it fell."]


def test_it_gives_nothing_for_an_empty_text():
    assert spans("") == []
