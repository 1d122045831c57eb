"""A front end before the embedded organization: it passes requests on, unless a rule answers in its place."""

import contextlib
import http.server
import re
import threading
import urllib.error
import urllib.parse
import urllib.request

PAGE = b"<html><body><h1>Service unavailable</h1></body></html>"


class Request:
    """What a rule decides by."""

    def __init__(self, handler, body):
        scope = re.search(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/", handler.headers.get("Authorization", ""))
        self.key, self.region, self.service = scope.groups() if scope else ("", "", "")
        target = handler.headers.get("X-Amz-Target", "")
        form = urllib.parse.parse_qs(body.decode("utf-8", "replace"))
        self.operation = target.rpartition(".")[2] or form.get("Action", [""])[0]
        self.path = handler.path


def page(status):
    """The answer of a front end that cannot reach what is behind it."""
    return status, {"Content-Type": "text/html; charset=utf-8"}, PAGE


def throttled(request):
    """The answer of an API that is called too often."""
    if request.service == "ec2":
        body = b"<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Rate exceeded</Message></Error></Errors></Response>"
        return 503, {"Content-Type": "text/xml"}, body
    if request.service in ("iam", "sts"):
        body = b"<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"
        return 400, {"Content-Type": "text/xml"}, body
    body = b'{"__type":"ThrottlingException","message":"Rate exceeded"}'
    return 400, {"Content-Type": "application/x-amz-json-1.1"}, body


@contextlib.contextmanager
def front(behind, rule):
    """Yields the front end's URL and the list of requests that came; `rule(request)` gives an answer, or None to pass it on."""
    seen = []
    lock = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(self, body)
            with lock:
                seen.append(request)
                answer = rule(request)
            status, headers, content = answer or self.pass_on(body)
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "connection", "transfer-encoding", "date", "server"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST

        def pass_on(self, body):
            headers = {name: value for name, value in self.headers.items() if name.lower() != "content-length"}
            headers["Host"] = self.headers["Host"]
            request = urllib.request.Request(behind + self.path, body or None, headers, method=self.command)
            try:
                with opener.open(request, timeout=60) as answer:
                    return answer.status, dict(answer.headers), answer.read()
            except urllib.error.HTTPError as error:
                return error.code, dict(error.headers), error.read()

        def log_message(self, *_):
            """Says nothing."""

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()


def once_each(kind, answer):
    """A rule that answers the first request of each kind; `kind` gives None for requests that are passed on."""
    had = set()

    def rule(request):
        found = kind(request)
        if found is None or found in had:
            return None
        had.add(found)
        return answer

    return rule
