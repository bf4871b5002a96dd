"""The page: chat left, sources right. It shows what the chat says and keeps nothing itself."""

import logging
import time
from collections.abc import Iterator
from typing import Any

import gradio as gr
from fastapi import FastAPI

from chatbot.answer import Turn
from chatbot.page_text import as_typed, bubble, cards, nothing_cited, notice
from chatbot.problems import UNEXPECTED
from chatbot.startup import Startup
from vectorstore import StoreError

Messages = list[dict[str, Any]]
Shown = tuple[str, Messages, str]

_log = logging.getLogger("uvicorn.error")

_STARTERS = 4
_UPLOAD = "20mb"
_HEAD = """
<link rel="stylesheet" href="/_static/page.css">
<script src="/_static/page.js" defer></script>
"""
_INTRODUCTION = """
<h1>Career chatbot</h1>
<p>Every statement is taken from your documents, and its mark opens the place.</p>
"""
_FOOT = '<p><a href="/docs">API for programs</a></p>'
_PLACEHOLDER = "Ask about a role, its pay or its skills."


def mounted(startup: Startup) -> FastAPI:
    """The page as an app of its own, with the chat that `startup` brings up."""
    shell = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mounted: FastAPI = gr.mount_gradio_app(
        shell,
        _page(startup),
        path="/",
        theme=gr.themes.Base(
            primary_hue="blue",
            neutral_hue="slate",
            radius_size="lg",
            # Names of fonts that a system may have: Gradio's own default is fetched from elsewhere.
            font=["Segoe UI", "Roboto", "Noto Sans", "sans-serif"],
            font_mono=["Consolas", "monospace"],
        ).set(color_accent="*primary_600", body_text_color_subdued="*neutral_500"),
        head=_HEAD,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=_UPLOAD,
    )
    return mounted


def _page(startup: Startup) -> gr.Blocks:
    page = gr.Blocks(title="Career chatbot", analytics_enabled=False, fill_width=True)
    with page:
        _html(_INTRODUCTION, elem_id="introduction")
        with gr.Row(elem_id="halves"):
            with gr.Column(scale=3, elem_id="talk"):
                chat = gr.Chatbot(
                    elem_id="chat",
                    label="Conversation",
                    show_label=False,
                    height="100%",
                    autoscroll=False,  # page.js brings the question to the top instead
                    placeholder=_PLACEHOLDER,
                    latex_delimiters=[],  # "$120,000 to $150,000" is no formula
                    line_breaks=False,
                    allow_tags=False,
                    feedback_options=None,
                    buttons=[],
                )
                status = _html("", elem_id="status")
                with gr.Row(elem_id="starters"):
                    starters = [gr.Button(visible=False, size="sm") for _ in range(_STARTERS)]
                question = gr.Textbox(
                    elem_id="question",
                    label="Your question",
                    show_label=False,
                    placeholder="Your question",
                    max_length=4_000,
                    max_lines=4,
                    autofocus=True,
                    submit_btn="Ask",
                )
            with gr.Column(scale=2, elem_id="sources"):
                _html("<h2>Sources</h2>")
                sources = _html(nothing_cited(), elem_id="cards")
        _html(_FOOT, elem_id="foot")
        _connect(startup, page, (chat, question, sources), (status, *starters))
    return page


def _html(value: str, elem_id: str | None = None) -> gr.Markdown:
    # Not Gradio's HTML component, whose templates need a policy that lets strings run as code.
    return gr.Markdown(value, elem_id=elem_id, latex_delimiters=[])


def _connect(
    startup: Startup,
    page: gr.Blocks,
    talk: tuple[gr.Chatbot, gr.Textbox, gr.Markdown],
    waiting: tuple[gr.Markdown | gr.Button, ...],
) -> None:
    """What happens when a question is asked, and while the page waits until all is ready."""
    chat, question, sources = talk
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

    def respond(asked: str, shown: Messages) -> Iterator[Shown]:
        yield from _answered(startup, asked, shown)

    def look() -> list[Any]:
        return _how_far(startup)

    question.submit(
        respond, [question, chat], [question, chat, sources], concurrency_limit=4, **quiet
    )
    for starter in waiting[1:]:
        assert isinstance(starter, gr.Button)
        starter.click(
            respond, [starter, chat], [question, chat, sources], concurrency_limit=4, **quiet
        )
    chat.clear(nothing_cited, None, sources, **quiet)
    timer = gr.Timer(0.5)
    page.load(look, None, [*waiting, timer], **quiet)
    timer.tick(look, None, [*waiting, timer], **quiet)


def _answered(startup: Startup, asked: str, shown: Messages) -> Iterator[Shown]:
    """The conversation, the answer growing at its end; a question may come before all is ready."""
    shown = [*shown, {"role": "user", "content": as_typed(asked)}]

    def saying(text: str, sources: str) -> Shown:
        return "", [*shown, {"role": "assistant", "content": text}], sources

    while startup.ready is None and startup.state != "failed":
        yield saying(startup.message, nothing_cited())
        time.sleep(0.3)
    if startup.ready is None:
        yield saying(notice("The chatbot could not start", startup.message), nothing_cited())
        return
    try:
        for answer in startup.ready.chat.stream(Turn(asked)):
            yield saying(bubble(answer), cards(answer))
    except StoreError as error:
        yield saying(notice("This cannot be answered now", str(error)), nothing_cited())
    except Exception:
        _log.exception("A question could not be answered")
        yield saying(notice("This cannot be answered now", UNEXPECTED), nothing_cited())


def _how_far(startup: Startup) -> list[Any]:
    """The status line, the starter questions, and whether to look again."""
    if startup.ready is None:
        status = f'<p role="status">{startup.message}</p>'
        return [status, *([gr.skip()] * _STARTERS), gr.skip()]
    questions = startup.ready.chat.starters(_STARTERS)
    buttons = [gr.Button(asked, visible=True) for asked in questions]
    hidden = [gr.Button(visible=False)] * (_STARTERS - len(buttons))
    return ["", *buttons, *hidden, gr.Timer(active=False)]
