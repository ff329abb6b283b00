"""The report page in a browser: marks, keys, filters, the strip map and the index."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from browser import sideways, wait_until
from fake_model import FakeModel
from report_pages import HOSTILE, NAME, Open, as_shown, fake, in_view, save, texts

from mtdetect.types import Document, Evidence, Report


def test_the_text_is_exact_in_the_browser(folder_page: Open, scored: dict[str, tuple[Document, Report]]) -> None:
    page = folder_page()
    expected = [
        paragraph.text
        for _, report in sorted(scored.values(), key=lambda pair: -pair[1].damage)
        for paragraph in report.paragraphs
    ]
    assert texts(page) == expected


def test_a_hostile_text_stays_text(open_page: Open, tmp_path: Path) -> None:
    report = FakeModel().score(HOSTILE)
    page = open_page(save(tmp_path, [(Document(NAME, HOSTILE), report)]))
    assert texts(page) == [as_shown(paragraph.text) for paragraph in report.paragraphs]
    page.mouse.wheel(0, 5000)
    for _ in range(5):
        page.keyboard.press("n")
    page.check("#explain")
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.images.length") == 0
    assert "\u202e" not in page.title()
    assert sideways(page) == 0


def test_an_override_turns_nothing_but_itself(open_page: Open, tmp_path: Path) -> None:
    text = "He lives in the the \u202ecapital of the country."
    page = open_page(save(tmp_path, [(Document("a", text), FakeModel().score(text))]))
    ends = page.evaluate(
        """() => {
            const last = document.querySelector(".p > p").lastChild, range = document.createRange();
            return [0, 5].map((at) => {
                range.setStart(last, at);
                range.setEnd(last, at + 1);
                return range.getBoundingClientRect().left;
            });
        }"""
    )
    assert ends[0] < ends[1]


def test_the_worst_places_are_there_at_once_and_lead_to_the_text(article: Open) -> None:
    page = article()
    worst = page.locator("#worst li")
    # Their order depends on the model.
    first = [worst.nth(place).locator("mark").first.inner_text().replace("\n", " ") for place in range(4)]
    for words in ("North Korean leader", "(15/8/2023)", "Korea The"):
        assert words in first
        assert worst.nth(first.index(words)).is_visible()
    worst.nth(first.index("Korea The")).locator("a").click()
    assert page.evaluate("document.activeElement.textContent") == "Korea The"
    assert in_view(page, "mark.here")
    assert "MTD102 missing-boundary" in page.locator("#tip").inner_text()
    assert page.url.endswith("#p1-10")


def test_families_are_filtered_at_once(article: Open) -> None:
    page = article()
    ground = "getComputedStyle(document.querySelector('.hit mark.translation')).backgroundColor"
    before = page.evaluate(ground)
    assert page.locator("#shown").inner_text().startswith("17 findings in 8 of 12")
    page.locator("#families .translation input").uncheck()
    assert page.evaluate(ground) == "rgba(0, 0, 0, 0)" != before
    assert page.locator("#shown").inner_text().startswith("11 findings")
    assert page.locator("#strip .tick.translation").count() == 0
    assert page.locator("#strip .tick.splice").count() == 1
    assert page.locator("#worst mark.translation").count() <= page.locator("#worst li").count()
    assert page.evaluate("document.querySelector('.hit mark.translation').tabIndex") == -1
    page.locator(".hit mark.translation").first.hover()
    assert not page.locator("#tip").is_visible()


def test_the_threshold_acts_at_once(article: Open) -> None:
    page = article()
    page.locator("#threshold").fill("0.99")
    wait_until(page, "document.querySelectorAll('.hit').length < 7")
    damaged = page.evaluate("[...document.querySelectorAll('.hit')].map((p) => Number(p.dataset.s.split(',')[2]))")
    assert damaged
    assert min(damaged) >= 0.99
    assert page.locator("#threshold-value").inner_text() == "0.99"
    assert f"in {len(damaged)} of 12" in page.locator("#shown").inner_text()
    page.check("#only")
    assert page.locator(".p:visible").count() == len(damaged)
    left_out = page.evaluate("[...document.querySelectorAll('.p')].findIndex((p) => p.matches('.hit'))")
    assert left_out
    assert page.evaluate("document.querySelector('.hit').dataset.gap").startswith(f"… {left_out} paragraph")


def test_all_of_it_works_by_keyboard(article: Open) -> None:
    page = article()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("n")
    tip = page.locator("#tip")
    assert page.evaluate("document.activeElement.textContent") == "(North Korea)"
    assert "MTD301 redundant-gloss" in tip.inner_text()
    described = page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent"
    )
    assert described.startswith("MTD301 redundant-gloss “North Korea” in parentheses")
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.keyboard.press("j")
    assert page.locator("#position").inner_text() == "2 / 17"
    page.keyboard.press("k")
    page.keyboard.press("p")
    assert page.locator("#position").inner_text() == "17 / 17"
    assert in_view(page, "mark.here")
    page.keyboard.press("n")
    page.keyboard.press("Tab")  # on to the next mark, as on any page
    assert page.evaluate("document.activeElement.textContent") == "(15/8)"
    assert "MTD302" in tip.inner_text()
    page.locator("#strip").focus()
    page.keyboard.press("End")
    assert page.get_attribute("#strip", "aria-valuenow") != "1"
    page.keyboard.press("Home")
    assert re.fullmatch(r"1 of 12, damage 0\.\d\d", page.get_attribute("#strip", "aria-valuetext") or "")


def test_the_ways_hold_where_there_is_nothing_to_go_to(open_page: Open, tmp_path: Path) -> None:
    page = open_page(save(tmp_path, fake("")))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skips to text that isn't there
    page.keyboard.press("n")
    page = open_page(save(tmp_path, fake("Sound.\n\nSound again.")))
    page.keyboard.press("n")
    assert page.locator("#next").is_disabled()
    page.evaluate("location.hash = '#d99'")
    page.check("#only")
    assert page.locator(".p:visible").count() == 0
    assert page.locator("#worst").inner_text() == (
        "No paragraph has a damage score of 0.50 or more. The highest is 0.10 (¶ 1)."
    )
    assert page.locator("#position").inner_text() == "no findings"


def test_back_from_a_place_that_the_filters_took_away(article: Open) -> None:
    page = article()
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.className") == "splice here"
    page.locator("#families .splice input").uncheck()
    page.keyboard.press("p")
    assert page.locator("#position").inner_text() == "14 / 14"


def test_explanations_come_with_the_pointer_and_go(article: Open) -> None:
    page = article()
    tip = page.locator("#tip")
    page.locator(".p mark.splice").first.hover()
    assert "MTD201 stray-fragment" in tip.inner_text()
    tip.hover()  # it stays while the pointer is over it
    assert tip.is_visible()
    page.locator("#p1-4 > a").hover()
    assert re.search(r"translation 0\.\d+, scraping 0\.\d+", tip.inner_text())
    page.mouse.move(1200, 5)
    tip.wait_for(state="hidden")


def test_explanations_come_with_a_tap(article: Open) -> None:
    page = article(width=375, height=700, has_touch=True)
    page.locator(".p mark").first.tap()
    tip = page.locator("#tip")
    tip.wait_for()
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    page.locator(".figures").tap()
    tip.wait_for(state="hidden")


def test_the_number_of_a_paragraph_says_where_its_scores_come_from(
    article: Open, scored: dict[str, tuple[Document, Report]]
) -> None:
    page = article()
    paragraphs = scored["kim-putin"][1].paragraphs
    damaged = next(p for p in paragraphs if p.damage >= 0.5)
    best = max((e for e in damaged.evidence if e.kind == "translation"), key=lambda e: e.value)
    page.locator(f"#p1-{damaged.index + 1} > a").hover()
    assert f"Evidence for translation: {best.source} {best.value:.2f}" in page.locator("#tip").inner_text()
    sound = next(p for p in paragraphs if p.damage < 0.5)
    page.locator(f"#p1-{sound.index + 1} > a").hover()
    assert "Evidence" not in page.locator("#tip").inner_text()


def test_the_page_says_what_the_deep_reader_found(open_page: Open, tmp_path: Path) -> None:
    document, report = fake("[bad] as a whole")[0]
    deep = (Evidence("deep", "translation", 0.91), Evidence("document", "translation", 0.02))
    read = replace(report, paragraphs=(replace(report.paragraphs[0], evidence=deep),))
    page = open_page(save(tmp_path, [(document, read)]))
    page.locator("#p1-1 > a").hover()
    assert "Evidence for translation: wording, by the deep reader 0.91." in page.locator("#tip").inner_text()


def test_every_mark_can_be_explained_in_the_text(article: Open, scored: dict[str, tuple[Document, Report]]) -> None:
    page = article()
    before = texts(page)
    page.check("#explain")
    assert page.locator(".notes li:visible").count() == len(scored["kim-putin"][1].flags)
    assert texts(page) == before


def test_a_paragraph_without_a_marked_place_is_explained_too(open_page: Open, tmp_path: Path) -> None:
    page = open_page(save(tmp_path, fake("[bad] as a whole\n\nSound.")))
    before = texts(page)
    page.keyboard.press("n")
    assert "as a whole looks damaged" in page.locator("#tip").inner_text()
    page.check("#explain")
    assert "as a whole looks damaged" in page.locator("#p1-1 .notes").inner_text()
    assert texts(page) == before


def test_the_strip_map_leads_there(open_page: Open, tmp_path: Path) -> None:
    text = "\n\n".join(f"Paragraph {n} is about the city. " * 4 + "the the" * (n % 9 == 0) for n in range(300))
    page = open_page(save(tmp_path, fake(text)))
    box = page.locator("#strip").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.5)
    middle = int(page.get_attribute("#strip", "aria-valuenow") or 0)
    wait_until(page, "Number(document.getElementById('strip').ariaValueNow) > 130")
    assert abs(int(page.get_attribute("#strip", "aria-valuenow") or middle) - 150) < 15


def test_the_index_sorts_filters_and_opens(folder_page: Open) -> None:
    page = folder_page()
    rows = page.locator("#index tbody tr:visible")
    assert "kim-putin.txt" in rows.first.inner_text()
    page.get_by_role("button", name="Document").click()
    assert "breadcrumb-and-source.txt" in rows.first.inner_text()
    page.locator("#index-families .splice").click()
    assert rows.count() == 1
    page.locator("#index-families .splice").click()
    page.locator("#index-name-filter").fill("REUTERS-l")
    assert rows.count() == 1
    assert page.locator("#index-count").inner_text() == "1 of 5 documents"
    rows.first.locator("a").click()
    assert page.locator(".doc:visible h2").inner_text() == "examples/reuters-letters.txt"
    assert not page.locator("#index").is_visible()
    page.keyboard.press("n")
    assert page.locator("#tip").is_visible()
    page.keyboard.press("u")
    page.locator("#index").wait_for()
    page.go_back()
    page.locator(".doc:visible").wait_for()


def test_what_is_chosen_holds_for_the_next_document_too(folder_page: Open) -> None:
    page = folder_page()
    page.locator("#index tbody a").nth(0).click()
    page.check("#explain")
    page.check("#only")
    page.locator("#families .boundary input").uncheck()
    for place in (1, 0):
        page.keyboard.press("u")
        page.locator("#index tbody a").nth(place).click()
        page.locator(".doc:visible").wait_for()
    assert page.locator(".open .notes").count() == page.locator(".open .p:has(mark:not(.on))").count() == 8
    assert page.locator(".open .p:visible").count() == 8
    assert page.evaluate("document.querySelector('.open mark.boundary').tabIndex") == -1
    assert page.locator("#position").inner_text() == "– / 9"
    following = page.get_by_role("link", name=re.compile("Next: ")).filter(visible=True)
    name = following.inner_text()
    following.click()
    page.locator(".doc:visible h2", has_text=name.removeprefix("Next: ")).wait_for()
