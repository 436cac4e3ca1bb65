"""Files as they come: encodings, delimiters, broken rows, rows out of place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.ports.shops import Found, NotReadable, RowError
from bot.returns.orders import Order
from bot.services.import_orders import format_of
from integrations.shops.formats import file_formats
from integrations.shops.shopify_export.reader import ShopifyOrders
from integrations.shops.text_file import LONGEST_LINE
from tests.integrations.shops.export import HEADER, file, first, more, text


def read(path: Path) -> Sequence[Found]:
    return list(ShopifyOrders().read(path))


def numbers(found: Sequence[Found]) -> list[str]:
    return [order.number for order in found if isinstance(order, Order)]


def errors(found: Sequence[Found]) -> list[tuple[int, str, str]]:
    return [(e.line, e.column, e.reason_code) for e in found if isinstance(e, RowError)]


def written(tmp_path: Path, content: str | bytes, name: str = "orders.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_bad_row_takes_its_order_with_it_and_no_other(tmp_path: Path) -> None:
    found = read(
        file(tmp_path, first("#1"), first("#2"), more("#2", Lineitem_price="free"), first("#3"))
    )
    assert numbers(found) == ["#1", "#3"]
    assert errors(found) == [(4, "Lineitem price", "not_an_amount")]


def test_lines_are_counted_as_an_editor_does_even_after_quoted_breaks(tmp_path: Path) -> None:
    note = "ring twice\nthen\r\nleave it"
    found = read(file(tmp_path, first("#1", Notes=note), more("#1", Lineitem_price="free")))
    # Header 1, first row 2 to 4, second row 5.
    assert errors(found) == [(5, "Lineitem price", "not_an_amount")]


def test_blank_lines_count_but_say_nothing(tmp_path: Path) -> None:
    header, row, bad = text(first("#1"), first("#2", Currency="?")).splitlines()
    found = read(written(tmp_path, f"{header}\n\n{row}\n{',' * (len(HEADER) - 1)}\n{bad}\n"))
    assert numbers(found) == ["#1"]
    assert errors(found) == [(5, "Currency", "not_a_currency")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_header(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, "\ufeff" + text(first(), delimiter=delimiter))
    assert numbers(read(path)) == ["#1001"]


def test_windows_line_ends_and_header_case_do_not_matter(tmp_path: Path) -> None:
    header, row = text(first()).splitlines()
    assert numbers(read(written(tmp_path, f"{header.upper()}\r\n{row}\r\n"))) == ["#1001"]


def test_bytes_that_are_not_utf8_spoil_their_order_only(tmp_path: Path) -> None:
    content = text(first("#1", Shipping_Name="Zoë"), first("#2")).encode()
    found = read(written(tmp_path, content.replace("ë".encode(), b"\xeb")))
    assert numbers(found) == ["#2"]
    assert errors(found) == [(2, "Shipping Name", "not_utf8")]


def test_a_nul_byte_spoils_its_order_only(tmp_path: Path) -> None:
    found = read(file(tmp_path, first("#1", Notes="a\0b"), first("#2")))
    assert numbers(found) == ["#2"]
    assert errors(found) == [(2, "Notes", "nul_byte")]


def test_a_quote_that_is_not_closed_spoils_its_row_only(tmp_path: Path) -> None:
    header, one, two, three = text(first("#1"), first("#2"), first("#3")).splitlines()
    broken = two.replace("Anna L.", '"Anna L.')
    for rows in ([one, broken, three], [one, three, broken], [broken, one, three]):
        found = read(written(tmp_path, "\n".join([header, *rows])))
        assert sorted(numbers(found)) == ["#1", "#3"]
        assert errors(found) == [(2 + rows.index(broken), "", "broken_quotes")]


def test_a_broken_row_takes_the_order_along_whose_number_it_bears(tmp_path: Path) -> None:
    header, one, two, three = text(first("#1"), more("#1"), first("#2")).splitlines()
    found = read(written(tmp_path, "\n".join([header, one, two.replace("Wool", '"Wool'), three])))
    assert numbers(found) == ["#2"]
    assert errors(found) == [(3, "", "broken_quotes")]


def test_a_huge_field_spoils_its_order_only(tmp_path: Path) -> None:
    found = read(file(tmp_path, first("#1", Notes="x" * 200_000), first("#2")))
    assert numbers(found) == ["#2"]
    assert errors(found) == [(2, "", "field_too_long")]


def test_a_huge_line_spoils_its_order_only_and_is_never_held_whole(tmp_path: Path) -> None:
    found = read(file(tmp_path, first("#1", Tags="x," * LONGEST_LINE), first("#2")))
    assert numbers(found) == ["#2"]
    assert len(errors(found)) == 1 and errors(found)[0][0] == 2


def test_a_row_with_other_columns_than_the_header_is_refused(tmp_path: Path) -> None:
    header, one, two = text(first("#1"), first("#2")).splitlines()
    found = read(written(tmp_path, "\n".join([header, one[: len(one) // 2], two + ",,"])))
    assert numbers(found) == ["#2"]
    assert errors(found) == [(2, "", "wrong_number_of_columns")]


def test_two_orders_with_one_number_are_both_refused(tmp_path: Path) -> None:
    found = read(file(tmp_path, first("#1"), first("#2"), first("1")))
    assert numbers(found) == ["#2"]
    assert errors(found) == [(2, "Name", "order_repeated"), (4, "Name", "order_repeated")]


def test_two_neighbours_with_one_number_are_refused(tmp_path: Path) -> None:
    found = read(file(tmp_path, first("#1"), first("#1"), first("#2")))
    assert numbers(found) == ["#2"]
    assert errors(found) == [(3, "Name", "order_repeated")]


def test_an_order_whose_rows_are_scattered_does_not_come_in_by_halves(tmp_path: Path) -> None:
    found = read(file(tmp_path, first("#1"), first("#2"), more("#1")))
    assert numbers(found) == ["#2"]
    assert errors(found) == [(2, "Name", "order_repeated"), (4, "Name", "rows_apart")]


def test_rows_without_the_orders_own_columns_are_no_order(tmp_path: Path) -> None:
    found = read(file(tmp_path, more("#1"), first("#2")))
    assert numbers(found) == ["#2"]
    assert errors(found) == [(2, "Currency", "no_first_row")]


def test_a_row_without_number_spoils_the_order_that_it_may_belong_to(tmp_path: Path) -> None:
    found = read(file(tmp_path, first("#1"), more(""), first("#2"), first(""), first("#3")))
    assert numbers(found) == ["#2", "#3"]
    assert errors(found) == [(3, "Name", "no_order_number"), (5, "Name", "no_order_number")]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "empty_file", "is empty"),
        (b"\xef\xbb\xbf\n \n", "empty_file", "blank lines"),
        (text(first()).encode("utf-16"), "not_utf8", "UTF-16"),
        (text(first()).encode("utf-16-le"), "not_text", "no text file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "not_text", "no text file"),
        (b"[{}, {}]", "not_json_lines", "one JSON array"),
        (b"a,b,c\n1,2,3\n", "unknown_format", "none of these: JSON Lines, Shopify's order export"),
        (b"Name,Email,Lineitem name\n#1,a@example.com,Shirt\n", "missing_columns",
         "lacks: Currency, Created at, Lineitem quantity, Lineitem price"),
        (b"Handle,Vendor\nshirt,We\n", "missing_columns", "lacks: Title"),
    ],
)  # fmt: skip
def test_a_file_that_is_of_no_use_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, code: str, words: str
) -> None:
    path = written(tmp_path, content, "export.csv")
    with pytest.raises(NotReadable) as refusal:
        format_of(path, file_formats()).read(path)
    assert refusal.value.reason_code == code
    assert words in str(refusal.value)
    assert "export.csv" in str(refusal.value)


def test_an_error_reads_as_a_place_and_a_reason() -> None:
    error = RowError("orders.csv", 7, "Currency", "not_a_currency", "“euro” is no ISO 4217 code")
    assert str(error) == "orders.csv:7: Currency: “euro” is no ISO 4217 code (not_a_currency)"
