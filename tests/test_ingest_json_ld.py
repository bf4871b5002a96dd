"""What a page says of itself for programs."""

import json
from typing import Any

import pytest

from ingest.formats.load import load


def read(thing: Any, body: str = "<p>Text.</p>") -> tuple[str, str | None]:  # noqa: ANN401
    script = f'<script type="application/ld+json">{json.dumps(thing)}</script>'
    loaded = load(f"<html><head>{script}</head><body>{body}</body></html>".encode(), ".html")
    return loaded.pages[0], loaded.as_of


OCCUPATION = {
    "@context": "https://schema.org",
    "@type": "Occupation",
    "name": "Night baker",
    "occupationLocation": [{"@type": "City", "name": "Ghent"}],
    "estimatedSalary": [
        {
            "@type": "MonetaryAmountDistribution", "name": "base", "currency": "EUR",
            "duration": "P1Y", "percentile10": "30000", "median": 41000.5, "percentile90": "56000",
        }
    ],
    "mainEntityOfPage": {"@type": "WebPage", "lastReviewed": "2023-07-23"},
}  # fmt: skip
POSTING = {
    "@type": "JobPosting",
    "title": "Baker wanted",
    "datePosted": "2024-02-03",
    "hiringOrganization": {"@type": "Organization", "name": "Good Bread"},
    "jobLocation": {"address": {"addressLocality": "Ghent", "addressCountry": "BE"}},
    "baseSalary": {
        "@type": "MonetaryAmount", "currency": "EUR",
        "value": {"@type": "QuantitativeValue", "minValue": 22, "maxValue": 28, "unitText": "HOUR"},
    },
    "description": "<p>Bakes at <b>night</b></p>",
}  # fmt: skip


def test_pay_place_and_percentiles_of_an_occupation_become_text() -> None:
    text, as_of = read(OCCUPATION)
    assert "## Night baker" in text
    assert "- Occupation location: Ghent" in text
    assert (
        "- Estimated salary: 10th percentile 30000 EUR per year, median 41000.5 EUR per year, "
        "90th percentile 56000 EUR per year"
    ) in text
    assert as_of == "2023-07-23"


def test_a_posting_in_a_graph_gives_employer_place_range_and_date() -> None:
    text, as_of = read({"@graph": [POSTING]})
    assert "- Hiring organization: Good Bread" in text
    assert "- Job location: Ghent, BE" in text
    assert "- Base salary: from 22 EUR per hour, up to 28 EUR per hour" in text
    assert "- Description: Bakes at night" in text
    assert as_of == "2024-02-03"


def test_a_page_of_nothing_else_is_read() -> None:
    assert "Night baker" in read(OCCUPATION, "")[0]


@pytest.mark.parametrize("thing", [{"@type": "BreadcrumbList", "name": "Home"}, [], None, "x"])
def test_other_things_are_left_out(thing: Any) -> None:  # noqa: ANN401
    assert read(thing)[0].strip() == "Text."
