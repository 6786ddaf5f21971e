"""A column of numbers out of a file that a person has: CSV as spreadsheets of any country write it."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import pairwise

from engine.learning.tasks.sequence import InputProblem, shorten

MAX_BYTES = 1_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 100
SEPARATORS = ("\t", ";", ",")
QUOTED = 8  # so many columns are named in a refusal
ALIKE = 0.9  # of the rows have as many fields as the first: then this is what separates them
# ±, digits in threes or not, a fraction, an exponent; the decimal mark is a point here
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
IN_THREES = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+")
BETWEEN_THREES = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")  # white space of every width, or an apostrophe

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: from the first row, or “column 2” where there are no names.
        values: all its numbers, from the top.
        others: the names of the other columns that have numbers only.
        names: of all columns, as they stand in the table.
    """

    name: str
    values: tuple[float, ...]
    others: tuple[str, ...]
    names: tuple[str, ...]


def column(data: bytes, name: str | None = None) -> Column:
    """Read one column of a CSV file: comma, semicolon or tab between fields, decimal points or commas, names or none.

    Without a `name` it is the first column that has numbers only and does not merely count its rows or years.

    Raises:
        InputProblem: empty, too large or no text; no such column; a field in it that is no number; and “1,5”, where
            nothing tells whether these are one number or two.
    """
    table = _table(data)
    chosen = _chosen(name, table.names, table.whole, table.read)
    return _column(table, chosen)


def columns(data: bytes, names: Sequence[str] = ()) -> tuple[Column, ...]:
    """Read several columns, as `column` reads one.

    Without `names` they are all that have numbers only and do not merely count their rows or years; if there is none of
    these, the one that `column` reads.

    Raises:
        InputProblem: as `column`.
    """
    table = _table(data)
    said = [name for name, numbers in table.whole.items() if not _counts(numbers)]
    asked: Sequence[str | None] = names or said or [None]
    return tuple(_column(table, _chosen(name, table.names, table.whole, table.read)) for name in asked)


