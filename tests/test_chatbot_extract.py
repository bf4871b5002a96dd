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
    with store.reading() as reader:
        scope = Chat(store).known(reader).scope
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
    items = ["Publish papers on baking", "Knead the dough", "Clean the ovens", "Open the shop"]
    store.publish(Changes([document_of_items("Duties of a baker:", items)]))
    assert said(groups(store, "Does a baker publish papers?")[0]) == items[:1]


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
