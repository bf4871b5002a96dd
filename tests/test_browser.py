"""The page in a real browser: ask, follow a mark, be refused; hostile documents; dark; a phone."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    FilePayload,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from tests.conftest import cannot
from tests.served import HOSTILE_NAME, PAY, fill, serving, wait_until_ready
from vectorstore import Settings

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
QUESTION = "What does a senior machine learning engineer earn?"
MARK = "#chat a[href^='/documents/']"
FRAME = "#source-panel iframe"
BAKERS = """# Bakers

## Pay by city

A baker earns what the city pays:

| City | Pay of a baker |
| --- | ---: |
| Rome | $31,000 |
| Oslo | **$52,000** |
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        cannot("there is no Chromium at /usr/bin/chromium")
    expect.set_options(timeout=20_000)  # a machine may have other work; only failures take longer
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("browser")
    fill(Settings(path=path, url="", model="bundled"))
    with serving(path) as address:
        wait_until_ready(address)
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page as a desktop shows it; errors of scripts and requests to elsewhere fail the test."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(said(m)) if m.type == "error" else None)
    page.on("request", lambda r: wrong.append(r.url) if not is_own(r.url, address) else None)
    page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
    page.goto(address)
    expect(page.locator("#question textarea")).to_be_visible()
    yield page
    page.close()
    assert not wrong


def said(message: ConsoleMessage) -> str:
    """What the console says, and of which resource."""
    return f"{message.text} {message.location.get('url')}"


def is_own(url: str, address: str) -> bool:
    """Whether a request stays with the server."""
    return url.startswith((address, "data:", "blob:"))


def ask(page: Page, question: str) -> None:
    """Ask in the box."""
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")


def test_a_mark_opens_the_source_at_the_highlighted_quote(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(MARK).first.click()
    quote = page.frame_locator(FRAME).locator("#quote")
    expect(quote).to_have_text(PAY)
    expect(quote).to_be_in_viewport(ratio=1)
    assert len(page.context.pages) == 1, "the source opened in another tab"
    page.keyboard.press("Escape")
    expect(page.locator("#source-panel")).to_be_hidden()


def test_the_source_names_file_and_heading_and_shows_text_instead_of_markdown(
    documents: Page,
) -> None:
    page = documents
    page.get_by_role("tab", name="Ask").click()
    ask(page, "What does a baker earn in Rome?")
    page.locator(MARK).first.click()
    source = page.frame_locator(FRAME)
    expect(source.locator("header")).to_contain_text("towns/bakers.md")
    expect(source.locator("header")).to_contain_text("Bakers › Pay by city")
    expect(source.locator("header")).to_be_in_viewport(ratio=1)
    expect(source.locator("td mark").first).to_have_text("Rome")
    expect(source.locator("th").first).to_have_text("City")
    assert not re.search(r"##|\| ?---", source.locator("body").inner_text())
    save(page, "source-table")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(source.locator("td mark").first).to_be_in_viewport(ratio=1)
    save(page, "source-table-390")


def test_back_closes_the_source_and_comes_back_from_the_documents(page: Page) -> None:
    ask(page, QUESTION)
    for _ in range(2):
        page.locator(MARK).first.click()
        expect(page.frame_locator(FRAME).locator("#quote")).to_be_visible()
        page.go_back()
        expect(page.locator("#source-panel")).to_be_hidden()
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("#documents tbody tr")).to_have_count(3, timeout=20_000)
    page.go_back()
    expect(page.locator("#chat .user-row")).to_be_visible()
    page.locator(MARK).first.click()
    page.keyboard.press("Escape")
    expect(page.locator("#source-panel")).to_be_hidden()
    expect(page.locator("#chat .user-row")).to_be_visible()


def test_escape_works_inside_the_source_too_and_focus_returns_to_the_mark(page: Page) -> None:
    ask(page, QUESTION)
    mark = page.locator(MARK).first
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source-panel button")).to_be_focused()
    page.frame_locator(FRAME).locator("#quote").click()
    page.keyboard.press("Escape")
    expect(page.locator("#source-panel")).to_be_hidden()
    expect(mark).to_be_focused()
    assert "Source [1]: " in str(mark.get_attribute("aria-label"))


def test_a_card_shows_the_quote_and_opens_the_same_source(page: Page) -> None:
    ask(page, QUESTION)
    card = page.locator("#cards a.card").first
    expect(card).to_contain_text(PAY)
    card.click()
    expect(page.frame_locator(FRAME).locator("#quote")).to_have_text(PAY)


def test_a_refusal_looks_different_from_an_answer(page: Page) -> None:
    ask(page, "Who won the football world cup in 1954?")
    refusal = page.locator("#chat blockquote")
    expect(refusal).to_contain_text("Not in the documents")
    assert refusal.evaluate("e => getComputedStyle(e).borderLeftWidth") == "5px"
    expect(page.locator("#cards a.card")).to_have_count(0)


