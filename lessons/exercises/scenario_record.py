"""What is kept of somebody's runs through a scenario, and the four moves that change it.

A record is plain JSON:

    {"steps": [{"node", "choice", "reply"?}, ...],   the run of now
     "undone": [step, ...],                          steps taken back, the last one taken back at the end
     "runs": [{"steps": [...], "end": key or ""}],   earlier runs, the first one always among them
     "read": [key, ...],                             ends whose looking-back text she confirmed, ever
     "moves": 4}                                     how many moves made this record

Every move returns a new record and adds one to `moves`: a form says from which number it was made, so that the same
move sent twice is known as such, also when going back made the steps fewer again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessons.exercises.scenario_graph import Choice, Graph, walk

Record = dict[str, Any]

MOST_STEPS = 200
"""A run that goes on longer walks in circles."""
MOST_RUNS = 20
"""How many earlier runs are kept: the first, which is the one that counts for the trainer, and the latest."""


def record_of(data: Mapping[str, Any]) -> Record:
    """Return the record in this answer; an empty one for an answer without."""
    return {
        "steps": list(data.get("steps", ())),
        "undone": list(data.get("undone", ())),
        "runs": list(data.get("runs", ())),
        "read": list(data.get("read", ())),
        "moves": data.get("moves", 0),
    }


def first_run(data: Mapping[str, Any]) -> list[Any]:
    """Return the steps of somebody's very first run, as far as she came."""
    record = record_of(data)
    return record["runs"][0]["steps"] if record["runs"] else record["steps"]


def kept_step(record: Record, node: str) -> Mapping[str, Any]:
    """Return the step that was made here before it was taken back; empty when there is none."""
    last = record["undone"][-1] if record["undone"] else {}
    return last if last.get("node") == node else {}


def moved(record: Record, **changes: Any) -> Record:
    return {**record, **changes, "moves": record["moves"] + 1}


def stepped(record: Record, node: str, choice: Choice, reply: str = "") -> Record:
    """Make a choice. Steps that were taken back stay at hand for as long as she makes the same ones again."""
    step = {"node": node, "choice": choice.key, **({"reply": reply} if choice.reply else {})}
    is_same = kept_step(record, node).get("choice") == choice.key
    return moved(record, steps=[*record["steps"], step], undone=record["undone"][:-1] if is_same else [])


def can_go_back(record: Record) -> bool:
    return bool(record["steps"])


def stepped_back(record: Record, graph: Graph) -> Record:
    """Take the last step back; of a run that is cut, all that no longer exists and the step that led there."""
    way = walk(graph, record["steps"])
    kept = len(way.visits) - 1 if way.is_cut else len(record["steps"]) - 1
    kept = max(kept, 0)
    return moved(record, steps=record["steps"][:kept], undone=[*record["undone"], *reversed(record["steps"][kept:])])


def begun_again(record: Record, graph: Graph) -> Record:
    """Begin anew and keep the run that was, finished or not."""
    run = {"steps": record["steps"], "end": walk(graph, record["steps"]).end}
    runs = [*record["runs"], run]
    return moved(record, steps=[], undone=[], runs=[*runs[:1], *runs[1:][-(MOST_RUNS - 1) :]])


def confirmed(record: Record, end: str) -> Record:
    """Keep that the looking-back text of this end was read; a second time changes nothing."""
    return record if end in record["read"] else moved(record, read=[*record["read"], end])
