"""The page: chat left, sources right. It shows what the chat says and keeps nothing itself."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from html import escape
from typing import Any

import gradio as gr
from fastapi import FastAPI

from chatbot.answer import Turn
from chatbot.conversations import UnknownConversation
from chatbot.doors.page_answer import QUOTED, as_typed, bubble, cards, nothing_cited, notice
from chatbot.doors.problems import HANDLERS, logged_problem
from chatbot.doors.startup import Startup
from chatbot.wire import answer_json

Messages = list[dict[str, Any]]
Shown = list[Any]  # question box, messages, sources, conversation, follow-ups

_STARTERS = 4
_FOLLOW_UPS = 3
_SHOWN = 50  # turns of a conversation that is shown again
_HEAD = """
<link rel="stylesheet" href="/_static/page.css">
<script src="/_static/page.js" defer></script>
<script src="/_static/documents.js" type="module"></script>
"""
_INTRODUCTION = """
<h1>Career chatbot</h1>
<p>Every statement is taken from your documents, and its mark opens the place.</p>
"""
_FOOT = '<p><a href="/docs">API for programs</a></p>'
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def mounted(startup: Startup) -> FastAPI:
    """The page as an app of its own, with the chat that `startup` brings up."""
    theme = gr.themes.Base(
        primary_hue="blue",
        neutral_hue="slate",
        radius_size="lg",
        # Names of fonts that a system may have: Gradio's own default is fetched from elsewhere.
        font=["Segoe UI", "Roboto", "Noto Sans", "sans-serif"],
        font_mono=["Consolas", "monospace"],
    ).set(color_accent="*primary_600", body_text_color_subdued="*neutral_500")
    shell: FastAPI = gr.mount_gradio_app(
        FastAPI(openapi_url=None),
        _page(startup),
        path="/",
        theme=theme,
        head=_HEAD,
        footer_links=[],
        run_history=False,
        show_error=False,
        app_kwargs={"exception_handlers": HANDLERS},  # else it has only its own words
    )
    return shell


def _page(startup: Startup) -> gr.Blocks:
    page = gr.Blocks(title="Career chatbot", analytics_enabled=False, fill_width=True)
    with page:
        _html(_INTRODUCTION, elem_id="introduction")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask"), gr.Row(elem_id="halves"):
                with gr.Column(scale=3, elem_id="talk"):
                    chat = _chat()
                    status = _html("", elem_id="status")
                    with gr.Row(elem_id="starters"):
                        starters = [gr.Button(visible=False, size="sm") for _ in range(_STARTERS)]
                    with gr.Row(elem_id="follow-ups"):
                        further = [gr.Button(visible=False, size="sm") for _ in range(_FOLLOW_UPS)]
                    question = _question()
                    with gr.Row(elem_id="conversation"):
                        new = gr.Button("New conversation", size="sm")
                        delete = gr.Button("Delete this conversation", size="sm")
                with gr.Column(scale=2, elem_id="sources"):
                    _html("<h2>Sources</h2>")
                    sources = _html(nothing_cited(), elem_id="cards")
            with gr.Tab("Documents"):
                gr.Column(elem_id="documents")  # documents.js fills it, over the API
        _html(_FOOT, elem_id="foot")
        conversation = gr.Textbox(visible="hidden", elem_id="conversation-id")
        recall = gr.Button(visible="hidden", elem_id="recall")
        talk = [question, chat, sources, conversation, *further]
        _connect(startup, page, talk, [status, *starters])
        # A conversation belongs to its tab; page.js keeps its id there, and puts it back when the
        # tab is loaded again.
        recall.click(partial(_restored, startup), [conversation], talk, **_QUIET)
        new.click(_begun, None, talk, **_QUIET)
        delete.click(partial(_deleted, startup), [conversation], talk, **_QUIET)
    return page


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        height="100%",
        autoscroll=False,  # page.js brings the question to the top instead
        placeholder="Ask about a role, its pay or its skills.",
        latex_delimiters=[],  # "$120,000 to $150,000" is no formula
        line_breaks=False,
        allow_tags=False,
        feedback_options=None,
        buttons=[],
    )


def _question() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="Your question",
        show_label=False,
        placeholder="Your question",
        max_length=4_000,
        max_lines=4,
        autofocus=True,
        submit_btn="Ask",
    )


def _html(value: str, elem_id: str | None = None) -> gr.Markdown:
    # Not Gradio's HTML component, whose templates need a policy that lets strings run as code.
    return gr.Markdown(value, elem_id=elem_id, latex_delimiters=[])


def _connect(startup: Startup, page: gr.Blocks, talk: list[Any], waiting: list[Any]) -> None:
    """What happens when a question is asked, and while the page waits until all is ready."""
    question, chat, _, conversation, *further = talk
    for asked in (question, *waiting[1:], *further):
        listen = question.submit if asked is question else asked.click
        # What is asked while an answer comes is asked after it.
        later: Any = {"trigger_mode": "always_last", "concurrency_limit": 4}
        respond = partial(_answered, startup)
        listen(respond, [asked, chat, conversation], talk, **later, **_QUIET)
    timer = gr.Timer(0.5)
    gr.on([page.load, timer.tick], partial(_how_far, startup), None, [*waiting, timer], **_QUIET)


def _begun() -> Shown:
    """The page without a conversation."""
    return ["", [], nothing_cited(), "", *_buttons([])]


def _deleted(startup: Startup, conversation: str) -> Shown:
    with suppress(UnknownConversation):
        if startup.ready is not None:
            startup.ready.chat.conversations.delete(conversation)
    return _begun()


def _restored(startup: Startup, conversation: str) -> Shown:
    """The page with a conversation as it was; without where there is none."""
    while conversation and startup.state in ("reading", "warming"):
        time.sleep(0.3)
    if startup.ready is None or not startup.ready.chat.conversations.has(conversation):
        # The page stays as it is: a quick person may have asked already.
        return [gr.skip()] * (4 + _FOLLOW_UPS)
    turns = startup.ready.chat.conversations.turns(conversation)
    messages: Messages = []
    for turn in turns[-_SHOWN:]:
        messages.append({"role": "user", "content": as_typed(turn["question"])})
        messages.append({"role": "assistant", "content": bubble(turn)})
    last = turns[-1]
    return [gr.skip(), messages, cards(last), conversation, *_buttons(last["follow_ups"])]


def _buttons(questions: Sequence[str], count: int = _FOLLOW_UPS) -> list[gr.Button]:
    """Questions as buttons; those of the `count` buttons that are too many are hidden."""
    shown = [gr.Button(question, visible=True) for question in questions[:count]]
    return shown + [gr.Button(visible=False)] * (count - len(shown))


def _answered(startup: Startup, asked: str, shown: Messages, conversation: str) -> Iterator[Shown]:
    """The conversation, the answer growing at its end; a question may come before all is ready."""
    if not asked.strip():
        yield [gr.skip()] * (4 + _FOLLOW_UPS)
        return
    shown = [*shown, {"role": "user", "content": as_typed(asked)}]
    yield ["", shown, *[gr.skip()] * (2 + _FOLLOW_UPS)]  # from here the box is for the next one

    def saying(text: str, sources: str = nothing_cited(), further: Sequence[str] = ()) -> Shown:
        messages = [*shown, {"role": "assistant", "content": text}]
        return [gr.skip(), messages, sources, conversation, *_buttons(further)]

    while startup.state in ("reading", "warming"):
        yield saying(startup.message)
        time.sleep(0.3)
    if startup.ready is None:
        yield saying(notice("There is nothing to answer from", startup.message))
        return
    chat = startup.ready.chat
    try:
        if conversation and not chat.conversations.has(conversation):
            conversation = ""  # deleted, say: the question begins another one
        for answer in chat.stream(Turn(asked, conversation or None)):
            conversation, told = answer.conversation_id, answer_json(answer)
            said = bubble(told, answer.complete)
            if answer.complete and len(shown) == 1 and chat.writer is None:
                said = f"{said}\n\n{QUOTED}"
            yield saying(said, cards(told), answer.follow_ups)
    except Exception as error:
        why = logged_problem(error)["detail"]
        yield saying(notice("This cannot be answered now", why))


def _how_far(startup: Startup) -> list[Any]:
    """The status line, the starter questions, and whether to look again."""
    if startup.ready is None:
        status = f'<p role="status">{escape(startup.message)}</p>'
        return [status, *([gr.skip()] * _STARTERS), gr.skip()]
    questions = startup.ready.chat.starters(_STARTERS)
    return ["", *_buttons(questions, _STARTERS), gr.Timer(active=False)]
