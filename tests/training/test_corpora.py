"""Reading the training data: labels by alignment, the benchmark's score, and splits."""

from __future__ import annotations

import gzip
import os
from itertools import islice
from pathlib import Path

import pytest

from mtdetect.text.segmentation import split_paragraphs
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import InputError
from training import corpora
from training.corpora import alignment, rows

BODY = (
    "The village of Oster has voted to keep its only school open, although just nine children attend it.\n\n"
    "Key dates\n\n"
    "Parents had collected four hundred signatures since the winter, and the mayor changed his mind last week.\n\n"
    "“I listened to them, and they were right,” he told a meeting in the crowded gym hall on Thursday night.\n\n"
    "Apples, pears and plums from the school garden will be sold in autumn to pay for a new roof."
)

TEXT = """Home
News
School stays open in Oster | Valley Post
Weather
Shop
School stays open in Oster
By Ida Holm
The village of Oster has voted to keep its only school open, although just nine children attend it.
Pupils of the school in Oster celebrate
Key dates
Parents had collected four hundred signatures since the winter, and the mayor changed his mind last week.
Sign up for our newsletter and never miss a story from the valley
“I listened to them, and they were right,” he told a meeting in the crowded gym hall on Thursday night.
Apples, pears and plums from the school garden will be sold in autumn to pay for a new roof.
Share
Contact
Most read
Bridge closed until May
Bakery wins a prize for its rye bread
Fire brigade seeks volunteers for summer
Key dates
School stays open in Oster
The village of Oster has voted to keep its only school open, although just nine children attend it.
All rights reserved"""

HTML = "<figure><figcaption>Pupils of the school in Oster celebrate</figcaption></figure>"


@pytest.fixture(scope="module")
def kinds() -> list[tuple[str, str]]:
    paragraphs = TEXT.splitlines()
    captions = alignment.captions_of(HTML)
    aligned = alignment.align(paragraphs, BODY, "School stays open in Oster", "Ida Holm", captions)
    assert aligned.coverage > 0.8
    return list(zip(paragraphs, aligned.kinds, strict=True))


def test_body_lines_are_content(kinds) -> None:
    body = [i for i, (_, kind) in enumerate(kinds) if kind == "body"]
    assert body == [7, 9, 10, 12, 13]


def test_headline_before_the_article_is_not_judged_and_its_repeats_are_furniture(kinds) -> None:
    assert [kind for text, kind in kinds if text == "School stays open in Oster"] == ["headline", "furniture"]
    assert kinds[2][1] == "furniture"


def test_byline_and_caption_are_not_judged(kinds) -> None:
    assert dict(kinds)["By Ida Holm"] == "byline"
    assert dict(kinds)["Pupils of the school in Oster celebrate"] == "caption"


def test_teaser_that_repeats_the_article_is_furniture(kinds) -> None:
    assert kinds[22][1] == "furniture"


def test_short_line_equal_to_a_body_line_is_content_only_inside_the_article(kinds) -> None:
    assert [kind for text, kind in kinds if text == "Key dates"] == ["body", "furniture"]


def test_pitch_inside_the_article_is_furniture(kinds) -> None:
    assert kinds[11][1] == "furniture"


def test_labels_and_weights_of_a_page() -> None:
    page = corpora.Page("d", "example.org", "", "School stays open in Oster", "Ida Holm", BODY, HTML)
    document = corpora.label_page(page, "html-text", TEXT)
    assert list(document.paragraphs) == SegmentedText(TEXT).paragraphs
    assert document.labels[0] == 1
    assert document.labels[5] is None
    furniture = [w for w, label in zip(document.weights, document.labels, strict=True) if label == 1]
    content = [w for w, label in zip(document.weights, document.labels, strict=True) if label == 0]
    assert sum(furniture) == pytest.approx(len(furniture) ** 0.5)
    assert sum(content) == pytest.approx(len(content) ** 0.5)


