"""A deck in Arabic: mirrored on the stage, spoken to people, and a phone that speaks otherwise."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from talk.present.loading import load_deck

from .presenting import presented
from .screens import PROJECTOR, Screens, at, connected

DECK = """
title: كيف يقرأ نموذج لغوي
language: ar
theme: plain
chapters: [one.yaml]
"""
CHAPTER = r"""
chapter: الرموز
phase: inference
slides:
  - id: vote
    title: سؤال لكم
    live:
      widget: quiz
      question: كم رمزًا؟
      options: [واحد, اثنان, ثلاثة]
      right: اثنان
  - id: sum
    title: حساب بالكلمات
    live: {widget: word_arithmetic, start: king, minus: man, plus: woman}
  - id: code
    layout: code
    title: برنامج
    language: python
    code: print("hello")
"""
LEFT = "element => element.getBoundingClientRect().left"


def left(page: Page, selector: str) -> float:
    return float(page.locator(selector).first.evaluate(LEFT))


def test_an_arabic_deck_is_mirrored_and_a_phone_may_speak_otherwise(
    tmp_path: Path, screens: Screens
) -> None:
    (tmp_path / "deck.yaml").write_text(DECK, encoding="utf-8")
    (tmp_path / "one.yaml").write_text(CHAPTER, encoding="utf-8")
    with presented(load_deck(tmp_path)) as talk:
        stage = connected(screens(talk.stage, PROJECTOR))
        phone = connected(screens.phone(talk.phone))
        expect(stage.locator("html")).to_have_attribute("dir", "rtl")
        expect(stage.get_by_role("button", name="أغلق واعرض")).to_be_visible()
        # What begins a line on the left in English begins it on the right.
        middle = stage.locator("section.present .slide-title").evaluate(
            "title => { const range = document.createRange(); range.selectNodeContents(title);"
            " const box = range.getBoundingClientRect(); return (box.left + box.right) / 2; }"
        )
        assert middle > PROJECTOR["width"] / 2
        expect(phone.get_by_role("button", name="دورك: أجب")).to_be_visible()
        assert left(phone, ".talk-bar .previous") > left(phone, ".talk-bar .next")
        phone.locator(".vote-option-text", has_text="اثنان").tap()

        phone.get_by_role("button", name="اسأل", exact=True).tap()
        phone.get_by_label("لغة الأزرار").select_option("de")
        connected(phone)
        expect(phone.locator(".talk-bar .where")).to_have_text("Folgt · 1")
        # The buttons are German, from left to right; the slide is what it was.
        assert left(phone, ".talk-bar .previous") < left(phone, ".talk-bar .next")
        expect(phone.locator("html")).to_have_attribute("lang", "ar")
        expect(phone.get_by_role("heading", name="سؤال لكم")).to_be_visible()
        expect(phone.get_by_text(re.compile("Die Antwort ist da"))).to_be_visible()

        # One has a word of its own.
        stage.get_by_role("button", name="أغلق واعرض").click()
        expect(stage.locator("section.present .vote-said")).to_contain_text("أجاب هاتف واحد")
        # The left arrow goes on.
        stage.keyboard.press("ArrowLeft")
        at(stage, "sum")
        at(phone, "sum")
        # Why something is refused is said by each page, in its own language.
        stage.get_by_role("button", name="احسب").click()
        expect(stage.locator("section.present .notice-text")).to_have_text("النواة غير موجودة.")
        phone.get_by_role("button", name="Rechnen").tap()
        expect(phone.locator("section.current .notice-text")).to_have_text(
            "Der Kernel ist nicht erreichbar."
        )
        stage.keyboard.press("ArrowLeft")
        at(stage, "code")
        at(phone, "code")
        code = stage.locator("section.present pre.code")
        assert code.evaluate("pre => getComputedStyle(pre).direction") == "ltr"
