"""A client of `tune evaluate --pipe`: one request a line out, one reply a line in."""
import json
import subprocess
import time


class PipeError(Exception):
    """The program refused a request or ended."""


class Pipe:
    """A running evaluator, which works only while it is asked.

    `seconds` is how long all its replies took together.
    """

    def __init__(self, arguments, tasks, budget, shape):
        command = [
            arguments.tune, "evaluate", "--pipe", "--model", arguments.model, "--calibration", tasks,
            "--budget", budget, "--granularity", arguments.units, "--context", str(shape["context"]),
            "--max-new-tokens", str(shape["max_new_tokens"]),
        ] + arguments.tune_flags
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.seconds = 0.0

    def ask(self, **request):
        begin = time.time()
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise PipeError(f"the evaluator ended with status {self.process.wait()}")
        self.seconds += time.time() - begin
        reply = json.loads(line)
        if "error" in reply:
            raise PipeError(reply["error"])
        return reply

    def close(self):
        self.process.stdin.close()
        self.process.wait()
