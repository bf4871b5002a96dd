"""Headings, lists, tables and what is not the document's own text."""

from ingest.clean import clean
from ingest.sections import Section, Structure, structure

PLAIN = """logoExample

Orchard Keeper

first image

Overview

An orchard keeper looks after fruit trees in all seasons. Key tasks include:

  • Pruning: Cut trees back in winter.
  • Care: Water young trees, and protect them. Tools for the work include:
  • A ladder and a saw
  • Warm gloves Orchard keepers work with nurseries, growers and traders. Their work matters.

Requirements

To keep an orchard, a person has to bring these things:

Education

  • A course in gardening
  • Two years of practice

Soft Skills

  1. Patience:
    • Waiting for fruit
    • Waiting for rain
  2. Strength This set of requirements shows how varied the work is in every season of the year.

Pay (France, 2023)

Keepers earn more each year. Here is an overview of pay in France for 2023:

Base Pay

  • Average: €25,000

More Careers

Cider Maker

Cider Maker

A cider maker presses apples. ### Key Duties - **Pressing**: Press apples. - **Tasting**: Taste \
cider. Cider makers enjoy their work. ### Pay - Around €30,000 - Up to €40,000 in Normandy
"""


def structured(text: str, title: str | None = None) -> tuple[str, Structure]:
    text = clean(text)
    return text, structure(text, 0, title)


def quotes(text: str, section: Section) -> list[str]:
    return [text[piece.unit.start : piece.unit.end] for piece in section.pieces]


def by_heading(text: str) -> dict[str, list[str]]:
    text, result = structured(text)
    found: dict[str, list[str]] = {}
    for section in result.sections:
        found.setdefault(" › ".join(section.heading), []).extend(quotes(text, section))
    return found


def test_in_plain_text_short_lines_are_headings_and_stand_above_what_they_introduce() -> None:
    _, result = structured(PLAIN)
    assert result.title == "Orchard Keeper"
    assert list(by_heading(PLAIN)) == [
        "Orchard Keeper › Overview",
        "Orchard Keeper › Requirements",
        "Orchard Keeper › Requirements › Education",
        "Orchard Keeper › Requirements › Soft Skills",
        "Orchard Keeper › Pay (France, 2023)",
        "Orchard Keeper › Pay (France, 2023) › Base Pay",
        "Cider Maker",
        "Cider Maker › Key Duties",
        "Cider Maker › Pay",
    ]


def test_prose_that_runs_on_from_an_item_is_no_item() -> None:
    found = by_heading(PLAIN)
    assert "Warm gloves" in found["Orchard Keeper › Overview"]
    assert found["Orchard Keeper › Overview"][-1].startswith("Orchard keepers work with")
    assert found["Orchard Keeper › Requirements › Soft Skills"][-1] == "Strength"
    assert found["Orchard Keeper › Requirements"][-1].startswith("This set of requirements")
    assert found["Cider Maker"][-1] == "Cider makers enjoy their work."


def test_what_introduces_an_item_is_its_lead_also_where_it_ends_another_item() -> None:
    text, result = structured(PLAIN)
    leads = {
        text[piece.unit.start : piece.unit.end]: (piece.unit.lead, piece.unit.depth)
        for section in result.sections
        for piece in section.pieces
    }
    assert leads["Pruning: Cut trees back in winter."] == ("Key tasks include:", 0)
    assert leads["A ladder and a saw"] == ("Tools for the work include:", 0)
    assert leads["Waiting for rain"] == ("Patience:", 1)
    assert leads["**Pressing**: Press apples."] == ("", 0)


def test_a_flat_list_is_nested_by_its_colons_and_its_capitals() -> None:
    _, result = structured(
        "Steps\n- Begin with:\n- reading\n- asking\n- End with:\n- trying\n"
        "Duties\n- Planning the Work\n- write plans\n- set dates\n- Doing the Work\n- build it\n"
    )
    units = [piece.unit for section in result.sections for piece in section.pieces]
    assert [unit.depth for unit in units] == [0, 1, 1, 0, 1, 0, 1, 1, 0, 1]
    assert units[2].lead == "Begin with:"
    assert units[6].lead == "Planning the Work"


def test_headings_that_come_again_and_again_stand_under_the_one_above_them() -> None:
    roles = "\n".join(
        f"{role}\nWhat is it?\nA {role.lower()} does things.\nWhat do they use?\nThey use:\n- Tools"
        for role in ["Baker", "Brewer"]
    )
    found = by_heading(f"{roles}\nThis article has only begun to list the roles.\n")
    assert list(found) == [
        "Baker › What is it?", "Baker › What do they use?",
        "Brewer › What is it?", "Brewer › What do they use?", "",
    ]  # fmt: skip


def test_a_lead_that_opens_with_a_pronoun_keeps_the_sentence_before_it() -> None:
    _, result = structured("A baker bakes. Their tools include:\n- Ovens\n- Bowls\n")
    assert result.sections[0].pieces[-1].unit.lead == "A baker bakes. Their tools include:"