@pytest.mark.parametrize("extractor", ["html-text", "trafilatura"])
def test_a_recomposed_page_holds_the_article_in_furniture_of_its_own_part(extractor: str) -> None:
    made = []
    for i in range(8):
        body, text = (whole.replace("Oster", f"Oster{i}").replace("Share", f"Share {i}") for whole in (BODY, TEXT))
        page = rows.Page(f"d{i}", f"site{i}.example", "", f"School stays open in Oster{i}", "Ida Holm", body, "")
        made.append(corpora.label_page(page, extractor, text))
    pages = list(corpora.recomposed(made, lambda site: int(site[4]) % 2))
    assert [page.site for page in pages] == [page.site for page in made[::2] + made[1::2]]
    for page in pages:
        number = page.site[4]
        lines = [(page.text[a:b], label) for (a, b), label in zip(page.paragraphs, page.labels, strict=True)]
        assert all(f"Oster{number}" in line for line, label in lines if label == 0 and "Oster" in line)
        foreign = {line.split()[-1] for line, _ in lines if line.startswith("Share ")} - {number}
        assert all(int(other) % 2 == int(number) % 2 for other in foreign)
        assert sum(weight > 0 for weight in page.weights) == sum(label is not None for label in page.labels)
    assert [page.text for page in pages] != [page.text for page in made[::2] + made[1::2]]


def test_lists_and_other_prose_are_not_judged() -> None:
    sentence = "The committee met on {} and talked about the budget for the coming year at length. Nothing was decided."
    other = [sentence.format(day) for day in ("Monday", "Tuesday", "Wednesday", "Thursday")]
    paragraphs = [
        *TEXT.splitlines()[7:14],
        *["Menu"] * 12,
        *[text + " It will meet again quite soon, they say." for text in other],
    ]
    aligned = alignment.align(paragraphs, BODY, "", "", [])
    assert aligned.kinds[-4:] == ["prose"] * 4
    listed = alignment.align([*TEXT.splitlines()[7:13], "plums", TEXT.splitlines()[13]], BODY, "", "", [])
    assert listed.kinds[-2] == "fragment"


def test_shingle_f1_counts_multisets() -> None:
    assert corpora.shingle_f1("a b c d e", "a b c d e") == (1.0, 1.0)
    assert corpora.shingle_f1("a b c d e a b c d", "a b c d") == (pytest.approx(1 / 6), 1.0)
    assert corpora.shingle_f1("", "") == (1.0, 1.0)
    assert corpora.shingle_f1("", "a b c d") == (0.0, 0.0)
    assert corpora.shingle_f1("a b", "a b") == (1.0, 1.0)
    assert corpora.mean_f1([(1.0, 0.5), (0.5, 1.0)]) == 0.75


@pytest.mark.parametrize(
    ("site", "domain"),
    [
        ("http://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://abcnews.go.com", "go.com"),
        ("news.com.au", "news.com.au"),
        ("https://observer.com/", "observer.com"),
        ("http://blogs.berkeley.edu:80/x", "berkeley.edu"),
    ],
)
def test_registered_domain(site: str, domain: str) -> None:
    assert corpora.registered_domain(site) == domain


def test_folds_are_stable_and_even() -> None:
    assert [corpora.fold(name) for name in ("example.org", "bbc.co.uk", "cnn.com")] == [1, 0, 0]
    counts = [sum(corpora.fold(f"site{n}.com") == k for n in range(2000)) for k in range(5)]
    assert min(counts) > 330


def test_missing_and_broken_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"pages\.jsonl\.gz: no such file"):
        next(corpora.pages(tmp_path))
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/ag_news.jsonl.gz").write_bytes(gzip.compress(b'{"row": 1, "title": "t", "text": "x"}\n{oops\n'))
    with pytest.raises(InputError, match="line 2: not JSON"):
        list(corpora.ag_news(tmp_path))


