"""LangChain sees the one search."""

import pytest

from tests.conftest import prepared
from vectorstore import Changes, PassageRetriever, Store, StoreError


def test_an_empty_store_says_so_instead_of_finding_nothing(store: Store) -> None:
    with pytest.raises(StoreError, match=r"no documents in .* python -m ingest"):
        PassageRetriever(store).invoke("what does a scientist earn")


def test_a_langchain_document_carries_where_it_is_from(store: Store) -> None:
    world = prepared("jobs/pay.md", "A scientist earns 100.", ("Pay", "Base"), "Pay guide")
    store.publish(Changes([world]))
    (document,) = PassageRetriever(store, k=3).invoke("what does a scientist earn")
    assert document.page_content == "A scientist earns 100."
    assert document.metadata | {"score": 0} == {
        "source": "jobs/pay.md",
        "title": "Pay guide",
        "heading": ["Pay", "Base"],
        "start": 0,
        "end": 22,
        "page": None,
        "as_of": None,
        "kind": "text",
        "also_in": [],
        "score": 0,
    }