def test_markdown_headings_have_levels_and_a_single_one_on_top_is_the_title() -> None:
    found = by_heading("# Pay\n\nIntro.\n\n## Cities\n\nMore.\n\n### *Boston*\n\nMost.\n\n## Years")
    assert list(found) == ["Pay", "Pay › Cities", "Pay › Cities › Boston"]


def test_table_rows_have_the_head_as_lead_unless_the_head_is_a_row_itself() -> None:
    text, result = structured(
        "# T\n\n| City | Pay |\n|---|---|\n| Boston | $1 |\n| Note: rounded | |\n\n"
        "The largest employers were:\n\n| Banks | 23% |\n|---|---|\n| Shops | 8 |\n"
    )
    rows = [piece.unit for piece in result.sections[0].pieces if piece.unit.form == "row"]
    assert [(text[row.start : row.end], row.lead) for row in rows] == [
        ("| Boston | $1 |", "| City | Pay |"),
        ("| Note: rounded | |", "| City | Pay |"),
        ("| Banks | 23% |", "The largest employers were:"),
        ("| Shops | 8 |", "The largest employers were:"),
    ]


PAGE = """Baker vs. Brewer

Which of the Two Careers Should You Choose in These Days?

7 min read · Feb. 3, 2022
Baker vs. Brewer
Table of contents

Both work with yeast. This text compares them.

Conclusion

Both are fine careers for people who rise early.

Featured Job 👀
Head Baker

@ Good Bread | Lyon

Full Time Senior-level USD 50K - 60K

I offer coaching calls by telephone to all who want to open a bakery.

Salary Insights

View salary info for Baker Details

Related articles
Ten breads to try
"""


def test_chrome_is_not_indexed_and_bylines_and_advertisements_are_labelled() -> None:
    text, result = structured(PAGE)
    assert [(section.kind, section.heading[-1]) for section in result.sections] == [
        ("byline", "Baker vs. Brewer"),
        ("text", "Baker vs. Brewer"),
        ("text", "Conclusion"),
        ("advertisement", "Featured Job"),
        ("advertisement", "Conclusion"),
    ]
    assert quotes(text, result.sections[0])[-1] == "7 min read · Feb. 3, 2022"


def test_a_job_advertisement_is_one_unit_with_title_employer_and_pay() -> None:
    text, result = structured(PAGE)
    (quote,) = quotes(text, result.sections[3])
    assert quote.split("\n\n") == [
        "Head Baker", "@ Good Bread | Lyon", "Full Time Senior-level USD 50K - 60K",
    ]  # fmt: skip
    assert result.sections[3].heading == ("Featured Job",)


def test_lines_that_a_program_wrapped_are_one_paragraph() -> None:
    line = "This line of a text was wrapped by a program at seventy characters"
    _, result = structured(f"{line}\n{line}\nuntil its end.\n\n{line}\nand its end.\n")
    assert [len(section.pieces) for section in result.sections] == [2]


CRAWLED = """Night Baker Careers | BreadHub
Accept all cookies
Log in

Night Baker

A night baker bakes while others sleep. Typical tasks are:

- Mixing dough
- Heating the NB oven Night bakers often work alone, although large bakeries have crews of two.

Pay

| Level | Pay |
|---|---|
| Apprentice | $31,000 |

Source: a survey of bakers, 2023

Work Places:

Most bakeries are small. Some are in the cellars of shops.

Key facts
Start: 1 October
Fee: none

FAQ

Do I need a degree?

No. A certificate will do in most places.

How long does it take?

It takes three years in all.
Share this page
"""


def test_furniture_goes_but_never_a_title_or_a_heading() -> None:
    text, result = structured(CRAWLED)
    found = " ".join(quote for section in result.sections for quote in quotes(text, section))
    assert not any(word in found for word in ("Log in", "Share this page"))
    assert result.title == "Night Baker Careers | BreadHub"


def test_a_short_line_with_a_colon_before_prose_is_a_heading_and_a_note_is_none() -> None:
    headings = [section.heading[-1] for section in structured(CRAWLED)[1].sections]
    assert "Work Places" in headings
    assert not any(heading.startswith("Source") for heading in headings)


def test_lines_of_a_name_and_a_value_are_items() -> None:
    (found,) = [
        quotes for path, quotes in by_heading(CRAWLED).items() if path.endswith("Key facts")
    ]
    assert found == ["Start: 1 October", "Fee: none"]


def test_questions_under_one_heading_stand_side_by_side() -> None:
    paths = [path.split(" › ") for path in by_heading(CRAWLED)]
    assert [p[-2] for p in paths if p[-1].endswith("?")] == ["FAQ", "FAQ"]


