"""What identifies a plan in calendars and mails, however its title, file or folder are renamed."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadmap_cli.plan.model import Plan

_DATA = "data"  # a folder that says nothing of its plan


def identities(plans: Iterable[tuple[Plan, Path]]) -> list[str]:
    """Identify each plan by its `uid`, else by its order, else by its folder and name.

    Plans that would be one (schools under the order of their district) are told apart by their
    folders too.
    """
    plans = list(plans)
    keys = [_key(plan) for plan, _ in plans]
    times = Counter(map(tuple, keys))
    found = []
    for key, (_, path) in zip(keys, plans, strict=True):
        is_clear = key and times[tuple(key)] == 1
        found.append(json.dumps(key if is_clear else [*key, *_place(path)]))
    return found


def _key(plan: Plan) -> list[str]:
    if plan.uid:
        return ["uid", plan.uid]
    if plan.order and plan.order.number:
        return ["order", plan.order.number, str(plan.order.date)]
    return []


def _place(path: Path) -> list[str]:
    """Give the folder and the name of a file, a link taken for what it leads to."""
    real = Path(os.path.realpath(path))
    folders = [parent.name for parent in real.parents if parent.name != _DATA]
    return [folders[0], real.stem]
