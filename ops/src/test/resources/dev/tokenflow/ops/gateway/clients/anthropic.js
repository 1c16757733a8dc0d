import Anthropic from '@anthropic-ai/sdk';
import {Runs, failure} from './runs.js';

export async function messages(baseURL, model, encoding) {
  const client = new Anthropic({baseURL, apiKey: 'none', maxRetries: 0, defaultHeaders: {'accept-encoding': encoding}});
  const runs = new Runs();
  let events = 0;
  let answer = null;
  try {
    const stream = client.messages.stream({model, max_tokens: 64, messages: [{role: 'user', content: 'hello'}]});
    stream.on('streamEvent', (event) => {
      events++;
      if (event.type !== 'content_block_delta') return runs.put('events', event.type, event.index ?? null);
      return undefined;
    });
    stream.on('text', (delta) => runs.add('events', 'text', delta));
    stream.on('thinking', (delta) => runs.add('events', 'thinking', delta));
    stream.on('inputJson', (delta) => runs.add('events', 'json', delta));
    stream.on('citation', (citation) => runs.put('events', 'citation', citation));
    stream.on('signature', (signature) => runs.put('events', 'signature', signature));
    answer = await stream.finalMessage();
  } catch (error) {
    runs.put('error', 'error', failure(error));
  }
  return {events, result: {answer, ...runs.result()}};
}