def test_a_starter_question_is_asked_by_a_click(page: Page) -> None:
    starter = page.locator("#starters button:visible").first
    asked = starter.inner_text()
    starter.click()
    expect(page.locator("#chat .user-row")).to_contain_text(asked)
    expect(page.locator(MARK).first).to_be_visible()
    expect(page.locator("#starters")).to_be_hidden()


@pytest.mark.parametrize("question", ["What tools does the zeppelin pilot use?"])
def test_a_hostile_document_stays_text_everywhere(page: Page, question: str) -> None:
    ask(page, question)
    expect(page.locator("#cards")).to_contain_text(HOSTILE_NAME)
    expect(page.locator("#cards")).to_contain_text("${alert(1)} {{value}}")
    links = page.locator("#chat a, #cards a")
    assert all(
        str(links.nth(i).get_attribute("href")).startswith("/documents/")
        for i in range(links.count())
    )
    assert page.locator("#chat .bot :is(img, script, b), #cards :is(img, script)").count() == 0
    page.locator(MARK).first.click()
    text = page.frame_locator(FRAME).locator("main")
    expect(text).to_contain_text("<script>document.title = 'owned'</script>")
    assert page.title() == "Career chatbot"


def test_a_hostile_question_stays_text(page: Page) -> None:
    asked = "<img src=x onerror=alert(1)> **pay** $x$ https://evil.example [a](javascript:alert(1))"
    ask(page, asked)
    expect(page.locator("#chat .user-row")).to_contain_text(asked)
    expect(page.locator("#chat .bot-row").last).to_be_visible()
    assert page.locator("#chat .user-row :is(img, a, strong, .katex)").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_a_phone_and_a_desktop_in_light_and_dark(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(address)
    expect(page.locator("#question textarea")).to_be_visible()
    ask(page, QUESTION)
    page.locator(MARK).first.click()
    expect(page.frame_locator(FRAME).locator("#quote")).to_be_in_viewport(ratio=1)
    source = page.frames[-1]
    for shown in (page.main_frame, source):
        assert shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for shown, element in ((page.main_frame, "body"), (source, "body")):
        light = shown.evaluate(
            f"getComputedStyle(document.querySelector('{element}')).backgroundColor"
            ".match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0) > 380"
        )
        assert light is (scheme == "light")
    page.close()


def test_the_documentation_of_the_api_works_without_the_network(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda r: elsewhere.append(r.url) if not is_own(r.url, address) else None)
    page.goto(f"{address}/docs")
    expect(page.locator("#operations-default-ask_api_ask_post")).to_be_visible()
    page.close()
    assert not elsewhere


@pytest.fixture
def documents(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The Documents tab of a server that has read a folder of its own."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "pay.md").write_text(f"# Senior machine learning engineer\n\n{PAY}\n")
    (folder / "skills.md").write_text("# Data scientist\n\nA data scientist needs Python.\n")
    (folder / "towns").mkdir()
    (folder / "towns/bakers.md").write_text(BAKERS)
    environment = {"INGEST_FOLDER": str(folder), "INGEST_MAX_BYTES": "300000"}
    with serving(tmp_path / "store", **environment) as address:
        wait_until_ready(address)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda r: None if is_own(r.url, address) else wrong.append(r.url))
        page.goto(address)
        page.get_by_role("tab", name="Documents").click()
        expect(page.locator("#documents tbody tr")).to_have_count(3, timeout=20_000)
        yield page
        context.close()
        assert not wrong


def upload(page: Page, name: str, content: bytes) -> None:
    """Choose a file, as a person does."""
    file: FilePayload = {"name": name, "mimeType": "text/plain", "buffer": content}
    page.locator("#documents input[type=file]").set_input_files(file)


def answer(page: Page, question: str) -> Locator:
    """Ask in the other tab, and come back to see the answer."""
    page.get_by_role("tab", name="Ask").click()
    ask(page, question)
    expect(page.locator("#chat .user-row").last).to_contain_text(question)
    return page.locator("#chat .bot-row").last


@pytest.mark.slow
def test_an_upload_answers_until_it_is_undone_in_the_page(documents: Page) -> None:
    page, news = documents, documents.locator("#documents .news")
    upload(
        page, 'Zeppelin "pilots" <b>.md', b"# Zeppelin pilot\n\nA zeppelin pilot earns $91,000.\n"
    )
    expect(news).to_contain_text("1 document new", timeout=30_000)
    row = page.locator("#documents tbody tr", has_text="uploads/Zeppelin")
    expect(row).to_contain_text('"pilots" <b>.md')
    save(page, "uploaded")
    said = answer(page, "What does a zeppelin pilot earn?")
    expect(said).to_contain_text("$91,000")
    page.get_by_role("tab", name="Documents").click()
    row.get_by_role("link").click()
    expect(page.frame_locator(FRAME).locator("main")).to_contain_text("$91,000")
    page.keyboard.press("Escape")
    page.locator("#documents summary", has_text="History").click()
    page.get_by_role("button", name="Undo the last change").click()
    expect(row).to_be_visible()  # nothing happens before it is confirmed
    page.get_by_role("button", name="Bring it back").click()
    expect(news).to_contain_text("this is version 3 now")
    expect(row).to_have_count(0)
    expect(page.locator("#documents .history li").first).to_contain_text("Undo to version 1")
    save(page, "undone")
    expect(answer(page, "What is the pay of a zeppelin pilot?")).to_contain_text(
        "Not in the documents"
    )


@pytest.mark.slow
def test_the_folder_is_read_again_after_the_plan_was_agreed_to(
    documents: Page, tmp_path: Path
) -> None:
    page, news = documents, documents.locator("#documents .news")
    (tmp_path / "docs/pay.md").rename(tmp_path / "docs/money.md")
    (tmp_path / "docs/pilot.md").write_text("# Pilot\n\nA pilot earns $91,000.\n")
    (tmp_path / "docs/broken.pdf").write_bytes(b"%PDF-1.4 no more")
    again = page.get_by_role("button", name="Read the folder again")
    for choice, rows in (("Cancel", 3), ("Do it", 4)):
        again.click()
        expect(news).to_contain_text("This would change", timeout=30_000)
        expect(news).to_contain_text("pay.md → money.md")
        save(page, "plan")
        page.get_by_role("button", name=choice).click()
        expect(page.locator("#documents tbody tr")).to_have_count(rows, timeout=30_000)
    expect(news).to_contain_text("Done")
    expect(news).to_contain_text("broken.pdf: ")
    save(page, "done")
    again.click()
    expect(news).to_contain_text("Nothing was changed", timeout=30_000)


@pytest.mark.slow
def test_what_goes_wrong_in_the_tab_is_said(documents: Page) -> None:
    page, news = documents, documents.locator("#documents .news")
    for name, content, said in (
        ("a.md", b"", "is empty"),
        ("a.exe", b"MZ", "no format that is read"),
        ("large.md", b"x" * 3_000_000, "more than 300,000 bytes"),
    ):
        upload(page, name, content)
        expect(news).to_contain_text(said, timeout=30_000)
    save(page, "wrong")
    expect(page.locator("#documents tbody tr")).to_have_count(3)


@pytest.mark.slow
def test_a_second_tab_waits_for_the_run_of_the_first(documents: Page) -> None:
    second = documents.context.new_page()
    second.goto(documents.url)
    second.get_by_role("tab", name="Documents").click()
    expect(second.locator("#documents tbody tr")).to_have_count(3, timeout=20_000)
    upload(documents, "a.md", b"# Pilot\n\nA pilot earns $91,000.\n")
    expect(documents.locator("#documents progress")).to_be_visible()
    second.get_by_role("button", name="Read the folder again").click()
    news = second.locator("#documents .news")
    expect(news).to_contain_text("being read already", timeout=30_000)
    for page in (documents, second):
        expect(page.locator("#documents tbody tr")).to_have_count(4, timeout=30_000)
    second.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_documents_fit_a_phone_and_a_desktop(
    documents: Page, scheme: Literal["light", "dark"], width: int
) -> None:
    documents.emulate_media(color_scheme=scheme)
    documents.set_viewport_size({"width": width, "height": 844})
    documents.reload()
    documents.get_by_role("tab", name="Documents").click()
    documents.locator("#documents summary", has_text="History").click()
    expect(documents.locator("#documents .history li")).to_have_count(1)
    assert documents.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    save(documents, f"documents-{width}-{scheme}")


@pytest.mark.parametrize("slow", ["6"])
def test_a_question_may_be_asked_before_all_is_ready(
    browser: Browser, tmp_path: Path, slow: str
) -> None:
    fill(Settings(path=tmp_path, url="", model="bundled"))
    with serving(tmp_path, TEST_SLOW=slow) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.locator("[role=status], #status")).to_contain_text("Warming up")
        expect(page.locator("#question textarea")).to_be_visible(timeout=20_000)
        expect(page.locator("#status")).to_contain_text("Warming up")
        save(page, "start")
        ask(page, QUESTION)
        expect(page.locator("#chat .bot-row")).to_contain_text("Warming up")
        expect(page.locator(MARK).first).to_be_visible(timeout=20_000)
        expect(page.locator("#status p")).to_have_count(0)
        page.close()


@pytest.mark.slow
def test_a_server_without_documents_says_so_and_takes_an_upload(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    with serving(tmp_path / "store", INGEST_FOLDER=str(tmp_path / "docs")) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.locator("#status")).to_contain_text("There is no document in", timeout=30_000)
        ask(page, QUESTION)
        expect(page.locator("#chat .bot-row")).to_contain_text("There is nothing to answer from")
        save(page, "waiting")
        page.get_by_role("tab", name="Documents").click()
        upload(page, "pay.md", f"# Senior machine learning engineer\n\n{PAY}\n".encode())
        expect(page.locator("#documents tbody tr")).to_have_count(1, timeout=60_000)
        expect(answer(page, QUESTION)).to_contain_text("$126,557")
        page.close()


def save(page: Page, name: str) -> None:
    """Keep a picture where the environment asks for it."""
    if folder := os.environ.get("TEST_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")
