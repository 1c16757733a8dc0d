// Reads a plan from standard input, asks every client for every fixture with a gateway in between and without one, and
// writes one line of JSON for each client and fixture: what it reads, how often it was compared, and what differed.

import {isDeepStrictEqual} from 'node:util';
import * as openai from './openai.js';
import {streamed} from './vercel.js';
import {messages} from './anthropic.js';

const CLIENTS = {
  CHAT: {'openai chunks': openai.chunks, 'openai helper': openai.helper, 'ai': streamed},
  COMPLETIONS: {'openai completions': openai.completions},
  MESSAGES: {'anthropic': messages},
};
const AT_ONCE = 12;

process.on('unhandledRejection', () => {}); // a client that also rejects what nobody asked for
const plan = JSON.parse(await new Response(process.stdin).text());

async function compare(client, ask, {name: fixture, choices}) {
  const direct = await ask(plan.engine, fixture + '@whole', 'identity', choices);
  const report = {client, fixture, compared: 0, direct: direct.result, events: direct.events ?? null, fewest: null,
    differences: []};
  const again = await ask(plan.engine, fixture + '@whole', 'identity', choices);
  if (!isDeepStrictEqual(plain(again.result), plain(direct.result))) {
    report.differences.push({cut: 'none, and no gateway: this client is not steady', carried: again.result});
  }
  for (const cut of plan.cuts) {
    for (const gateway of plan.gateways) {
      for (const encoding of plan.encodings) {
        const carried = await ask(gateway.url, fixture + '@' + cut, encoding, choices);
        report.compared++;
        if (carried.events !== undefined) report.fewest = Math.min(report.fewest ?? Infinity, carried.events);
        if (!isDeepStrictEqual(plain(carried.result), plain(direct.result))) {
          report.differences.push({cut, deltas: gateway.deltas, encoding, carried: carried.result});
        }
      }
    }
  }
  return report;
}

// As JSON: undefined and missing are the same.
function plain(value) {
  return JSON.parse(JSON.stringify(value));
}

const work = plan.fixtures.flatMap((fixture) => Object.entries(CLIENTS[fixture.api])
  .filter(([client]) => client !== 'ai' || fixture.choices === 1) // it takes all choices for one text
  .map(([client, ask]) => () => compare(client, ask, fixture)));

async function worker() {
  for (let next = work.shift(); next !== undefined; next = work.shift()) {
    console.log(JSON.stringify(await next()));
  }
}

await Promise.all(Array.from({length: AT_ONCE}, worker));
process.exit(0);
