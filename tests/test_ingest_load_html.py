"""What a page shows of its subject, and nothing else."""

import pytest

from ingest.clean import clean
from ingest.formats.load import load

LONG = "".join(f"<p>Sentence {n} about the town and the people who work in it.</p>" for n in "abc")


def shown(body: str, head: str = "") -> str:
    page = f"<html><head>{head}</head><body><main><h1>Pay</h1>{LONG}{body}</main></body></html>"
    return clean(load(page.encode(), ".html").pages[0])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>$48,000<sup>1</sup> a year</p>", "$48,000 ¹ a year"),
        ("<p>$48,000<sup><a href='#n'>1</a></sup> a year</p>", "$48,000 a year"),
        ("<p>$48,000<a href='#n'><sup>1</sup></a> a year</p>", "$48,000 a year"),
        ("<p>$48,000<sup>[1]</sup> a year</p>", "$48,000 a year"),
        ("<p>the 1<sup>st</sup> of 20 m<sup>2</sup></p>", "the 1st of 20 m²"),
        ("<p>10<sup>6</sup> seams</p>", "10⁶ seams"),
        ("<p>H<sub>2</sub>O, 12<sub>a</sub></p>", "H2O, 12 (a)"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td>$5<sup>2</sup></td></tr></table>",
         "| x | $5 ² |"),
    ],
)  # fmt: skip
def test_no_mark_of_a_note_becomes_part_of_a_figure(body: str, expected: str) -> None:
    assert expected in shown(body)


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>SECRET</p>",
        "<p style='display:none'>SECRET</p>",
        "<div style='visibility: hidden'><p>SECRET</p></div>",
        "<span style='font-size:0px'>SECRET</span>",
        "<p class='old'>SECRET</p>",
        "<template><p>SECRET</p></template>",
        "<noscript>Enable SECRET</noscript>",
        "<p>Fee <s>SECRET</s> <del>SECRET</del> <strike>SECRET</strike> 7.</p>",
        "<p>Fee <span style='text-decoration: line-through'>SECRET</span> 7.</p>",
        "<dialog><p>SECRET</p></dialog>",
        "<select><option>SECRET</option></select>",
    ],
)
def test_what_the_page_does_not_show_is_not_read(hidden: str) -> None:
    style = "<style>@media print { .x { color: red } } .old { display: none }</style>"
    assert "SECRET" not in shown(hidden, style)


@pytest.mark.parametrize(
    "content",
    [
        "<section id='social-worker'><p>CONTENT</p></section>",
        "<section id='menu-planner'><p>CONTENT</p></section>",
        "<section id='social'><p>CONTENT</p></section>",
        "<div class='profit-share'><p>CONTENT</p></div>",
        "<aside class='note'><p>CONTENT</p></aside>",
        "<h2><button aria-controls='a'>CONTENT</button></h2>",
        "<button aria-controls='a'>Open</button><div id='a' style='display:none'>CONTENT</div>",
        "<div role='tabpanel' hidden>CONTENT</div>",
        "<div hidden='until-found'>CONTENT</div>",
        "<noscript><p>CONTENT</p></noscript>",
        "<div aria-hidden='true'><p>CONTENT</p></div>",
        "<style>@media print { .p { display: none } }</style><p class='p'>CONTENT</p>",
        "<details><summary>Sum</summary><p>CONTENT</p></details>",
        "<dl><dt>Pay</dt><dd>CONTENT</dd></dl>",
        "<form><h2>Sub</h2><p>CONTENT</p><input></form>",
    ],
)
def test_no_content_is_taken_for_furniture(content: str) -> None:
    assert "CONTENT" in shown(content)


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>CHROME</nav>",
        "<div class='share-buttons'><a href='x'>CHROME</a> <a href='y'>CHROME</a></div>",
        "<div class='cookie-banner'><p>CHROME</p><button>Accept</button></div>",
        "<div class='newsletter-signup'><p>CHROME</p><form><input></form></div>",
        "<aside><h2>CHROME</h2><ul><li><a href='x'>CHROME of all</a></li></ul></aside>",
        "<form role='search'><label>CHROME</label><input></form>",
        "<ul><li><a href='#a'>CHROME</a></li><li><a href='#b'>CHROME</a></li></ul>",
        "<p>Text <button>CHROME</button></p>",
    ],
)
def test_furniture_goes(furniture: str) -> None:
    assert "CHROME" not in shown(furniture)


def test_a_page_inside_of_one_form_is_read() -> None:
    page = b"<body><form><input name=v><div><h1>Clerks</h1><p>A clerk earns $5.</p></div></form>"
    assert "A clerk earns $5." in load(page, ".html").pages[0]


def test_a_page_is_read_whole_where_its_main_part_holds_little_of_it() -> None:
    page = f"<body><main><h1>Welcome</h1></main><div>{LONG}<p>Pay is $5.</p></div></body>"
    assert "Pay is $5." in load(page.encode(), ".html").pages[0]


def test_what_is_struck_out_is_told() -> None:
    page = b"<body><p>Now <s>5</s> 7 crowns.</p></body>"
    assert load(page, ".html").remarks == ("text that is struck out is left out",)
