"""Which evidence is said, and in which form."""

from collections import Counter
from collections.abc import Sequence

from chatbot.answer import Turn
from chatbot.chat import Chat
from chatbot.evidence import gather, weigh
from chatbot.extract import Group, extract
from chatbot.question import Vocabulary, understand
from vectorstore import Changes, Document, Passage, Prepared, Store, Unit

WORDS = Vocabulary(Counter(), lambda word: True)


def document_of_items(lead: str, items: Sequence[str]) -> Prepared:
    text = "\n".join([lead, *(f"- {item}" for item in items)])
    document = Document("list.md", "List", "3" * 64, len(text))
    units, at = [], len(lead) + 1
    for item in items:
        units.append(Unit(at + 2, at + 2 + len(item), "item", 1, 0, lead))
        at += len(item) + 3
    passage = Passage(document, (lead.rstrip(":"),), text, 0, len(text), units=tuple(units))
    return Prepared(document, text, [passage])


def groups(store: Store, question: str) -> list[Group]:
    query = understand(question, WORDS)
    with store.reading() as reader:
        evidence = gather(query, reader.search(query.text), weigh(query.concepts, reader))
        return extract(query, evidence)


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


def test_items_that_are_sentences_are_cited_one_by_one(store: Store) -> None:
    items = [f"Engineers {'carefully ' * 12}build part {n} of the system" for n in "abcd"]
    store.publish(Changes([document_of_items("Duties of engineers:", items)]))
    (first, *_) = groups(store, "Which duties do engineers have?")
    assert [len(each.units) for each in first.said] == [1, 1, 1, 1]


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
