"""A report as HTML for a mail: headings, sentences and tables, with nothing a mail program would refuse."""

from html import escape

from rules.explain.report.values import ReportText, Section

_CELL = "padding: 4px 16px 4px 0; border-bottom: 1px solid #d5dae1; text-align: left; vertical-align: top"


def as_html(report: ReportText) -> str:
    """The body of a page; every word of it escaped."""
    parts = [f'<h1 style="font-size: 22px">{escape(report.title)}</h1>']
    for section in report.sections:
        parts += [f'<h2 style="font-size: 18px">{escape(section.title)}</h2>', f"<p>{escape(section.sentence)}</p>"]
        parts += _table(section)
    return "\n".join([*parts, f'<p style="color: #59626d">{escape(report.coverage)}</p>'])


def _table(section: Section) -> list[str]:
    if len(section.rows) < 2:
        return []
    head, *rows = section.rows
    lines = [_row("th", head, ' scope="col"'), *(_row("td", row) for row in rows)]
    return ['<table style="border-collapse: collapse">', *lines, "</table>"]


def _row(tag: str, cells: tuple[str, ...], more: str = "") -> str:
    return "<tr>" + "".join(f'<{tag}{more} style="{_CELL}">{escape(cell)}</{tag}>' for cell in cells) + "</tr>"
