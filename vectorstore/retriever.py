"""The store as a LangChain retriever, for those who build their own chain on it."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from vectorstore.errors import NOTHING_YET, StoreError
from vectorstore.passage import Hit
from vectorstore.store import Store


class PassageRetriever(BaseRetriever):
    """The one search of the store, as LangChain `Document`s."""

    store: Any  # a Store; pydantic cannot check a class of ours
    k: int = 8
    sources: tuple[str, ...] = ()

    def __init__(self, store: Store, k: int = 8, sources: tuple[str, ...] = ()) -> None:
        """Search `store` for the `k` best passages of the documents that match the globs."""
        super().__init__(store=store, k=k, sources=sources)  # type: ignore[call-arg]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        with self.store.reading() as snapshot:
            if not snapshot.corpus_version:
                raise StoreError(NOTHING_YET.format(self.store.path))
            return [_to_langchain(hit) for hit in snapshot.search(query, self.k, self.sources)]


def _to_langchain(hit: Hit) -> Document:
    passage = hit.passage
    return Document(
        id=f"{passage.document.id}:{passage.start}-{passage.end}",
        page_content=passage.text,
        metadata={
            "source": passage.document.source,
            "title": passage.document.title,
            "heading": list(passage.heading),
            "start": passage.start,
            "end": passage.end,
            "page": passage.page,
            "as_of": passage.document.as_of,
            "kind": passage.kind,
            "also_in": list(hit.also_in),
            "score": hit.score,
        },
    )