def test_a_text_without_a_title_is_about_what_its_first_sentence_defines() -> None:
    overview = (
        "Overview\n\nA Night Baker is a person who bakes.\n\nPay\n\nA Night Baker earns more."
    )
    again = "\n\nTasks\n\nThe Night Baker bakes bread until the morning."
    assert structured(overview + again)[1].title == "Night Baker"
    assert list(by_heading(overview + again))[1] == "Night Baker › Pay"
    assert structured(overview)[1].title is None  # it is named too rarely to be the subject


def test_what_follows_a_lost_heading_stands_under_the_words_that_introduce_it() -> None:
    lost = (
        "Bakers\n\nPay\n\nPay differs. Here is an overview:\n\nBase\n\n- $30,000 a year\n\n"
        "Outlook\n\nPay will rise.\n\nBaking is changing fast. Key changes include:\n\n"
        "Machines\n\n- Mixers\n\nTaste\n\n- Rye\n"
    )
    assert "Key changes include › Machines" in " ".join(by_heading(lost))


def test_a_marked_heading_further_down_is_no_title() -> None:
    assert structured("A guide to bread is here.\n\n## Rye\n\nRye is dark.\n")[1].title is None
    assert structured("## Rye\n\nRye is dark.\n")[1].title == "Rye"


def test_handles_that_a_site_puts_on_headings_are_no_part_of_them() -> None:
    assert list(by_heading("# Rye\n\n## Flour [edit]\n\nDark.\n\n## Taste ¶\n\nSour.")) == [
        "Rye › Flour", "Rye › Taste",
    ]  # fmt: skip


def test_short_lines_of_marked_text_are_not_joined() -> None:
    found = by_heading("# A\n\nPosted by Ann\nBread is\ngood.\n")
    assert found["A"][-1].split("\n") == ["Bread is", "good."]


def test_a_list_that_lost_its_lines_is_parted_at_its_dashes_but_a_range_is_not() -> None:
    found = by_heading(
        "# Divers\n\nPay, 2023 - junior $68,200 - mid $87,900 - senior $90 - $95 an hour\n\n"
        "Divers work in ports - and in lakes - all year, for $40 - $50 an hour.\n"
    )
    assert [quote for said in found.values() for quote in said] == [
        "Pay, 2023", "junior $68,200", "mid $87,900", "senior $90 - $95 an hour",
        "Divers work in ports - and in lakes - all year, for $40 - $50 an hour.",
    ]  # fmt: skip


def leads(text: str) -> dict[str, str]:
    """What leads each block of a text, by its words."""
    made = structure(text)
    pieces = [piece for section in made.sections for piece in section.pieces]
    return {text[piece.unit.start : piece.unit.end]: piece.unit.lead for piece in pieces}


def test_a_label_that_a_paragraph_begins_with_leads_its_other_sentences() -> None:
    led = leads("Tools\n\nPay: Keepers earn little. In France it is more.\n")
    assert led["In France it is more."] == "Pay"
    led = leads("Tools\n\n**Pay.** Keepers earn little. In France it is more.\n")
    assert led["Keepers earn little. In France it is more."] == "Pay"


def test_names_with_a_full_stop_are_labels_where_paragraphs_beside_begin_alike() -> None:
    led = leads("Tools\n\nOrchard keeper. Needs a saw.\n\nHead keeper. Needs a ladder, too.\n")
    assert led["Needs a saw."] == "Orchard keeper"
    alone = leads(
        "Outlook\n\nHard. Nobody hires.\n\nKeepers wait for years and years for a post.\n"
    )
    assert not any(alone.values())


def test_one_line_of_dashes_hides_no_other_heading() -> None:
    prose = "The keeper of an orchard prunes the trees in winter, and waters them in summer."
    names = ["What Keepers Do", "Tools and Clothes", "Pay", "How to become one"]
    text = "".join(f"{name}\n\n{prose}\n\n" for name in names) + "Letters\n---\nWrite to us.\n"
    assert [section.heading[-1] for section in structure(text).sections] == [*names, "Letters"]
    assert leads(f"{prose}\n---\n{prose}\n") == {prose: ""}


def test_numbered_headings_stand_under_the_number_before_the_point() -> None:
    prose = "The keeper of an orchard prunes the trees in winter, and waters them in summer."
    names = ["3 PENSION", "3.1 Members", "3.2 Rates", "4 LEAVE", "4.1 Holidays of apprentices"]
    text = "Handbook\n\n" + "".join(f"{name}\n\n{prose}\n\n" for name in names)
    paths = [section.heading for section in structure(text).sections]
    assert [path[-2:] for path in paths[1:3]] == [("3 PENSION", name) for name in names[1:3]]
    assert paths[-1][-2:] == ("4 LEAVE", "4.1 Holidays of apprentices")


def test_a_broken_line_goes_on_in_small_letters() -> None:
    first = "Young keepers are helped with the costs of their tools, and with"
    assert list(leads(f"{first}\nthose of the course.\n")) == [f"{first}\nthose of the course."]
    assert len(leads("and the family\nladders and saws\n")) == 2
