"""Runs command lines of MLflow for the walk of commands. Reads `{"args": [...], "env": {...}}` a line, answers `{"code", "out", "err"}`.

Loading MLflow takes seconds, so each command line runs in a fork of a process that has loaded it: as fresh as one of its own.
"""

import json
import os
import sys
import tempfile
import traceback

from mlflow.cli import cli


def run(args: list[str], env: dict[str, str]) -> dict[str, object]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os.environ.update(env)
            sys.argv = ["mlflow", *args]
            os._exit(command(args))
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
        return {"code": code, "out": texts[0], "err": texts[1]}


def command(args: list[str]) -> int:
    code = 0
    try:
        cli.main(args, prog_name="mlflow")
    except SystemExit as exit:
        code = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


for line in sys.stdin:
    wanted = json.loads(line)
    print(json.dumps(run(wanted["args"], wanted.get("env", {}))), flush=True)
