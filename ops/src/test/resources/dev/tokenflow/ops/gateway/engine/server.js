// llama.cpp with the chat API: node server.js [MODEL [HOST [AT_ONCE]]]. Without a model it makes one with random weights.
// Extra members of a request: tokens_per_second; prefill_ms, a wait before the first byte; say, a text whose tokens are
// the answer instead of what the model thinks of. It says on standard output what happens, one line of JSON each.

import {createServer} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import {getLlama} from 'node-llama-cpp';
import {writeRandomModel} from './random-model.js';

const CONTEXT = 512, DEFAULT_TOKENS = 40;
const HOST = process.argv[3] ?? '127.0.0.1', AT_ONCE = Number(process.argv[4] ?? 8);

const say = (line) => console.log(JSON.stringify(line));

let modelPath = process.argv[2];
if (!modelPath) {
  modelPath = 'random.gguf';
  writeRandomModel(modelPath, 260);
}
const llama = await getLlama({gpu: false, build: 'never', skipDownload: true, logLevel: 'error', maxThreads: 1});
const model = await llama.loadModel({modelPath});
const context = await model.createContext({contextSize: CONTEXT, sequences: AT_ONCE, threads: 1});

// The tokens of an answer, at the speed asked for.
async function* generate(asked, signal) {
  const limit = asked.max_tokens ?? DEFAULT_TOKENS;
  const pause = asked.tokens_per_second ? 1000 / asked.tokens_per_second : 0;
  await sleep(asked.prefill_ms ?? 0, undefined, {signal});
  if (asked.say !== undefined) {
    for (const token of model.tokenize(asked.say)) {
      yield token;
      await sleep(pause, undefined, {signal});
    }
    return;
  }
  const sequence = context.getSequence();
  try {
    const prompt = [model.tokens.bos, ...model.tokenize(asked.messages.at(-1).content)];
    let made = 0;
    for await (const token of sequence.evaluate(prompt, {temperature: 0, yieldEogToken: true})) {
      signal.throwIfAborted();
      yield token;
      if (++made === limit) return;
      await sleep(pause, undefined, {signal});
    }
  } finally {
    sequence.dispose();
  }
}

// Text is only given out when its last character is whole, as a tokenizer may cut one into its bytes.
async function* texts(tokens, counts) {
  const all = [];
  let given = '';
  for await (const token of tokens) {
    counts.tokens++;
    all.push(token);
    const text = model.detokenize(all);
    if (!text.endsWith('\ufffd') && text.length > given.length) {
      yield text.slice(given.length);
      given = text;
    } else {
      counts.held++;
    }
  }
  const text = model.detokenize(all);
  if (text.length > given.length) yield text.slice(given.length);
}

function chunk(delta, finish) {
  return 'data: ' + JSON.stringify({id: 'chatcmpl-0', object: 'chat.completion.chunk', created: 1700000000, model: 'llama',
    choices: [{index: 0, delta, finish_reason: finish}]}) + '\n\n';
}

async function answer(asked, response) {
  const abort = new AbortController(), counts = {tokens: 0, held: 0};
  response.on('close', () => abort.abort());
  say({event: 'begin', id: asked.id});
  try {
    let whole = '';
    for await (const text of texts(generate(asked, abort.signal), counts)) {
      if (asked.stream && !response.headersSent) {
        response.writeHead(200, {'content-type': 'text/event-stream'});
        response.write(chunk({role: 'assistant', content: ''}, null));
      }
      if (asked.stream) response.write(chunk({content: text}, null));
      else whole += text;
      if (counts.tokens === 3) say({event: 'three tokens', id: asked.id});
    }
    if (asked.stream) {
      response.end(chunk({}, 'stop') + 'data: [DONE]\n\n');
    } else {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({object: 'chat.completion', choices: [{index: 0, finish_reason: 'stop',
        message: {role: 'assistant', content: whole}}], usage: {completion_tokens: counts.tokens}}));
    }
    say({event: 'finished', id: asked.id, ...counts});
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    say({event: 'aborted', id: asked.id, ...counts});
  }
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  if (request.url.endsWith('/chat/completions')) await answer(JSON.parse(body), response);
  else response.writeHead(404).end();
});
server.listen(0, HOST, () => say({event: 'listening', port: server.address().port}));
process.stdin.on('end', () => process.exit(0)).resume(); // ends with the test, however that ends
