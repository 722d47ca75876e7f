"""What a terminal shows: tables under their titles, and progress while one waits."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table


def progress_bar(console: Console) -> Progress:
    """Bars that vanish when they are done; on a pipe none are drawn."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def show(console: Console, title: str, table: Table) -> None:
    """A table under a title that is not broken to the table's width."""
    console.print(f"[bold]{title}[/bold]", highlight=False)
    console.print(table)
    console.print()
