"""Which evidence is said, and in which form."""

from collections.abc import Sequence

from chatbot.answer import Turn
from chatbot.chat import Chat
from chatbot.extract import Group
from chatbot.finding import find
from chatbot.question import understand
from tests.conftest import prepared
from vectorstore import Changes, Document, Passage, Prepared, Store, Unit


def document_of_items(lead: str, items: Sequence[str]) -> Prepared:
    text = "\n".join([lead, *(f"- {item}" for item in items)])
    document = Document("list.md", "List", "3" * 64, len(text))
    units, at = [], len(lead) + 1
    for item in items:
        units.append(Unit(at + 2, at + 2 + len(item), "item", 1, 0, lead))
        at += len(item) + 3
    passage = Passage(document, (lead.rstrip(":"),), text, 0, len(text), units=tuple(units))
    return Prepared(document, text, [passage])


def groups(store: Store, question: str) -> Sequence[Group]:
    with store.reading() as snapshot:
        scope = Chat(store).known(snapshot).scope
        return find(understand(question, scope.vocabulary), reader, scope).groups


def said(group: Group) -> list[str]:
    return [group.hit.passage.quote(unit) for each in group.said for unit in each.units]


def test_a_question_for_a_list_gets_the_whole_list(store: Store) -> None:
    items = ["Python", "SQL", "Git", "Docker"]
    store.publish(Changes([document_of_items("Tools of an engineer:", items)]))
    assert said(groups(store, "Which tools does an engineer need?")[0]) == items


def test_a_figure_is_taken_out_of_its_list(store: Store) -> None:
    items = ["Boston: 15 percent higher", "Seattle: 17 percent higher", "Denver: 3 percent higher"]
    store.publish(Changes([document_of_items("Pay by city:", items)]))
    assert said(groups(store, "How much higher is pay in Seattle?")[0]) == [items[1]]


def test_an_item_that_names_what_its_list_does_not_answers_alone(store: Store) -> None:
    items = [
        "Publish papers on new kinds of bread",
        "Knead the dough before the shop opens",
        "Clean the ovens at the end of the day",
        "Open the shop and serve those who come",
    ]
    store.publish(Changes([document_of_items("Duties of a baker:", items)]))
    assert said(groups(store, "Does a baker publish papers?")[0]) == items[:1]


def test_short_items_are_said_together_even_where_one_stands_out(store: Store) -> None:
    items = ["Python software", "SQL", "Git", "Docker"]
    store.publish(Changes([document_of_items("Toolbox of an engineer:", items)]))
    assert said(groups(store, "Which software is in the toolbox of an engineer?")[0]) == items


def test_a_long_list_is_said_in_as_few_quotes_as_can_be(store: Store) -> None:
    items = [f"Engineers {'carefully ' * 12}build part {n} of the system" for n in "abcd"]
    store.publish(Changes([document_of_items("Duties of engineers:", items)]))
    (first, *_) = groups(store, "Which duties do engineers have?")
    assert [len(each.units) for each in first.said] == [2, 2]


def test_a_length_of_time_is_found_behind_the_sentence_that_names_the_subject(store: Store) -> None:
    text = "Bakers begin with a course called boot camp.\nThe training lasts 7 weeks."
    store.publish(Changes([prepared("a.md", text, ("Training",), "Bakers")]))
    assert said(groups(store, "How long is boot camp?")[0]) == ["The training lasts 7 weeks."]


def test_two_roles_are_answered_one_by_one(store: Store) -> None:
    baker = prepared("b.md", "A baker needs a diploma.", ("Baker", "Education"), "Baker")
    actor = prepared("a.md", "An actor needs a degree.", ("Actor", "Education"), "Actor")
    store.publish(Changes([baker, actor]))
    found = groups(store, "Which education does a baker or an actor need?")
    assert [said(group) for group in found] == [
        ["A baker needs a diploma."],
        ["An actor needs a degree."],
    ]


