"""A conversation in a real browser: searched for, edited, gone on with, kept, deleted."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import BagOfWords, prepared
from tests.served import PAY, fill, serving, wait_until_ready
from tests.test_browser import MARK, QUESTION, ask, browser
from vectorstore import Changes, Settings, Store

__all__ = ["browser"]
pytestmark = pytest.mark.slow
TOOLS = "A data scientist uses notebooks and databases as tools.\n"
CHEFS = (
    "Chefs cook meals and plan menus.\nChefs earn $58,000 a year in the median.\n"
    "To become a chef takes an apprenticeship of three years.\n"
    "Chefs need skills in cooking, planning and hygiene.\n"
)
SEARCHED = "#chat a[href='#searched-for']"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("conversation")
    settings = Settings(path=path, url="", model="bundled")
    fill(settings)
    with Store.open(settings, BagOfWords(), "text-1") as store:
        tools = prepared("tools.md", TOOLS, ("Data scientist", "Tools"), "Tools")
        chefs = prepared("chefs.md", CHEFS, ("Chefs",), "Chefs")
        store.publish(Changes([tools, chefs], folder="world"))
    with serving(path) as address:
        wait_until_ready(address)
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_context().new_page()
    page.goto(address)
    expect(page.locator("#question textarea")).to_be_visible()
    yield page
    page.close()


def test_a_follow_up_shows_what_was_searched_for_and_that_can_be_changed(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(MARK).first).to_be_visible()
    ask(page, "and in Lisbon?")
    expect(page.locator(SEARCHED)).to_have_text(
        "What does a senior machine learning engineer earn in Lisbon?"
    )
    expect(page.locator("#chat blockquote")).to_be_visible()
    page.locator(SEARCHED).click()
    box = page.locator("#question textarea")
    expect(box).to_have_value("What does a senior machine learning engineer earn in Lisbon?")
    expect(box).to_be_focused()
    box.fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .bot-row")).to_have_count(3)
    expect(page.locator("#cards")).to_contain_text(PAY)
    assert len(page.context.pages) == 1


def test_what_is_asked_while_an_answer_comes_is_not_lost(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("#chat .user-row")).to_have_count(1)
    ask(page, "and in Lisbon?")
    expect(page.locator(SEARCHED)).to_contain_text("earn in Lisbon?")
    expect(page.locator("#chat .user-row")).to_have_text([QUESTION, "and in Lisbon?"])
    page.keyboard.press("Enter")  # an empty box asks nothing
    page.keyboard.press("Enter")
    ask(page, QUESTION)
    expect(page.locator("#chat .user-row")).to_have_count(3)


def test_a_conversation_is_still_there_when_the_page_is_opened_again(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(MARK).first).to_be_visible()
    ask(page, "and in Lisbon?")
    expect(page.locator(SEARCHED)).to_be_visible()
    page.reload()
    expect(page.locator("#chat .user-row")).to_have_count(2)
    expect(page.locator(SEARCHED)).to_be_visible()
    expect(page.locator(MARK).first).to_be_visible()
    ask(page, "and in Porto?")
    expect(page.locator(SEARCHED).last).to_have_text(
        "What does a senior machine learning engineer earn in Porto?"
    )
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert "Lisbon" not in kept, "the browser keeps the id only"


def test_each_tab_has_its_own_conversation_also_after_a_reload(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    tools = "Which tools does a data scientist use?"
    for tab, question in ((page, QUESTION), (other, tools)):
        expect(tab.locator("#question textarea")).to_be_visible()
        expect(tab.locator("#chat .user-row")).to_have_count(0)
        ask(tab, question)
        expect(tab.locator(MARK).first).to_be_visible()
    for tab, question in ((page, QUESTION), (other, tools)):
        tab.reload()
        expect(tab.locator("#chat .user-row")).to_have_text([question])
    other.close()


def test_a_reload_while_an_answer_comes_leaves_what_was_answered_before(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(MARK).first).to_be_visible()
    ask(page, "and in Lisbon?")
    expect(page.locator(SEARCHED)).to_be_visible()
    page.locator("#question textarea").fill("and in Vigo?")
    page.keyboard.press("Enter")
    page.reload()
    expect(page.locator(SEARCHED).first).to_contain_text("Lisbon")
    ask(page, "and in Porto?")
    expect(page.locator(SEARCHED).last).to_contain_text("earn in Porto?")


def test_it_can_be_left_and_deleted(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(MARK).first).to_be_visible()
    expect(page.locator("#chat button[aria-label='Clear']")).to_be_hidden()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .user-row")).to_have_count(0)
    ask(page, "and in Lisbon?")
    expect(page.locator("#chat blockquote")).to_be_visible()
    expect(page.locator(SEARCHED)).to_have_count(0)
    page.get_by_role("button", name="Delete this conversation").click()
    expect(page.locator("#chat .user-row")).to_have_count(0)
    page.reload()
    expect(page.locator("#starters button:visible").first).to_be_visible()
    expect(page.locator("#chat .user-row")).to_have_count(0)


def test_a_suggested_question_is_asked_by_a_click(page: Page) -> None:
    ask(page, "What do chefs do?")
    expect(page.locator(MARK).first).to_be_visible()
    further = page.locator("#follow-ups button:visible").first
    expect(further).to_be_visible()
    asked = further.inner_text()
    further.click()
    expect(page.locator("#chat .user-row").last).to_contain_text(asked)
    expect(page.locator("#cards .card").first).to_be_visible()


def test_a_quoted_list_is_shown_line_by_line_in_its_card(page: Page) -> None:
    ask(page, "What skills are required of a data scientist?")
    expect(page.locator(MARK).first).to_be_visible()
    quote = page.locator("#cards .quote").inner_text()
    assert quote.splitlines() == ["- Skills in Python", "- Communication with other teams"]


def test_that_answers_are_quoted_is_said_once_with_how_to_have_them_written(page: Page) -> None:
    hint = page.locator("#chat").get_by_text("Quoted from your documents, not written")
    ask(page, QUESTION)
    expect(hint).to_be_visible()
    expect(hint).to_contain_text("CHATBOT_MODEL")
    ask(page, "Which tools does a data scientist use?")
    expect(page.locator("#chat .bot-row")).to_have_count(2)
    expect(page.locator(MARK)).not_to_have_count(0)
    expect(hint).to_have_count(1)
