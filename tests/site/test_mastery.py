"""The tasks of chapter 9 in Chromium: ticked by keyboard, kept over a reload, and a plain list where no scripts run."""

import re

import pytest

from tests.paths import ROOT
from tests.site.building import parsed
from tests.site.chromium import needs_chromium

PAGE = "book/09_mastery.html"
SOURCE = (ROOT / "book" / "09_mastery.md").read_text(encoding="utf-8")
TASKS = re.findall(r"\{#(task-[\w-]+) \.task\}", SOURCE)
REFUSED = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }});"


def ticked(page):
    """The names of the tasks that are ticked."""
    boxes = page.locator(".task-item input:checked")
    return [boxes.nth(k).get_attribute("aria-labelledby") for k in range(boxes.count())]


def test_every_task_says_where_it_is_learnt_and_how_one_sees_it(site):
    items = [task.find_parent("li") for task in parsed(site / PAGE).select(".task")]
    assert [item.select_one(".task")["id"] for item in items] == TASKS and len(set(TASKS)) == len(TASKS) >= 20
    for item in items:
        assert "Seen by" in item.get_text() and item.select("a[href*='.html']"), item.get_text()


@needs_chromium
def test_ticks_by_keyboard_are_counted_and_kept(read):
    page = read(PAGE)
    boxes = page.get_by_role("checkbox")
    assert boxes.count() == len(TASKS) and page.inner_text(".tasks-done output") == f"0 of {len(TASKS)} done."
    boxes.first.focus()
    page.keyboard.press("Space")
    boxes.nth(3).focus()
    page.keyboard.press("Space")
    assert ticked(page) == [TASKS[0], TASKS[3]] and page.inner_text(".tasks-done output").startswith("2 of")
    page.reload()
    assert ticked(page) == [TASKS[0], TASKS[3]] and page.faults == []
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.reload()
    assert ticked(page) == [TASKS[3]]


@needs_chromium
def test_all_ticks_can_be_taken_away(read):
    page = read(PAGE)
    clear = page.get_by_role("button", name="Take all ticks away")
    assert clear.is_disabled()
    page.get_by_role("checkbox").nth(1).check()
    clear.focus()
    page.keyboard.press("Enter")
    assert ticked(page) == [] and clear.is_disabled()
    page.reload()
    assert ticked(page) == []


@needs_chromium
def test_a_box_is_called_what_its_task_says(read):
    page = read(PAGE)
    assert page.get_by_role("checkbox", name="Find the leak in a split.").count() == 1


@needs_chromium
def test_without_storage_ticks_last_as_long_as_the_page(read):
    page = read(PAGE)
    page.context.add_init_script(REFUSED)
    page.reload()
    page.get_by_role("checkbox").first.check()
    assert page.inner_text(".tasks-done output").startswith("1 of") and page.faults == []


@needs_chromium
def test_without_scripts_the_tasks_are_a_list(read):
    page = read(PAGE, java_script_enabled=False)
    assert page.locator(".task").count() == len(TASKS) and page.locator("input[type=checkbox]").count() == 0


@needs_chromium
@pytest.mark.parametrize("width", [390, 1280])
def test_boxes_stay_on_the_screen_and_are_large_enough_to_hit(read, width):
    page = read(PAGE, width=width)
    for box in page.locator(".task-item input").all():
        found = box.bounding_box()
        assert found["x"] >= 0 and found["x"] + found["width"] <= width and min(found["width"], found["height"]) >= 18
