"""Tables that people have: what is read of them, and what is said where they cannot be read."""

from __future__ import annotations

import pytest

from engine.learning.exercises.table import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, column, columns
from engine.learning.tasks import InputProblem


@pytest.mark.parametrize(
    ("text", "name", "values", "others"),
    [
        ("x\n1\n2.5\n-3e2\n", "x", (1.0, 2.5, -300.0), ()),
        ("1\n2\n4", "column 1", (1.0, 2.0, 4.0), ()),
        ("year,spots\n1700,5\n1701,11\n1702,16", "spots", (5.0, 11.0, 16.0), ("year",)),
        ("year\n1700\n1701\n1702", "year", (1700.0, 1701.0, 1702.0), ()),
        ("day;value\r\n1.1.2020;1,5\r\n2.1.2020;-2,25\r\n", "value", (1.5, -2.25), ()),
        ("2020-01-01;1,5\n2020-01-02;2,5\n", "column 2", (1.5, 2.5), ()),
        ("a\tb\n1,5\t2\n2,5\t1\n", "a", (1.5, 2.5), ("b",)),
        ("value\n1,5\n2,5\n", "value", (1.5, 2.5), ()),
        ('a,b\n"1,5",1\n"2,5",1\n', "a", (1.5, 2.5), ("b",)),
        ('a,b\n"1,234",1\n"12,345,678",1\n', "a", (1234.0, 12345678.0), ("b",)),
        ("a;b\n1.234,5;x\n12.345.678,25;y\n999,75;z\n", "a", (1234.5, 12345678.25, 999.75), ()),
        ("a;b\n1,234.5;x\n12;y\n", "a", (1234.5, 12.0), ()),
        ("a;b\n1 234,5;x\n12\u202f345;y\n", "a", (1234.5, 12345.0), ()),
        ("a;b\n−1,5;x\n+2;y\n", "a", (-1.5, 2.0), ()),
        ('"a ""b""";c\n1;x\n3;y\n', 'a "b"', (1.0, 3.0), ()),
        ("\n\na,b\n\n1,x\n3,y\n\n", "a", (1.0, 3.0), ()),
        ("a,a,\n1,5,7\n3,5,7\n", "a", (1.0, 3.0), ("a (2)", "column 3")),
        ("\ufeffцена;день\n1;пн\n3;вт\n", "цена", (1.0, 3.0), ()),
    ],
)
def test_a_column_is_read(text: str, name: str, values: tuple[float, ...], others: tuple[str, ...]) -> None:
    found = column(text.encode())
    assert (found.name, found.values, found.others) == (name, values, others)
    assert column(text.encode(), name) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_file_in_any_encoding_of_a_spreadsheet(encoding: str) -> None:
    found = column("день;цена\nпн;1,5\nвт;3,5\n".encode(encoding), "цена")
    assert found.values == (1.5, 3.5)


@pytest.mark.parametrize(
    ("data", "name", "problem"),
    [
        (b"", None, "The file is empty"),
        (b" \r\n ;;\n", None, "no rows of numbers yet|The file is empty"),
        (b"a;b\n", None, "no rows of numbers yet"),
        (b"0" * 50_000_000, None, "The file has 50.0 MB: please give one of at most 1 MB."),
        (b"x\n" + b"1\n" * (MAX_ROWS + 1), None, "The table has 5,001 rows: please shorten it to at most 5,000."),
        (b"1," * 200_000, None, f"columns: please give at most {MAX_COLUMNS}."),
        (b"PK\x03\x04 a workbook", None, "please save the table as CSV"),
        (b"\x00\x01\x02", None, "This file is no text"),
        (b"a,b\n1,2\n2,3\n", "c", "There is no column “c” in this table; its columns are “a”, “b”."),
        (b"a,b\n1,x\nn/a,y\n", None, "Row 3 of the column “a” says “n/a”, which is no"),
        (b"a,b\n1,x\nn/a,y\n", "b", "Row 2 of the column “b” says “x”, which is not a number"),
        (b"a,b\n1,2\n,2\n", "a", "Row 3 of the column “a” is empty"),
        (b"a\n1\nnan\n", None, "says “nan”"),
        (b"a\n1\n1e999\n", None, "says “1e999”"),
        (b"a\n1\n12 13\n", None, "says “12 13”"),
        (b"a\n1\n1_000\n", None, "says “1_000”"),
        (b"a;b\n1;x\n1.23.4,5;x\n", "a", "says “1.23.4,5”"),
        (b"1,5\n2,5\n3,25\n", None, "“1,5” can be read in two ways: as one number with a decimal comma, or as two"),
        (b"just words\nand more\n", None, "says “and more”"),
    ],
)
def test_what_cannot_be_read_is_told_so(data: bytes, name: str | None, problem: str) -> None:
    with pytest.raises(InputProblem, match=problem):
        column(data, name)


def test_the_largest_file_is_read() -> None:
    assert len(column((b"x\n" + b"1.5\n" * MAX_ROWS).ljust(MAX_BYTES)).values) == MAX_ROWS


def test_several_columns_are_read_at_once() -> None:
    data = b"year,a,b,name\n1700,5,1.5,x\n1701,7,2.5,y\n"
    assert [found.name for found in columns(data)] == ["a", "b"]
    assert columns(data, ("b", "year")) == (column(data, "b"), column(data, "year"))
    assert [found.name for found in columns(b"year\n1700\n1701\n")] == ["year"], "better than nothing"
    with pytest.raises(InputProblem, match="Row 2 of the column “name” says “x”"):
        columns(data, ("a", "name"))
