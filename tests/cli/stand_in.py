"""Stands for a process of the Procfile: `stand_in.py PORT [HABIT]`.

It answers GET / with its environment as JSON, and any other GET with 200. Habits: `stubborn`
ignores SIGTERM, `parent` leaves a child in its session, `crash` says why and ends.
"""

import http.server
import json
import os
import signal
import subprocess
import sys


class _Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(dict(os.environ)).encode())

    def log_message(self, *_: object) -> None:
        return


def main(port: int, habit: str) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if habit == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if habit == "parent":
        subprocess.Popen(["sleep", "1000"])
    if habit == "crash":
        sys.exit("the reason it gives")
    http.server.ThreadingHTTPServer(("127.0.0.1", port), _Answer).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
