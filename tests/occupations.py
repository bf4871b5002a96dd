"""What the guide says of each official occupation: figures from the table, and our own words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.guide_tables import Row, called, in_short, names, rows, whole, words

BUREAU = "according to the Bureau of Labor Statistics"
IN_2025 = f"{BUREAU} in 2025"
SOURCE = (
    "Written for this guide after the Occupational Outlook Handbook, 2024-34 edition, of the U.S."
    " Bureau of Labor Statistics"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as a sentence, and as a row of a table: what it is about, and what is said."""

    sentence: str
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Statements under a heading, or under the title itself where that is empty."""

    heading: str
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Guide:
    """One document of the guide before it takes the form of its file."""

    file: str
    title: str
    as_of: str
    sections: Sequence[Section]


def guides() -> list[Guide]:
    """All documents about occupations, some of them about several."""
    files = dict.fromkeys(entry["file"] for entry in words().values())
    return [guide(file) for file in files]


def guide(file: str) -> Guide:
    """The document of one file."""
    pages = [page for page, entry in words().items() if entry["file"] == file]
    subjects = words()[pages[0]].get("title") or capital(called(whole(pages[0])["subject"]))
    sections = [section for page in pages for section in page_sections(page)]
    if len(pages) == 1:  # what they do stands under the title itself
        sections[0] = Section("", sections[0].said)
    return Guide(file, f"{subjects} in the United States", whole(pages[0])["dated"], sections)


def page_sections(page: str) -> Iterator[Section]:
    """What is said of a page: work, pay, outlook, and how to become one."""
    entry, last, apart = words()[page], whole(page), rows(page)[:-1]
    name = called(last["subject"])

    def own(kind: str, label: str) -> list[Said]:
        return [Said(sentence, f"{label} {name}", sentence) for sentence in entry[kind]]

    work = [*own("work", "Work of"), *map(employers, apart or [last])]
    yield Section(f"Work of {name}", work)
    each = [*apart, last]
    yield Section(f"Pay of {name}", [said for row in each for said in pay(row)])
    jobs = [said for row in each for said in growth(row)]
    yield Section(
        f"Jobs and outlook of {name}", [*jobs, *own("outlook", "Outlook of"), similar(last)]
    )
    entered = [*education(last), *own("entry", "Becoming one of the")]
    entered += [qualities(last)] * bool(entry.get("qualities"))
    yield Section(f"How to become {entry['one']}", entered)


def pay(row: Row) -> Iterator[Said]:
    """Median, lowest and highest tenth, and pay in the industries with the most jobs.

    Of several occupations together the handbook has the median only.
    """
    name = called(row["subject"])
    an_hour = f", or {row['hour']} an hour," if row["hour"] else ""
    yield Said(
        f"{capital(name)} in the United States earned a median of {row['median']} a year{an_hour}"
        f" in May 2024, {BUREAU}.",
        f"Median pay of {name}, May 2024",
        f"{row['median']} a year{an_hour.rstrip(',')}",
    )
    if not row["lowest"]:
        return
    yield Said(
        f"The Bureau of Labor Statistics gives no starting salary of entry-level {name}; the lowest"
        f" 10 percent of {name} in the United States earned less than {row['lowest']} a year in May"
        " 2024.",
        f"Starting salary of entry-level {name}",
        f"Not given; for the lowest 10 percent, less than {row['lowest']} a year in May 2024",
    )
    ends = (
        f"less than {row['lowest']} a year for the lowest 10 percent to more than {row['highest']}"
        " a year for the highest 10 percent"
    )
    yield Said(
        f"The salary range of {name} in the United States in May 2024 was from {ends}, {BUREAU}.",
        f"Salary range of {name}, May 2024",
        f"From {ends}",
    )
    industries = listing([f"{figure} in {place}" for place, figure in pairs(row["industries"])])
    yield Said(
        f"In the main industries of {name} in the United States, the median annual pay in May 2024"
        f" was {industries}, {BUREAU}.",
        f"Median annual pay of {name} in their main industries, May 2024",
        industries,
    )


def growth(row: Row) -> Iterator[Said]:
    """How many jobs there are, how many there will be, and openings where they are counted."""
    name, percent = called(row["subject"]), int(row["growth"])
    yield Said(
        f"In 2024, {name} in the United States held about {row['jobs_2024']} jobs, {BUREAU}.",
        f"Number of {name}, 2024",
        f"They held about {row['jobs_2024']} jobs",
    )
    if row["lowest"]:  # of several occupations together, only how many there are
        change = (
            f"{'grow' if percent > 0 else 'shrink'} by {abs(percent)} percent from 2024 to 2034"
        )
        then = "to" if row["jobs_2024"] != row["jobs_2034"] else "and to stay at"
        projected = f"{change} {then} about {row['jobs_2034']} jobs"
        yield Said(
            f"Employment of {name} in the United States is projected to {projected}, {BUREAU}.",
            f"Projected jobs of {name}",
            f"Projected to {projected}",
        )
    if row["openings"]:
        openings = f"about {row['openings']} openings a year"
        yield Said(
            f"There are {openings} for {name}, as projected for the United States from 2024 to"
            f" 2034, {BUREAU}.",
            f"Openings for {name}, 2024 to 2034",
            capital(openings),
        )


def employers(row: Row) -> Said:
    """Where the jobs are: the largest employers with their shares."""
    name = called(row["subject"])
    shares = [
        f"{place} ({share.removesuffix('%')} percent)" for place, share in pairs(row["employers"])
    ]
    return Said(
        f"By industry and employer, the jobs of {name} in the United States in 2024 were above all"
        f" in {listing(shares)}, {BUREAU}.",
        f"Largest employers of {name}, 2024",
        capital(listing(shares)),
    )


def education(row: Row) -> Iterator[Said]:
    """What is usual at the entry, where the handbook has one answer for all."""
    name, usual = called(row["subject"]), row["education"].lower()
    if usual.startswith("see"):
        return
    beside = [known(row["experience"], "experience in a related occupation")]
    beside.append(known(row["training"], "training on the job"))
    needed = " and ".join(filter(None, beside))
    value = f"A {usual}" + (f", with {needed}" if needed else "")
    yield Said(
        f"The usual entry-level education of {name} in the United States is {value[0].lower()}"
        f"{value[1:]}, {IN_2025}.",
        f"Usual entry-level education of {name}, 2025",
        value,
    )


def known(fact: str, what: str) -> str:
    """A fact about experience or training in words; empty where the handbook has no one answer."""
    if fact.startswith("See"):
        return ""
    if fact == "None":
        return f"no {what}"
    if "training" in fact:
        return f"{fact.split(maxsplit=1)[0].lower()} {what}"
    return f"{fact.lower()} in a related occupation"


def similar(row: Row) -> Said:
    """The occupations that the handbook sets beside it: all of them."""
    name = called(row["subject"])
    others = listing(sorted(in_short(called(other)) for other in row["similar"].split("; ")))
    return Said(
        f"Similar to {name} are, {BUREAU}, {others}.",
        f"Occupations similar to {name}",
        others,
    )


def qualities(row: Row) -> Said:
    """The qualities that the handbook finds important."""
    name = called(row["subject"])
    needed = listing(sorted(row["qualities"].lower().split("; ")))
    return Said(
        f"The qualities that {name} need, {BUREAU}, are {needed}.",
        f"Qualities that {name} need",
        needed,
    )


def pairs(text: str) -> list[tuple[str, str]]:
    """`name: figure; name: figure` with our names of the industries."""
    parts = [part.rsplit(": ", 1) for part in text.split("; ")]
    return [(names()["industries"][name], figure) for name, figure in parts]


def listing(parts: Iterator[str] | Sequence[str]) -> str:
    """`a, b and c`, or `a, b and c, and d` where a part has an `and` of its own."""
    *first, last = parts
    comma = "," if any(" and " in part for part in first) else ""
    return f"{', '.join(first)}{comma} and {last}" if first else last


def capital(text: str) -> str:
    return text[0].upper() + text[1:]
