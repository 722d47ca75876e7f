"""Plain data that can be shared: dictionaries that refuse every change."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any, NoReturn


class FrozenDict(dict[str, Any]):
    """A dictionary that cannot be changed, so that every decision of a pack can hold the same one."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this part of a decision is shared and cannot be changed; make a copy with dict(...)")

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, Any]]]:
        return FrozenDict, (dict(self),)

    def __copy__(self) -> FrozenDict:
        return self

    def __deepcopy__(self, memo: object) -> FrozenDict:
        return self

    @cached_property
    def json_text(self) -> str:
        """It as JSON text, written once."""
        return json.dumps(self, ensure_ascii=False)

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse


def frozen(data: object) -> object:
    """The same plain data with dictionaries frozen and lists as tuples, all the way down."""
    if isinstance(data, dict):
        return FrozenDict({key: frozen(value) for key, value in data.items()})
    if isinstance(data, list | tuple):
        return tuple(map(frozen, data))
    return data
