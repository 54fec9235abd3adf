"""Steps of a walk: each prints one line, `ok <step>` or `FAIL <step>: <why>`; a failed step does not end the walk."""

import sys
import traceback


class Walk:
    def __init__(self):
        self.failed = 0

    def __call__(self, step):
        """Decorator: runs the function at once and reports it under its name."""
        name = step.__name__.replace("_", " ")
        try:
            step()
            print(f"ok {name}", flush=True)
        except Exception as error:
            self.failed += 1
            where = traceback.extract_tb(error.__traceback__)
            ours = [frame for frame in where if frame.filename == sys.argv[0]][-1]
            why = str(error).replace("\n", " ")[:500]
            print(f"FAIL {name}: {type(error).__name__} in line {ours.lineno}: {why}", flush=True)
        return step

    def end(self):
        sys.exit(1 if self.failed else 0)


def equal(found, expected, what="value"):
    assert found == expected, f"{what}: found {found!r}, expected {expected!r}"


def refused(code, call, *args, **kwargs):
    """Runs a call that the server must refuse with an error code; answers the message."""
    from mlflow.exceptions import MlflowException

    try:
        call(*args, **kwargs)
    except MlflowException as error:
        equal(error.error_code, code, f"error code of {error.message!r}")
        return error.message
    raise AssertionError(f"{call.__name__} was not refused")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    import os

    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    return path
