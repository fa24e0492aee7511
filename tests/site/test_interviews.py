"""The pages for interviews in Chromium: the list, the self-test and the mock interview, by keyboard and without scripts."""

import pytest

from tests.site.chromium import needs_chromium
from utils.book.interview import LEVELS, asked, bank

pytestmark = needs_chromium
ITEMS = [item for _, item in asked()]
TEST, MOCK = "book/self_test.html", "book/mock_interview.html"


def answer(page, text):
    """Type an answer and check it; what the trainer says."""
    page.fill("#trainer-answer", text)
    page.keyboard.press("Enter")
    return page.inner_text(".trainer-says")


def test_the_list_shows_every_question_and_those_of_one_level_and_topic(read):
    page = read("book/interviews.html")
    questions, items = bank(), page.locator(".question-list li")
    assert items.count() == len(questions) and items.filter(visible=True).count() == len(questions)
    for level in LEVELS:
        page.select_option("select[name=level]", level)
        assert items.filter(visible=True).count() == sum(entry["level"] == level for entry in questions.values())
    page.select_option("select[name=level]", "")
    page.select_option("select[name=topic]", "Forecasting")
    of_topic = sum(entry["topic"] == "Forecasting" for entry in questions.values())
    assert items.filter(visible=True).count() == of_topic
    assert page.inner_text(".question-filter output") == f"{of_topic} of {len(questions)} questions"


def test_a_link_of_the_list_opens_its_question(read):
    page = read("book/interviews.html")
    page.locator(".question-list a").first.click()
    page.wait_for_selector("details.question[open]")
    assert "In thirty seconds." in page.inner_text("details.question[open]")


def test_the_guides_questions_come_first_and_lead_to_their_answers(read):
    page = read("book/interviews.html")
    places = [link.get_attribute("href") for link in page.locator(".questions-named a").all()]
    assert [place.partition("#")[2] for place in places] == [
        "question-derive-vanishing", "question-lstm-vanish-not-explode", "question-cnn-or-lstm"]
    page.locator(".questions-named a").last.click()
    assert "source guide" in page.inner_text("#question-cnn-or-lstm")


def test_the_self_test_by_keyboard_alone(read):
    page = read(TEST)
    page.focus("#trainer-answer")
    page.keyboard.type(ITEMS[0]["prints"])
    page.keyboard.press("Enter")
    assert page.inner_text(".trainer-says").startswith(f"Right: {ITEMS[0]['prints']}.")
    page.keyboard.press("Enter")  # on to the next, since that button has the focus
    assert page.inner_text(".trainer-ask") == ITEMS[1]["ask"].replace("'", "’")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    assert page.inner_text(".trainer-says").startswith("Not so")
    assert page.inner_text(".trainer-score").startswith("1 of 2 right")


def test_the_score_is_kept_and_what_was_wrong_comes_back_soon(read):
    page, asks = read(TEST), []
    for _ in range(6):
        asks.append(page.inner_text(".trainer-ask"))
        answer(page, "-77")
        page.keyboard.press("Enter")
    assert asks[4:] == asks[:2] and len(set(asks)) == 4
    page.reload()
    assert page.inner_text(".trainer-score").startswith("0 of 4 right")
    page.click(".trainer-anew")
    assert page.inner_text(".trainer-score").startswith("0 of 0 right") and page.inner_text(".trainer-ask") == asks[0]


@pytest.mark.parametrize("given, said", [
    ("91392", "Right"), ("91,392", "Right"), (" 9.1392e4 ", "Right"), ("91,648", "Not so"),
    ("about 90000", "This needs a number"), ("", "This needs a number")])
def test_what_counts_as_right(read, given, said):
    assert answer(read(TEST), given).startswith(said)


def test_what_was_known_three_times_is_gone(read):
    page = read(TEST)
    answers = {item["ask"].replace("'", "’"): item["prints"] for item in ITEMS}
    for _ in range(3 * len(ITEMS)):
        answer(page, answers[page.inner_text(".trainer-ask")])
        page.keyboard.press("Enter")
    count = len(ITEMS)
    assert page.inner_text(".trainer-score") == f"{count} of {count} right at first sight; all {count} known for good."
    assert page.inner_text(".trainer-ask").startswith("You have known them all")


def test_a_mock_interview_draws_ten_topics_keeps_time_and_ends_in_a_sheet(read):
    page, places = read(MOCK), []
    page.select_option(".mock-begin select", "senior")
    page.click(".mock-begin button")
    for number in range(10):
        page.wait_for_selector(".mock-question")
        places.append(page.inner_text(".mock-place").split("senior, ")[1].rpartition(".")[0])
        page.fill("textarea", f"note {number}")
        page.click("text=Show the answer")
        assert "In thirty seconds." in page.inner_text(".mock-answer")
        page.check(f"input[value='{number % 3}']")
        page.click(".mock-answer > p:last-child button")
    assert len(set(places)) == 10
    assert page.inner_text(".mock-place").startswith("9 of 20 points")
    rows = page.locator("tbody tr")
    assert rows.count() == 10 and "note 9" in rows.nth(9).inner_text()


def test_without_scripts_all_is_there_to_read(read):
    page = read(TEST, java_script_enabled=False)
    assert page.locator(".self-test-item").count() == len(ITEMS)
    page.locator(".self-test-item summary").first.click()
    assert ITEMS[0]["prints"] in page.inner_text(".self-test-item >> nth=0")
    assert "need scripts" in read(MOCK, java_script_enabled=False).inner_text(".mock-interview")