def test_a_sentence_that_opens_with_a_pronoun_is_said_after_the_one_it_refers_to(
    store: Store,
) -> None:
    text = "A lead engineer builds models. They also manage a team of people."
    document = Document("lead.md", "Lead", "4" * 64, len(text))
    units = (Unit(0, 30, "sentence", 1), Unit(31, len(text), "sentence", 1))
    passage = Passage(document, ("Lead",), text, 0, len(text), units=units)
    store.publish(Changes([Prepared(document, text, [passage])]))
    answer = Chat(store).ask(Turn("Who manages a team of people?"))
    assert answer.text.endswith(
        "A lead engineer builds models. [1] They also manage a team of people. [2]"
    )


def test_a_pronoun_is_resolved_by_the_last_sentence_without_one(store: Store) -> None:
    text = "A lead engineer builds models. They write code. They also manage a team of people."
    units = (
        Unit(0, 30, "sentence", 1),
        Unit(31, 47, "sentence", 1),
        Unit(48, len(text), "sentence", 1),
    )
    document = Document("lead.md", "Lead", "4" * 64, len(text))
    passage = Passage(document, ("Lead",), text, 0, len(text), units=units)
    store.publish(Changes([Prepared(document, text, [passage])]))
    (first, *_) = groups(store, "Who manages a team of people?")
    assert said(first)[-2:] == [
        "A lead engineer builds models.",
        "They also manage a team of people.",
    ]


def test_what_the_former_is_stands_before_it(store: Store) -> None:
    text = (
        "There are two kinds of baker:\n- Home bakers\n- Shop bakers\nThe former never sell bread."
    )
    spans = [(32, 43, "item"), (46, 57, "item"), (58, len(text), "sentence")]
    lead = "There are two kinds of baker:"
    units = tuple(
        Unit(start, end, form, block, 0, lead if form == "item" else "")  # type: ignore[arg-type]
        for block, (start, end, form) in zip((1, 1, 2), spans, strict=True)
    )
    document = Document("kinds.md", "Kinds", "6" * 64, len(text))
    passage = Passage(document, ("Bakers",), text, 0, len(text), units=units)
    store.publish(Changes([Prepared(document, text, [passage])]))
    answer = Chat(store).ask(Turn("Do some bakers never sell bread?"))
    assert "- Home bakers\n- Shop bakers\n\nThe former never sell bread. [1]" in answer.text


def test_what_is_compared_is_said_in_sentences_that_are_alike(store: Store) -> None:
    baker = "Most bakers like a degree in baking.\nBakers typically need a diploma to begin."
    actor = "Actors typically need a degree to begin.\nActors with a degree in acting like bread."
    store.publish(
        Changes(
            [
                prepared("b.md", baker, ("Bakers", "Education"), "Bakers"),
                prepared("a.md", actor, ("Actors", "Education"), "Actors"),
            ]
        )
    )
    found = groups(store, "Do bakers and actors both need a degree?")
    assert [said(group) for group in found] == [
        ["Bakers typically need a diploma to begin."],
        ["Actors typically need a degree to begin."],
    ]


def test_which_role_is_answered_once_for_each_role(store: Store) -> None:
    bakers = "A baker works at night.\nA baker also works on Sundays and at night."
    store.publish(
        Changes(
            [
                prepared("b.md", bakers, ("Baker", "Hours"), "Baker"),
                prepared("a.md", "An actor works at night.", ("Actor", "Hours"), "Actor"),
                prepared("c.md", "Night is a time for rest.", ("Times",), "Guide to work"),
            ]
        )
    )
    found = groups(store, "Which roles work at night?")
    assert sorted(said(group)[0].split()[1] for group in found) == ["actor", "baker"]


def test_a_second_question_is_answered_where_the_first_answer_lacks_its_words(store: Store) -> None:
    says = "Jobs of bakers rose by 25 percent from 2018 to 2022 all over the country."
    counts = "Jobs of bakers rose by 74 percent by the count of the guild."
    store.publish(
        Changes(
            [
                prepared("b.md", says, ("Growth",), "Bakers"),
                prepared("g.md", counts, ("Growth",), "Guild"),
            ]
        )
    )
    first, second = (
        "By how much did jobs of bakers rise from 2018 to 2022",
        "what is the guild's count",
    )
    question = f"{first}, and {second} of it?"
    assert [said(group) for group in groups(store, question)] == [[says], [counts]]
