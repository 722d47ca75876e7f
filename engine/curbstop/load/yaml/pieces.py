"""The marks and texts of a YAML file one after the other, for who changes the white space between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import cast

import yaml
from yaml import tokens

from curbstop.load.yaml.events import LOADER, Event


class Sort(Enum):
    """What a piece is; `BLOCK_MAPPING`, `BLOCK_LIST`, `BLOCK_END` and `KEY` take no characters."""

    BLOCK_MAPPING = auto()
    BLOCK_LIST = auto()
    BLOCK_END = auto()
    KEY = auto()
    QUESTION = auto()
    ITEM = auto()
    COLON = auto()
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    TEXT = auto()
    BLOCK_TEXT = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece as it stands at `text[start:end]`; `column` counts from 0."""

    sort: Sort
    start: int
    end: int
    column: int


_SORTS: dict[type[object], Sort | None] = {
    tokens.BlockMappingStartToken: Sort.BLOCK_MAPPING,
    tokens.BlockSequenceStartToken: Sort.BLOCK_LIST,
    tokens.BlockEndToken: Sort.BLOCK_END,
    tokens.BlockEntryToken: Sort.ITEM,
    tokens.ValueToken: Sort.COLON,
    tokens.FlowMappingStartToken: Sort.OPEN,
    tokens.FlowSequenceStartToken: Sort.OPEN,
    tokens.FlowMappingEndToken: Sort.CLOSE,
    tokens.FlowSequenceEndToken: Sort.CLOSE,
    tokens.FlowEntryToken: Sort.COMMA,
    tokens.StreamStartToken: None,
    tokens.StreamEndToken: None,
}


def pieces_of(text: str) -> Iterator[Piece]:
    """The pieces of a text that `read_yaml` has read without a fault, in their order."""
    for token in cast("Iterator[Event]", yaml.scan(text, Loader=LOADER)):
        start, end = token.start_mark.index, token.end_mark.index
        sort = _sort(token, end > start)
        if sort is not None:
            yield Piece(sort, start, end, token.start_mark.column)


def _sort(token: Event, takes_characters: bool) -> Sort | None:
    match token:
        case tokens.ScalarToken():
            return Sort.BLOCK_TEXT if token.style in ("|", ">") else Sort.TEXT
        case tokens.KeyToken():
            return Sort.QUESTION if takes_characters else Sort.KEY
    return _SORTS.get(type(token), Sort.OTHER)
