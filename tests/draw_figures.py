"""Draw the table of official figures, `tests/guide/figures.csv`, from the pages of the handbook.

    python -m tests.draw_figures

Each row is one subject: an occupation that the Occupational Outlook Handbook counts, or a page's
occupations together. The table is the only owner of these figures: `tests.make_guide` writes them
into the guide, and `tests/test_guide.py` holds every figure of the guide against it.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PAGES = ROOT.parent / "shared/data/ooh/pages"
TABLE = ROOT / "tests/guide/figures.csv"
WORDS = ROOT / "tests/guide/occupations.yaml"
MONEY = r"(\$[\d,]+)"
COUNTED = re.compile(
    r"^\| (.+) \| (?:[\d-]{7}|—) \| ([\d,]+) \| ([\d,]+) \| (-?\d+) \|", re.MULTILINE
)
RANGE = re.compile(
    rf"The median annual wage for (.+?) was {MONEY} in May 2024\.(?: The median wage is [^.]+\.)?"
    rf" The lowest 10 percent earned less than {MONEY}, and the highest 10 percent earned more than"
    rf" {MONEY}\."
)


def draw(page: str) -> Iterator[Mapping[str, str]]:
    """The rows of one page: the occupations that it counts apart, then all of them together."""
    text = (PAGES / f"{page}.md").read_text()
    counted = COUNTED.findall(text)
    pay = text[text.index("\n## Pay") : text.index("\n## Job Outlook")]
    ranges = RANGE.findall(pay)
    for subject, median, lowest, highest in ranges:
        if len(ranges) == 1:
            continue
        _, jobs, then, growth = next(row for row in counted if row[0].lower() == subject)
        yield {
            "page": page, "subject": subject, "median": median, "lowest": lowest,
            "highest": highest, "industries": listed(pay, f"annual wages for {subject} in the top"),
            "jobs_2024": jobs, "jobs_2034": then, "growth": growth,
            "employers": listed(text, f"largest employers? of {subject} w"),
        }  # fmt: skip
    yield together(page, text, counted[0], ranges)


def together(
    page: str, text: str, counted: tuple[str, ...], ranges: list[tuple[str, ...]]
) -> dict[str, str]:
    """The row for all occupations of a page, which are often one."""
    facts = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE))
    median, _, hour = facts["2024 Median Pay"].partition(" per year")
    found = re.search(r"bout ([\d,]+) openings", text)
    subject = re.sub(r"^# | \(.*", "", text.splitlines()[0])
    alone = ranges[0] if len(ranges) == 1 else ("", "", "", "")
    assert found and counted[1] == facts["Number of Jobs, 2024"], page
    assert not alone[1] or alone[1] == median, page
    return {
        "page": page, "subject": subject[0] + subject[1:].lower(), "median": median,
        "hour": hour.strip().removesuffix(" per hour"), "lowest": alone[2], "highest": alone[3],
        "industries": listed(text, f"annual wages for {alone[0]} in the top") if alone[0] else "",
        "jobs_2024": counted[1], "jobs_2034": counted[2], "growth": counted[3],
        "openings": found[1],
        "employers": listed(text, f"largest employers? of {alone[0]} w") if alone[0] else "",
        "education": facts["Typical Entry-Level Education"],
        "experience": facts["Work Experience in a Related Occupation"],
        "training": facts["On-the-job Training"],
        "qualities": "; ".join(qualities(text)),
        "similar": "; ".join(re.findall(r"^\|  \| ([^|]+) \|", similar(text), re.MULTILINE)[1:]),
        "address": re.findall(r"^Source: (.+)$", text, re.MULTILINE)[0],
        "dated": re.findall(r"^Last modified: (.+)$", text, re.MULTILINE)[0],
    }  # fmt: skip


def listed(text: str, introduced: str) -> str:
    """The rows of the table that a sentence introduces, as `name: figure; name: figure`."""
    rows = re.search(rf"{introduced}.*\n\n((?:\|.*\n)+)", text)
    cells = re.findall(r"^\| (.+?) \| (.+?) \|$", rows[1], re.MULTILINE) if rows else []
    unit = "%" if cells and cells[0][1].endswith("%") else "$"
    kept = [(name, value.strip("%$")) for name, value in cells if set(name) != {"-"}]
    return "; ".join(
        f"{name.replace(';', ',')}: {f'{v}%' if unit == '%' else f'${v}'}" for name, v in kept
    )


def qualities(text: str) -> list[str]:
    """What the handbook calls important for those who do the work."""
    section = re.split(r"\n##+ ", text.split("### Important Qualities\n")[1])[0]
    found = re.findall(r"^([A-Z][\w -]{3,40}?)\. ", section, re.MULTILINE)
    return ["Attention to detail" if one == "Detail oriented" else one for one in found]


def similar(text: str) -> str:
    """The table of similar occupations."""
    return text[text.rindex("\n## Similar Occupations") : text.rindex("\n## Contacts")]


@cache
def pages() -> tuple[str, ...]:
    """The pages that the guide has words for, in their order."""
    return tuple(yaml.safe_load(WORDS.read_text()))


def main() -> None:
    """Write the table anew."""
    rows = [row for page in pages() for row in draw(page)]
    with TABLE.open("w", newline="") as file:
        names = list(dict.fromkeys(name for row in reversed(rows) for name in row))
        table = csv.DictWriter(file, names, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    main()
