"""Errors leave the server as problem objects with a sentence, never as a stack trace."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from chatbot.doors.problems import HANDLERS
from vectorstore import StoreError


@pytest.fixture
def client() -> TestClient:
    app = FastAPI(exception_handlers=HANDLERS)

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("a secret of the inside")

    @app.get("/busy")
    def busy() -> None:
        raise StoreError("The store is in use. Stop the other process.")

    @app.get("/number/{number}")
    def number(number: int) -> None:
        pass

    @app.post("/body")
    def body(wishes: dict[str, int]) -> None:
        pass

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nothing", 404, "There is nothing at /nothing. The paths of the API are listed"),
        ("POST", "/busy", 405, "/busy does not take POST. What it takes is listed at /docs."),
        ("GET", "/number/x", 422, "number: Input should be a valid integer"),
        ("GET", "/busy", 503, "The store is in use. Stop the other process."),
        ("GET", "/broken", 500, "Something went wrong in the server; its log says what."),
    ],
    ids=["unknown path", "wrong method", "wrong value", "store error", "defect"],
)
def test_an_error_is_a_problem_with_a_sentence(
    client: TestClient, method: str, path: str, status: int, said: str
) -> None:
    response = client.request(method, path)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert response.status_code == problem["status"] == status
    assert problem["type"] == "about:blank" and problem["title"]
    assert said in problem["detail"]
    assert "secret" not in response.text and "Traceback" not in response.text


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"a": ', 400, "The body is not JSON in UTF-8."),
        (b'{"a": "\xff"}', 400, "The body is not JSON in UTF-8."),
        (b"[]", 422, "body: send a JSON object, with the header Content-Type"),
    ],
    ids=["half", "not UTF-8", "no object"],
)
def test_a_body_that_is_no_json_object_is_told_what_to_be(
    client: TestClient, body: bytes, status: int, said: str
) -> None:
    response = client.post("/body", content=body, headers={"content-type": "application/json"})
    assert response.status_code == status and said in response.json()["detail"]


def test_a_wrong_method_names_the_right_ones(client: TestClient) -> None:
    assert client.post("/busy").headers["allow"] == "GET"
