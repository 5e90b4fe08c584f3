"""Translations follow the source."""

from click.testing import CliRunner

from guidebot.cli import main
from guidebot.commands import texts
from guidebot.texts.catalogues import (
    forms,
    messages,
    name_of,
    read_catalogues,
    source_path,
    translated_path,
)
from guidebot.texts.checks import catalogue_faults
from guidebot.texts.update import update_catalogues
from tests.texts.conftest import SOURCE

NEW = '\nmsgctxt "ask.retry"\nmsgid "再试一次"\nmsgstr ""\n'


def english(folder):
    return {name_of(one): one for one in messages(read_catalogues(folder).translated["en"])}


def test_an_update_of_catalogues_in_step_changes_no_text(make, tmp_path):
    before = make()
    update_catalogues(before)
    assert catalogue_faults(read_catalogues(tmp_path)) == []
    assert forms(english(tmp_path)["ask.left"]) == ("Print one page", "Print {number} pages")


def test_a_new_text_is_opened_empty_in_every_language(make, tmp_path):
    update_catalogues(make(SOURCE + NEW))
    assert forms(english(tmp_path)["ask.retry"]) == ("",)
    assert "再试一次" in translated_path(tmp_path, "zh_Hant").read_text()
    assert "ask.retry" in str(catalogue_faults(read_catalogues(tmp_path))[0])


def test_a_changed_text_keeps_its_translation_marked_fuzzy(make, tmp_path):
    update_catalogues(make(SOURCE.replace("提问", "发送"), zh_Hant=""))
    found = english(tmp_path)["ask.submit"]
    assert (found.id, forms(found), found.fuzzy) == ("发送", ("Ask",), True)
    # The note of what it was made from outlives a second update, and goes with the mark.
    update_catalogues(read_catalogues(tmp_path))
    path = translated_path(tmp_path, "en")
    assert path.read_text().count('#| msgid "提问"') == 1
    path.write_text(path.read_text().replace("#, fuzzy\n", ""))
    update_catalogues(read_catalogues(tmp_path))
    assert "#|" not in path.read_text()
    assert catalogue_faults(read_catalogues(tmp_path)) == []


def test_a_text_that_begins_to_count_is_marked_fuzzy(make, tmp_path):
    counting = 'msgid "提问 {number}"\nmsgid_plural "提问 {number}"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    update_catalogues(make(SOURCE.replace('msgid "提问"\nmsgstr ""\n', counting)))
    assert forms(english(tmp_path)["ask.submit"]) == ("", "")
    assert len(catalogue_faults(read_catalogues(tmp_path))) > 0


def test_a_dropped_text_goes(make, tmp_path):
    update_catalogues(make(SOURCE.partition('\nmsgctxt "ask.left"')[0]))
    assert set(english(tmp_path)) == {"ask.submit"}


def test_the_commands_update_check_and_show(make, tmp_path, monkeypatch):
    make(SOURCE + NEW)
    monkeypatch.setattr(texts, "LOCALE", tmp_path)
    run = CliRunner().invoke
    assert run(main, ["texts", "update"]).exit_code == 0
    failed = run(main, ["texts", "check"])
    assert failed.exit_code == 1
    assert "'ask.retry'" in failed.output
    source_path(tmp_path).write_text(SOURCE)
    assert run(main, ["texts", "update"]).exit_code == 0
    assert "no faults" in run(main, ["texts", "check"]).output
    shown = run(main, ["texts", "show", "--lang", "zh-Hant", "--region", "HK"]).output
    assert "ask.submit\t發問\n" in shown
    assert "ask.left\t列印 {number} 頁\n" in shown
    english_shown = run(main, ["texts", "show", "--lang", "en"]).output
    assert "ask.left\tPrint one page | Print {number} pages\n" in english_shown
