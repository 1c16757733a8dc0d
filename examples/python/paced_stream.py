"""Streams tokens as server-sent events and paces them by TokenFlow's hints, with the standard library only.

    python3 paced_stream.py 8000 http://127.0.0.1:8080
    curl --no-buffer "http://127.0.0.1:8000/stream?tokens=100"
"""
import fcntl, http.client, http.server, json, sys, threading, time, urllib.request

PORT, HINT_SERVER = int(sys.argv[1]), sys.argv[2].rstrip("/")
SIOCOUTQNSD = 0x894B  # Linux: how many bytes of a connection the kernel has not sent yet


def follow(client, state):
    """Keeps the hint for one client fresh until state["done"]; when the hint server is away, the hint expires."""
    while not state["done"]:
        try:
            url = f"{HINT_SERVER}/v1/hints/stream?client={client}"
            with urllib.request.urlopen(url, timeout=15) as lines:  # the server writes something every 5 s
                for line in lines:
                    if line.startswith(b"data:"):
                        hint = json.loads(line[5:])["hint"]
                        state["hint"], state["expires"] = hint, time.monotonic() + hint["ttl_ms"] / 1000
                    if state["done"]:
                        return
        except (OSError, http.client.HTTPException, ValueError):
            time.sleep(0.5)


def model(count):
    """Stands for your model: a token every 20 ms."""
    for number in range(1, count + 1):
        time.sleep(0.02)
        yield f" t{number}"


class Endpoint(http.server.BaseHTTPRequestHandler):
    disable_nagle_algorithm = True  # otherwise small chunks wait in the kernel

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        state = {"hint": None, "expires": 0.0, "done": False}
        client = self.client_address[0]  # the address at the other end of the TCP connection
        threading.Thread(target=follow, args=(client, state), daemon=True).start()
        waiting, carry, earliest, first = [], 0.0, 0.0, True
        try:
            for token in model(int(self.path.rpartition("tokens=")[2])):
                waiting.append(token)
                now, hint = time.monotonic(), state["hint"]
                valid = hint is not None and now < state["expires"]  # without a valid hint: every token at once
                size, rate = (hint["tokens_per_chunk"], hint["tokens_per_second"]) if valid else (1, None)
                wanted = 1 if first else int(size + carry + 1e-6)  # 2.75 tokens: 2, 3, 3, 3, 2, 3, 3, 3 ...
                unsent = int.from_bytes(fcntl.ioctl(self.connection, SIOCOUTQNSD, bytes(4)), sys.byteorder)
                if len(waiting) >= wanted and now >= earliest and unsent == 0:
                    carry = 0.0 if first else min(max(size + carry - len(waiting), 0.0), 0.999)
                    earliest = now + len(waiting) / rate if rate else now
                    self.event(json.dumps({"text": "".join(waiting)}))
                    waiting, first = [], False
            if waiting:
                self.event(json.dumps({"text": "".join(waiting)}))
            self.event("[DONE]")
        finally:
            state["done"] = True

    def event(self, data):
        self.wfile.write(f"data: {data}\n\n".encode())


with http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Endpoint) as server:
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