def test_files_of_a_package_are_read_in_the_same_order(tmp_path: Path) -> None:
    kind = corpora.PackageKind("some-doc", "usr/**/*.txt*")
    folder = tmp_path / "some-doc/usr/share"
    folder.mkdir(parents=True)
    for i in range(6):
        (folder / f"{i}.txt").write_text(f"Chapter {i}. " + "The option is read once. " * 20)
    (folder / "packed.txt.gz").write_bytes(gzip.compress(b"Packed. " * 60))
    (folder / "short.txt").write_text("Too short.")
    (folder / "binary.txt").write_bytes(b"\0" * 500)
    texts = list(corpora.package_texts(kind, tmp_path, 10_000))
    assert len(texts) == 7
    assert texts == list(corpora.package_texts(kind, tmp_path, 10_000))
    assert any(text.startswith("Packed.") for text in texts)
    assert list(corpora.package_texts(kind, tmp_path, 450)) == [texts[0][:450]]


def test_a_package_that_is_not_there_or_holds_other_files_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "some-doc").mkdir()
    with pytest.raises(InputError, match=r"some-doc: no file here fits usr/\*\.txt"):
        next(corpora.package_texts(corpora.PackageKind("some-doc", "usr/*.txt"), tmp_path, 1000))
    monkeypatch.setenv("PATH", str(tmp_path))  # no apt-get
    with pytest.raises(InputError, match="other-doc: this Debian package could not be fetched"):
        next(corpora.package_texts(corpora.PackageKind("other-doc", "usr/*.txt"), tmp_path, 1000))
    assert not (tmp_path / "other-doc").exists()


DATA = Path(os.environ.get("MTDETECT_DATA", "no-such-folder"))

needs_data = pytest.mark.skipif(not (DATA / "pages").is_dir(), reason="MTDETECT_DATA names no folder of training data")


@needs_data
def test_content_labels_give_the_article_back(tmp_path: Path) -> None:
    pytest.importorskip("html_text")
    scores = []
    for document in corpora.page_documents(DATA, ("html-text",), tmp_path, limit=12):
        kept = [
            document.text[span.start : span.end]
            for span, label in zip(document.paragraphs, document.labels, strict=True)
            if label == 0
        ]
        scores.append(corpora.shingle_f1("\n".join(kept), document.body))
    assert corpora.mean_f1(scores) > 0.97
    again = corpora.page_documents(DATA, ("html-text",), tmp_path, limit=2)
    assert next(again).text


@needs_data
def test_every_corpus_is_read() -> None:
    readers = (
        rows.ag_news, rows.clean_paragraphs, rows.clean_documents, rows.wmt, rows.originals, rows.human_or_machine,
        rows.post_edited, rows.error_spans, rows.tortured_phrases, rows.seeds,
    )  # fmt: skip
    for reader in readers:
        assert len(list(islice(reader(DATA), 3))) == 3
    for seed in rows.seeds(DATA):
        assert all(0 <= span.start < span.end <= len(seed.text) for span in seed.spans)


def test_furniture_is_put_into_sound_text_of_other_origins() -> None:
    page = corpora.label_page(rows.Page("d", "site.example", "", "", "Ida Holm", BODY, ""), "trafilatura", TEXT)
    text = "\n\n".join(f"Number {i} of these paragraphs has nothing to do with any page." for i in range(4))
    spans = split_paragraphs(text)
    novel = corpora.all_content("n", "novels", text, spans)
    (made,) = corpora.furnished([novel], [page], lambda site: 0)
    lines = {made.text[a:b]: label for (a, b), label in zip(made.paragraphs, made.labels, strict=True)}
    assert [line for line, label in lines.items() if label == 0] == [text[a:b] for a, b in spans]
    furniture = {page.text[a:b] for (a, b), label in zip(page.paragraphs, page.labels, strict=True) if label == 1}
    assert {line for line, label in lines.items() if label == 1} <= furniture
    assert sum(label == 1 for label in made.labels) > 0
    assert list(corpora.furnished([novel], [page], {"novels": 0, "site.example": 1}.__getitem__)) == []


def test_docstrings_are_whole_texts_without_addresses() -> None:
    found = list(corpora.library_docstrings())
    assert len(found) > 300
    assert not any("0x7f" in text for _, text in found)
    assert len({text for _, text in found}) == len(found)
