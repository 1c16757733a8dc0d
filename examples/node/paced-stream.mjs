// Streams tokens as server-sent events and paces them by TokenFlow's hints. Node 18 or newer, no packages:
//
//     node paced-stream.mjs 8000 http://127.0.0.1:8080
//     curl --no-buffer "http://127.0.0.1:8000/stream?tokens=100"

import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const [port, hintServer] = [Number(process.argv[2]), process.argv[3].replace(/\/$/, '')];

/** Keeps the hint for one client fresh until `signal` is aborted; returns what gives the advice of the moment. */
function follow(client, signal) {
  let hint;
  let expires = 0;
  (async () => {
    while (!signal.aborted) {
      try {
        const url = `${hintServer}/v1/hints/stream?client=${encodeURIComponent(client)}`;
        const reply = await fetch(url, { signal });
        let rest = '';
        for await (const text of reply.body.pipeThrough(new TextDecoderStream())) {
          const lines = (rest + text).split('\n');
          rest = lines.pop();
          for (const line of lines.filter((each) => each.startsWith('data:'))) {
            hint = JSON.parse(line.slice('data:'.length)).hint;
            expires = performance.now() + hint.ttl_ms;
          }
        }
      } catch {
        // The hint server is away: the hint expires, and the answer goes on without.
      }
      await sleep(500);
    }
  })();
  // Without a valid hint: every token at once.
  return () => (performance.now() < expires
    ? { size: hint.tokens_per_chunk, rate: hint.tokens_per_second }
    : { size: 1, rate: null });
}

/** Stands for your model: a token every 20 ms. */
async function* model(count) {
  for (let number = 1; number <= count; number++) {
    await sleep(20);
    yield ` t${number}`;
  }
}

async function stream(request, response) {
  const ended = new AbortController();
  response.on('close', () => ended.abort());
  response.socket.setNoDelay(true); // otherwise small chunks wait in the kernel
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  const advice = follow(request.socket.remoteAddress, ended.signal); // the other end of the TCP connection
  let waiting = [];
  let carry = 0;
  let earliest = 0;
  let first = true;
  for await (const token of model(Number(new URL(request.url, 'http://any').searchParams.get('tokens')))) {
    if (ended.signal.aborted) return;
    waiting.push(token);
    const { size, rate } = advice();
    const wanted = first ? 1 : Math.floor(size + carry + 1e-6); // 2.75 tokens: 2, 3, 3, 3, 2, 3, 3, 3 ...
    const now = performance.now();
    // Node cannot ask what the kernel has not sent. writableLength is what the kernel did not even take.
    if (waiting.length >= wanted && now >= earliest && response.writableLength === 0) {
      carry = first ? 0 : Math.min(Math.max(size + carry - waiting.length, 0), 0.999);
      earliest = rate ? now + (waiting.length / rate) * 1000 : now;
      response.write(`data: ${JSON.stringify({ text: waiting.join('') })}\n\n`);
      waiting = [];
      first = false;
    }
  }
  if (waiting.length > 0) response.write(`data: ${JSON.stringify({ text: waiting.join('') })}\n\n`);
  response.end('data: [DONE]\n\n');
}

const server = createServer(stream);
server.listen(port, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
