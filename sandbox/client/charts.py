"""Charts of the data_visualization block as SVG: readable without colour, by patterns, markers and labels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from sandbox.model import Json

WIDE, HIGH = 640, 300
# A pie is seen from nearer, so that its words can be read on a phone.
VIEWS = {"pie": "110 20 420 260"}
PIE_NAME_MOST = 8
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 14, 56
TICKS = 5
TURNED_FROM = 7
LABEL_MOST = 11
VALUES_MOST = 12
COLORS = 6
MARKERS = ("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "M-4-4h8v8h-8z", "M0-5l5 9h-10z", "M0-5l5 5-5 5-5-5z")
DASHES = ("", "7 4", "2 4", "9 3 2 3", "4 2", "12 4")
PATTERNS = ("", "M0 8L8 0", "M0 4h8", "M3 4a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0", "M4 0v8", "M0 0l8 8M0 8l8-8")

Row = tuple[str, ...]
Point = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """A chart: the picture, what its marks mean, and its numbers with their header."""

    svg: Markup
    key: list[tuple[Markup, str]]
    rows: list[Row]


@dataclass(frozen=True)
class Frame:
    """Where values and categories stand in the picture."""

    ticks: list[float]
    categories: list[str]

    def y(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return round(TOP + (HIGH - TOP - BOTTOM) * (high - value) / (high - low), 1)

    @property
    def step(self) -> float:
        return (WIDE - LEFT - RIGHT) / max(len(self.categories), 1)

    def x(self, index: int) -> float:
        return round(LEFT + self.step * (index + 0.5), 1)


def drawn(title: str, chart: Json, uid: str) -> Drawing:
    """Raises KeyError, TypeError or ValueError where the chart is not one."""
    if chart["type"] == "pie":
        return _pie(title, chart["segments"], uid)
    return _axes(title, chart, uid)


def number(value: float) -> str:
    return f"{value:,.10g}" if abs(value) < 1e15 else f"{value:.4g}"


def _pie(title: str, segments: list[Json], uid: str) -> Drawing:
    total = sum(one["value"] for one in segments)
    shares = [one["value"] / total for one in segments]
    rows: list[Row] = [("Segment", "Value", "Share")]
    rows += [(one["label"], number(one["value"]), f"{share:.0%}") for one, share in zip(segments, shares, strict=True)]
    made, at = Markup(""), 0.0
    for index, share in enumerate(shares):
        made += _slice(at, at + share, f"url(#{uid}-{index})") + _slice_label(at + share / 2, share, rows[index + 1])
        at += share
    key = [(_swatch(uid, index), f"{row[0]}: {row[1]} ({row[2]})") for index, row in enumerate(rows[1:])]
    return Drawing(_svg(title, "pie", rows, _patterns(uid, len(segments)) + made), key, rows)


def _on_circle(turn: float, radius: float) -> Point:
    angle = 2 * math.pi * turn - math.pi / 2
    return round(WIDE / 2 + radius * math.cos(angle), 1), round(HIGH / 2 + radius * math.sin(angle), 1)


def _slice(start: float, end: float, fill: str) -> Markup:
    radius = 112
    if end - start > 0.9999:
        return Markup('<circle class="slice" cx="{}" cy="{}" r="{}" fill="{}"/>').format(
            WIDE / 2, HIGH / 2, radius, fill
        )
    (ax, ay), (bx, by) = _on_circle(start, radius), _on_circle(end, radius)
    path = f"M{WIDE / 2} {HIGH / 2}L{ax} {ay}A{radius} {radius} 0 {int(end - start > 0.5)} 1 {bx} {by}z"
    return Markup('<path class="slice" d="{}" fill="{}"/>').format(path, fill)


def _slice_label(turn: float, share: float, row: Row) -> Markup:
    if share < 0.04:
        return Markup("")
    x, y = _on_circle(turn, 124)
    told = f"{row[0]} {row[2]}" if len(row[0]) <= PIE_NAME_MOST else row[2]
    return _text(x, y + 4, told, "start" if x >= WIDE / 2 else "end")


def _axes(title: str, chart: Json, uid: str) -> Drawing:
    config, series = chart.get("axis_config") or {}, chart["series"]
    categories = [str(one) for one in config.get("categories") or [point["label"] for point in series[0]["data"]]]
    lines = [_ordered(one["data"], categories) for one in series]
    frame = Frame(_ticks([value for line in lines for value in line]), categories)
    draw = {"bar": _bars, "line": _lines, "area": _areas}[chart["type"]]
    names = [str(one["name"]) for one in series]
    rows: list[Row] = [(config.get("x_label") or "", *names)]
    rows += [(name, *(number(line[index]) for line in lines)) for index, name in enumerate(categories)]
    made = _patterns(uid, len(series)) + _grid(frame, config) + draw(frame, lines, uid)
    mark = _line_mark if chart["type"] == "line" else lambda index: _swatch(uid, index)
    key = [(mark(index), name) for index, name in enumerate(names)]
    return Drawing(_svg(title, chart["type"], rows, made), key, rows)


def _ordered(data: list[Json], categories: list[str]) -> list[float]:
    found = {str(point["label"]): float(point["value"]) for point in data}
    return [found.get(name, 0.0) for name in categories]


def _ticks(values: Sequence[float]) -> list[float]:
    """Round numbers from the lowest to the highest, with zero among them."""
    low, high = min(0.0, *values), max(0.0, *values)
    rough = (high - low) / TICKS or 1.0
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if size * times >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [index * step for index in range(first, max(last, first + 1) + 1)]


def _grid(frame: Frame, config: Json) -> Markup:
    made = Markup("")
    for tick in frame.ticks:
        y, kind = frame.y(tick), "zero" if tick == 0 else "grid"
        made += Markup('<path class="{}" d="M{} {}H{}"/>').format(kind, LEFT, y, WIDE - RIGHT)
        made += _text(LEFT - 8, y + 4, number(round(tick, 10)), "end")
    for index, name in enumerate(frame.categories):
        made += _category(frame, index, name)
    middle = (LEFT + WIDE - RIGHT) / 2
    if config.get("x_label"):
        made += _text(middle, HIGH - 10, config["x_label"], "middle", "axis")
    if config.get("y_label"):
        turned = Markup('<g transform="translate(12 {}) rotate(-90)">{}</g>')
        made += turned.format((HIGH - BOTTOM) / 2, _text(0, 0, config["y_label"], "middle", "axis"))
    return made


def _category(frame: Frame, index: int, name: str) -> Markup:
    x, y = frame.x(index), HIGH - BOTTOM + 18
    if len(frame.categories) < TURNED_FROM:
        return _text(x, y, name, "middle")
    short = name if len(name) <= LABEL_MOST else f"{name[: LABEL_MOST - 1]}…"
    return Markup('<g transform="translate({} {}) rotate(-25)">{}</g>').format(x + 4, y - 4, _text(0, 0, short, "end"))


def _bars(frame: Frame, lines: list[list[float]], uid: str) -> Markup:
    made, wide = Markup(""), frame.step * 0.72 / len(lines)
    is_told = len(lines) * len(frame.categories) <= VALUES_MOST
    for which, line in enumerate(lines):
        for index, value in enumerate(line):
            x = round(frame.x(index) + wide * (which - len(lines) / 2), 1)
            top, bottom = sorted((frame.y(value), frame.y(0)))
            bar = '<rect class="bar" x="{}" y="{}" width="{}" height="{}" fill="url(#{}-{})"/>'
            made += Markup(bar).format(x, top, round(wide * 0.92, 1), round(bottom - top, 1), uid, which)  # noqa: S704
            told = bottom + 14 if value < 0 else top - 4
            made += _text(x + wide * 0.46, told, number(value), "middle", "value") if is_told else Markup("")
    return made


def _lines(frame: Frame, lines: list[list[float]], _uid: str) -> Markup:
    made = Markup("")
    for which, line in enumerate(lines):
        made += _stroke(_points(frame, line), which)
        for x, y in _points(frame, line):
            made += Markup('<path class="marker c{}" transform="translate({} {})" d="{}"/>').format(
                which % COLORS, x, y, MARKERS[which % len(MARKERS)]
            )
    return made


def _areas(frame: Frame, lines: list[list[float]], uid: str) -> Markup:
    made = Markup("")
    for which, line in enumerate(lines):
        points = _points(frame, line)
        path = f"M{points[0][0]} {frame.y(0)}L{_path(points)}L{points[-1][0]} {frame.y(0)}z"
        made += Markup('<path class="area" d="{}" fill="url(#{}-{})"/>').format(path, uid, which)
        made += _stroke(points, which)
    return made


def _points(frame: Frame, line: list[float]) -> list[Point]:
    return [(frame.x(index), frame.y(value)) for index, value in enumerate(line)]


def _path(points: list[Point]) -> str:
    return "L".join(f"{x} {y}" for x, y in points)


def _stroke(points: list[Point], which: int) -> Markup:
    dash = DASHES[which % len(DASHES)]
    return Markup('<path class="stroke c{}" d="M{}" stroke-dasharray="{}"/>').format(
        which % COLORS, _path(points), dash or "none"
    )


def _patterns(uid: str, count: int) -> Markup:
    made = Markup("")
    for index in range(count):
        # The second round of colours has other patterns than the first.
        lines = PATTERNS[(index + index // COLORS) % len(PATTERNS)]
        pattern = '<pattern id="{}-{}" class="pattern c{}" width="8" height="8" patternUnits="userSpaceOnUse">'
        pattern += '<rect width="8" height="8"/><path d="{}"/></pattern>'
        made += Markup(pattern).format(uid, index, index % COLORS, lines)  # noqa: S704 written here
    return Markup("<defs>{}</defs>").format(made)


def _swatch(uid: str, index: int) -> Markup:
    return Markup('<svg viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="url(#{}-{})"/></svg>').format(
        uid, index
    )


def _line_mark(index: int) -> Markup:
    mark = Markup('<path class="marker c{}" transform="translate(14 8)" d="{}"/>')
    return Markup('<svg class="chart__line" viewBox="0 0 28 16">{}{}</svg>').format(
        _stroke([(0, 8), (28, 8)], index), mark.format(index % COLORS, MARKERS[index % len(MARKERS)])
    )


def _text(x: float, y: float, words: str, anchor: str, kind: str = "tick") -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(kind, x, y, anchor, words)


def _svg(title: str, kind: str, rows: list[Row], inside: Markup) -> Markup:
    told = "; ".join(" ".join(row) for row in rows[1:])
    name = escape(f"{title}. {kind.capitalize()} chart. {told}")
    view = VIEWS.get(kind, f"0 0 {WIDE} {HIGH}")
    drawing = Markup('<svg class="chart--{}" role="img" viewBox="{}" aria-label="{}">{}</svg>')
    return drawing.format(kind, view, name, inside)
