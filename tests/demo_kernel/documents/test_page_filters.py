"""The data pipeline: what each filter drops, what it keeps, and what it says about it."""

from __future__ import annotations

import pytest

from demo_kernel.documents.page_filters import (
    FILTERS,
    Page,
    Trace,
    english_score,
    example_pages,
    minhash,
    run,
    similarity,
)

PROSE = (
    "The ferry was late, and we had time to look at the harbour. There were boats in it, and there "
    "was a man who had been on all of them. He said that the sea is like a house with no walls, "
    "and then he said nothing more for the rest of the day. We liked him very much, and when the "
    "ferry came at last we did not want to go."
)


@pytest.fixture(scope="module")
def traces() -> dict[str, Trace]:
    """Return the example pages by the last part of their address."""
    return {trace.page.url.rsplit("/", 1)[-1]: trace for trace in run(example_pages())}


def page(body: str, url: str = "https://a.example/b") -> Page:
    return Page(url, f"<html><body>{body}</body></html>")


def last(pages: list[Page]) -> tuple[str, bool, str]:
    outcome = run(pages)[-1].outcomes[-1]
    return outcome.filter, outcome.kept, outcome.reason


def test_the_two_running_examples_come_through(traces: dict[str, Trace]) -> None:
    travel, toast = traces["paris-on-a-wet-monday"].row, traces["how-to-give-a-toast"].row
    assert travel is not None
    assert "The capital of France is Paris." in travel.text
    assert toast is not None
    assert "A good wedding toast should be personal, brief, and kind." in toast.text


@pytest.mark.parametrize(
    ("name", "stage", "reason"),
    [
        ("free-spins", "URL filter", "the word 'casino'"),
        ("fahrplan", "language filter", "English score 0.0"),
        ("amazing-watches", "quality filter", "exclamation marks in"),
        (
            "38211",
            "deduplication",
            "the same as https://slow-trains.example/notes/paris-on-a-wet-monday",
        ),
    ],
)
def test_each_bad_page_is_dropped_by_its_own_stage_with_its_reason(
    traces: dict[str, Trace], name: str, stage: str, reason: str
) -> None:
    trace = traces[name]
    assert trace.row is None
    assert trace.outcomes[-1].filter == stage
    assert reason in trace.outcomes[-1].reason


def test_an_address_and_a_telephone_number_are_replaced(traces: dict[str, Trace]) -> None:
    row = traces["cat-with-white-socks"].row
    assert row is not None
    assert "write to [e-mail] or call [phone number] at any hour" in row.text
    assert (
        traces["cat-with-white-socks"].outcomes[-1].reason
        == "replaced 1 × [e-mail], 1 × [phone number]"
    )


def test_a_kept_page_has_an_outcome_of_every_stage(traces: dict[str, Trace]) -> None:
    names = [outcome.filter for outcome in traces["how-to-give-a-toast"].outcomes]
    assert names == [name for name, _ in FILTERS]


def test_menus_scripts_forms_and_footers_are_left_out(traces: dict[str, Trace]) -> None:
    text = traces["paris-on-a-wet-monday"].outcomes[1].text
    assert text.startswith("Paris on a wet Monday\n\nThe capital of France is Paris.")
    for unwanted in (
        "visits",
        "Maps",
        "cookies",
        "Accept",
        "Legal",
        "Lyon by bus",
        "| Slow Trains",
        "<",
    ):
        assert unwanted not in text


def test_text_split_over_tags_and_lines_becomes_one_line() -> None:
    trace = run([page("<p>One <em>two</em>\n   three &amp; four</p>")])[0]
    assert trace.outcomes[1].text == "One two three & four"


def test_broken_html_does_no_harm() -> None:
    trace = run([page(f"<p>{PROSE}<nav><div></p></script></nav><<p>End of it.")])[0]
    assert trace.row is not None
    assert PROSE in trace.row.text


def test_a_page_without_text_is_dropped() -> None:
    assert last([page("<script>1</script>")]) == (
        "extraction",
        False,
        "no reading matter in the page",
    )


def test_a_picture_is_no_page() -> None:
    stage, kept, reason = last([page("x", "https://a.example/cat.JPG")])
    assert (stage, kept) == ("URL filter", False)
    assert reason == "the address ends in .JPG, so it is no page"


def test_a_blocked_word_counts_only_as_a_whole_word() -> None:
    assert run([page(f"<p>{PROSE}</p>", "https://a.example/spills-and-pillows")])[0].row is not None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (PROSE, 0.9, 1.0),
        (
            "Der Hund liegt vor der Tür und wartet auf den Mann, der jeden Morgen die Zeitung "
            "bringt.",
            0.0,
            0.3,
        ),
        ("강아지가 문 앞에 누워 있습니다", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_the_english_score_tells_english_from_other_languages(
    text: str, low: float, high: float
) -> None:
    assert low <= english_score(text) <= high


def test_a_short_page_is_dropped() -> None:
    assert last([page("<p>It was a day like all the others, and then it was not.</p>")]) == (
        "quality filter",
        False,
        "only 13 words, needed 50",
    )


def test_a_page_of_fragments_is_dropped() -> None:
    lines = "".join(f"<p>the price of it is in the box for you and me {i}</p>" for i in "abcdefgh")
    stage, kept, _ = last([page(lines)])
    assert (stage, kept) == ("quality filter", False)


def test_a_different_page_is_no_duplicate() -> None:
    other = (
        PROSE.replace("ferry", "train")
        .replace("sea", "sky")
        .replace("man", "woman")
        .replace("boats", "birds")
    )
    traces = run(
        [
            page(f"<p>{PROSE}</p>", "https://a.example/1"),
            page(f"<p>{other}</p>", "https://a.example/2"),
        ]
    )
    assert [trace.row is not None for trace in traces] == [True, True]
    assert similarity(minhash(PROSE), minhash(other)) < 0.75


def test_similarity_estimates_the_share_of_common_sequences() -> None:
    words = [f"word{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(400)]
    one, other = " ".join(words[:300]), " ".join(words[100:400])
    assert similarity(minhash(one), minhash(one)) == 1.0
    # Each has 296 sequences of five words, 196 of which are common. 128 hashes tell their share
    # with a standard deviation of 0.044.
    assert similarity(minhash(one), minhash(other)) == pytest.approx(196 / 396, abs=0.12)


def test_a_dropped_page_is_not_compared_with_later_ones() -> None:
    short = page("<p>Too short to be kept.</p>", "https://a.example/1")
    assert (
        run([short, page(f"<p>{PROSE}</p>", "https://a.example/2")])[1].outcomes[4].reason
        == "the first page"
    )


def test_numbers_in_prose_are_not_taken_for_telephone_numbers() -> None:
    text = f"{PROSE} In 1984 there were 300 people and 12 boats."
    row = run([page(f"<p>{text}</p>")])[0].row
    assert row is not None
    assert "In 1984 there were 300 people and 12 boats." in row.text
