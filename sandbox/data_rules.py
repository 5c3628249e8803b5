"""The rules for tables and charts."""

from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.checks import Check, Faults, above_zero, boolean, by_type, integer, note, nullable, number, one_of, shape
from sandbox.composition_rules import ANY_TEXT, BLOCK_ID, count, length
from sandbox.limits import LEAST, MOST
from sandbox.model import Json
from sandbox.rich_text_rules import RICH_TEXT

CELL = by_type(
    {
        "raw_text": shape(["text"], text=ANY_TEXT),
        "raw_number": shape(["value", "text"], value=number, text=ANY_TEXT),
        "rich_text": RICH_TEXT,
    }
)
COLUMN = shape(align=one_of("left", "center", "right"), is_wrapped=boolean)
TABLE = shape(
    ["rows"],
    block_id=BLOCK_ID,
    rows=count(count(CELL, "table.cells"), "table.rows"),
    column_settings=count(nullable(COLUMN), "table.column_settings", empty=True),
)


def _rows_agree(value: Json, pointer: str, faults: Faults) -> None:
    rows: list[list[Json]] = value["rows"]
    columns = len(rows[0])
    for index, row in enumerate(rows):
        if len(row) != columns:
            note(faults, f"{pointer}/rows/{index}", f"must have as many cells as the header: {columns}")
    for index, cell in enumerate(rows[0]):
        if cell["type"] == "rich_text":
            note(faults, f"{pointer}/rows/0/{index}/type", "unsupported type: rich_text")
    if value.get("row_header_column_index", 0) >= columns:
        note(faults, f"{pointer}/row_header_column_index", f"must be less than {columns}")


DATA_TABLE = shape(
    ["rows", "caption"],
    _rows_agree,
    block_id=BLOCK_ID,
    rows=count(count(CELL, "data_table.cells"), "data_table.rows"),
    caption=ANY_TEXT,
    page_size=integer(LEAST["data_table.page_size"], MOST["data_table.page_size"]),
    row_header_column_index=integer(0, MOST["data_table.cells"] - 1),
)

_LABEL, _AXIS = length("data_visualization.label"), length("data_visualization.axis_label")
_POINT = shape(["label", "value"], label=_LABEL, value=number)
_SERIES = shape(["name", "data"], name=_LABEL, data=count(_POINT, "data_visualization.points"))


def _twice(names: Sequence[str]) -> bool:
    return len(set(names)) < len(names)


def _axes_agree(value: Json, pointer: str, faults: Faults) -> None:
    categories: list[str] = value["axis_config"]["categories"]
    if _twice(categories):
        note(faults, f"{pointer}/axis_config/categories", "must be unique")
        return
    if _twice([one["name"] for one in value["series"]]):
        note(faults, f"{pointer}/series", "must have unique names")
    for index, one in enumerate(value["series"]):
        if sorted(point["label"] for point in one["data"]) != sorted(categories):
            note(faults, f"{pointer}/series/{index}/data", "must have one point for each category")


_AXES: Check = shape(
    ["series", "axis_config"],
    _axes_agree,
    series=count(_SERIES, "data_visualization.series"),
    axis_config=shape(
        ["categories"],
        categories=count(_LABEL, "data_visualization.categories"),
        x_label=_AXIS,
        y_label=_AXIS,
    ),
)
_PIE = shape(
    ["segments"],
    segments=count(shape(["label", "value"], label=_LABEL, value=above_zero), "data_visualization.segments"),
)
DATA_VISUALIZATION = shape(
    ["title", "chart"],
    block_id=BLOCK_ID,
    title=length("data_visualization.title"),
    chart=by_type({"pie": _PIE, "bar": _AXES, "area": _AXES, "line": _AXES}),
)


def characters(value: Any) -> int:
    """How many characters are to be read in the cells of a table."""
    return sum(len(one) for one in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        yield from _texts(value.get("elements"))