def with_gaps(data: bytes) -> tuple[str, ...]:
    """The names of the columns that have numbers, but not in every row. Raises InputProblem as `column`."""
    table = _table(data)
    return tuple(
        name
        for name, found in table.read.items()
        if name not in table.whole and any(number is not None for number in found)
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """A table that was read: by the name of each column its fields, its numbers, and all of them if there is no gap."""

    names: list[str]
    fields: dict[str, list[str]]
    read: dict[str, list[float | None]]
    whole: dict[str, tuple[float, ...]]
    first_row: int


def _table(data: bytes) -> _Table:
    rows, separator = _rows(_decoded(data))
    names, body = _named(rows, separator)
    if not body:
        raise InputProblem("The table has no rows of numbers yet.")
    if len(body) > MAX_ROWS:
        raise InputProblem(
            "The table has {rows} rows: please shorten it to at most {limit}.",
            rows=f"{len(body):,}",
            limit=f"{MAX_ROWS:,}",
        )
    fields = {each: [row[index] if index < len(row) else "" for row in body] for index, each in enumerate(names)}
    read = {each: _numbers(words, separator) for each, words in fields.items()}
    whole = {each: numbers for each, found in read.items() if (numbers := _all(found)) is not None}
    return _Table(names, fields, read, whole, len(rows) - len(body) + 1)


def _column(table: _Table, chosen: str) -> Column:
    """One of its columns. Raises InputProblem for the first field in it that is no number."""
    if chosen not in table.whole:
        _refuse(chosen, table.fields[chosen], table.read[chosen], table.first_row)
    others = tuple(each for each in table.whole if each != chosen)
    return Column(chosen, table.whole[chosen], others, tuple(table.names))


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise InputProblem(
            "The file has {size} MB: please give one of at most {limit} MB.",
            size=f"{len(data) / 1e6:.1f}",
            limit=f"{MAX_BYTES / 1e6:g}",
        )
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1251", errors="replace")  # what a spreadsheet in Russian writes; its digits are any's
    if not text.strip():
        raise InputProblem("The file is empty: please give a table with a column of numbers.")
    if "\0" in text or data.startswith(b"PK\x03\x04"):
        raise InputProblem("This file is no text: please save the table as CSV and give that.")
    return text


def _rows(text: str) -> tuple[Rows, str]:
    """The fields of every row that is not blank, and what stands between them, "" for a single column."""
    for separator in SEPARATORS:
        rows = _split(text, separator)
        width = len(rows[0]) if rows else 0
        if width > MAX_COLUMNS:
            raise InputProblem(
                "The table has {columns} columns: please give at most {limit}.",
                columns=f"{width:,}",
                limit=MAX_COLUMNS,
            )
        if width > 1 and sum(len(row) == width for row in rows) >= ALIKE * len(rows):
            if separator == "," and all(re.fullmatch(r"[+-]?\d+,\d+", ",".join(row)) for row in rows):
                raise InputProblem(
                    "“{row}” can be read in two ways: as one number with a decimal comma, or as two columns. "
                    "Please write the names of the columns into the first row.",
                    row=shorten(",".join(rows[0])),
                )
            return rows, separator
    return [[line.strip().strip('"')] for line in text.splitlines() if line.strip()], ""


def _split(text: str, separator: str) -> Rows:
    """The rows that are not blank; none if nothing can be read like this."""
    try:
        rows = [[field.strip() for field in row] for row in csv.reader(StringIO(text, newline=""), delimiter=separator)]
    except csv.Error:  # a field of more than 131 072 characters: another separator may part it
        return []
    return [row for row in rows if any(row)]


def _named(rows: Rows, separator: str) -> tuple[list[str], Rows]:
    """The name of each column, each once, and the rows below.

    The first row holds names if it has a word above a column that has a number in the next row, or no number at all.
    """
    numbers = [[_number(word, _decimal([word], separator)) is not None for word in row] for row in rows[:2]]
    first, second = numbers[0], numbers[1] if len(rows) > 1 else []
    above_number = any(below and not here for here, below in zip(first, second, strict=False))
    if not (above_number or not any(first)):
        return [f"column {place}" for place in range(1, len(rows[0]) + 1)], rows
    names: list[str] = []
    for place, word in enumerate(rows[0], start=1):
        name = word or f"column {place}"
        while name in names:
            name = f"{name} ({place})"
        names.append(name)
    return names, rows[1:]


def _numbers(words: list[str], separator: str) -> list[float | None]:
    """The numbers of a column, None where a field is none."""
    decimal = _decimal(words, separator)
    return [_number(word, decimal) for word in words]


def _decimal(words: list[str], separator: str) -> str:
    """The decimal mark of a column: a point or a comma. The other one may part thousands."""
    both = [word for word in words if "," in word and "." in word]
    if both:
        return max(",.", key=both[0].rfind)
    with_comma = [word for word in words if "," in word]
    if not with_comma:
        return "."
    if all(IN_THREES.fullmatch(word) for word in with_comma):
        # 1,234: thousands, where a comma that stands between fields says that it is no decimal mark
        return "." if separator == "," or any("." in word for word in words) else ","
    return ","


def _number(word: str, decimal: str) -> float | None:
    plain = BETWEEN_THREES.sub("", word).replace("−", "-")
    other = "," if decimal == "." else "."
    whole, mark, fraction = plain.partition(decimal)
    if other in whole:
        if not IN_THREES.fullmatch(whole):
            return None
        whole = whole.replace(other, "")
    plain = whole + ("." if mark else "") + fraction
    number = float(plain) if NUMBER.fullmatch(plain) else None
    return None if number is None or abs(number) == float("inf") else number


def _all(found: list[float | None]) -> tuple[float, ...] | None:
    """All numbers, if there are no gaps."""
    numbers = tuple(number for number in found if number is not None)
    return numbers if len(numbers) == len(found) else None


def _chosen(
    name: str | None, names: list[str], whole: dict[str, tuple[float, ...]], read: dict[str, list[float | None]]
) -> str:
    """The column that is asked for, or the one that is most likely meant."""
    if name is not None:
        if name not in names:
            listed = ", ".join(f"“{shorten(each)}”" for each in names[:QUOTED])
            raise InputProblem(
                "There is no column “{name}” in this table; its columns are {names}.",
                name=shorten(name),
                names=listed + (", …" if len(names) > QUOTED else ""),
            )
        return name
    if not whole:  # the one with most numbers, whose first word is going to be named
        return max(names, key=lambda each: sum(number is not None for number in read[each]))
    return next((each for each, numbers in whole.items() if not _counts(numbers)), next(iter(whole)))


def _counts(numbers: tuple[float, ...]) -> bool:
    """Whether each is one more than the one before, as the numbers of rows and years are."""
    return (
        len(numbers) > 1 and numbers[0].is_integer() and all(after - before == 1 for before, after in pairwise(numbers))
    )


def _refuse(name: str, words: list[str], read: list[float | None], first_row: int) -> None:
    place = read.index(None)
    if not words[place]:
        raise InputProblem(
            "Row {row} of the column “{name}” is empty: please fill it in, or leave the row out.",
            row=first_row + place,
            name=shorten(name),
        )
    raise InputProblem(
        "Row {row} of the column “{name}” says “{word}”, which is not a number: please choose another column, "
        "or leave the row out.",
        row=first_row + place,
        name=shorten(name),
        word=shorten(words[place]),
    )
