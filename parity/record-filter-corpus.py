"""Records what MLflow makes of every filter and order of the corpus.

    python parity/record-filter-corpus.py packages/filter/src/corpus

Run it with a Python that has MLflow (mlflow 3.17.2) installed. Each file of the folder is named after a kind of entity and holds
one case a line: `filter` or `order_by`, then what MLflow said, on SQLite: `clauses` or `terms` as its parser returned them, or
`code` and `error`. To add cases, add lines with the input alone and run this again. `ours` is written by hand and kept: it says
where the port departs on purpose ("accepts", "refuses", or "words" for a message of its own). Sets in messages are sorted, since Python's
order varies.
"""

import json
import logging
import math
import os
import pathlib
import re
import sys
import tempfile
import warnings

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
logging.disable(logging.CRITICAL)
warnings.filterwarnings("ignore")

from mlflow.entities import ViewType  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as Registry  # noqa: E402
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore as Tracking  # noqa: E402
from mlflow.utils import search_utils as utils  # noqa: E402
from mlflow.utils.search_logged_model_utils import parse_filter_string  # noqa: E402

folder = tempfile.mkdtemp()
tracking = Tracking(f"sqlite:///{folder}/original.db", folder)
registry = Registry(f"sqlite:///{folder}/original.db")

FILTERS = {
    "runs": utils.SearchUtils.parse_search_filter,
    "experiments": utils.SearchExperimentsUtils.parse_search_filter,
    "registered-models": utils.SearchModelUtils.parse_search_filter,
    "model-versions": utils.SearchModelVersionUtils.parse_search_filter,
    "logged-models": parse_filter_string,
}
ORDERS = {
    "runs": utils.SearchUtils.parse_order_by_for_search_runs,
    "experiments": utils.SearchExperimentsUtils.parse_order_by_for_search_experiments,
    "registered-models": lambda item: ("attribute", *utils.SearchUtils.parse_order_by_for_search_registered_models(item)),
    "model-versions": utils.SearchModelVersionUtils.parse_order_by_for_search_model_versions,
    "logged-models": lambda item: item,
}
SEARCHES = {
    "runs": lambda text, order: tracking.search_runs(["0"], text, ViewType.ALL, 5, order),
    "experiments": lambda text, order: tracking.search_experiments(ViewType.ALL, 5, text, order),
    "registered-models": lambda text, order: registry.search_registered_models(text, 5, order),
    "model-versions": lambda text, order: registry.search_model_versions(text, 5, order),
    "logged-models": lambda text, order: tracking.search_logged_models(["0"], text, None, 5, order),
}


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value if isinstance(value, (str, int, float, type(None))) else repr(value)


def clause(parsed):
    if isinstance(parsed, dict):
        return [parsed["type"], parsed["key"], parsed["comparator"], plain(parsed["value"])]
    return [parsed.entity.type.value, parsed.entity.key, parsed.op, plain(parsed.value)]


def sort_sets(message):
    quoted = r"'[^']*'"
    return re.sub(rf"\{{{quoted}(?:, {quoted})*\}}", lambda m: "{" + ", ".join(sorted(re.findall(quoted, m[0]))) + "}", message)


def verdict(kind, case):
    try:
        SEARCHES[kind](case.get("filter"), case.get("order_by"))
        if "filter" in case:
            return {"clauses": [clause(parsed) for parsed in FILTERS[kind](case["filter"])]}
        return {"terms": [plain(ORDERS[kind](item)) if kind != "logged-models" else item for item in case["order_by"]]}
    except MlflowException as error:
        return {"code": error.error_code, "error": sort_sets(re.sub(r" at 0x[0-9a-f]+", "", error.message.split("\n[SQL")[0]))}
    except Exception as error:
        return {"code": "INTERNAL_ERROR", "error": type(error).__name__}


def main():
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
        seen = {}
        for case in json.loads(path.read_text("utf-8")):
            said = {key: case[key] for key in ("filter", "order_by") if key in case}
            if json.dumps(said) in seen:
                continue
            ours = {"ours": case["ours"]} if "ours" in case else {}
            seen[json.dumps(said)] = json.dumps({**said, **verdict(path.stem, said), **ours}, ensure_ascii=True)
        path.write_text("[\n" + ",\n".join("  " + line for line in seen.values()) + "\n]\n", "utf-8")
        print(path.name, len(seen))


main()
