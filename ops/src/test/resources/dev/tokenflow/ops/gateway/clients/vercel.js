import {createOpenAICompatible} from '@ai-sdk/openai-compatible';
import {jsonSchema, streamText, tool} from 'ai';
import {Runs, failure} from './runs.js';

globalThis.AI_SDK_LOG_WARNINGS = false;

const ANY = tool({description: 'any', inputSchema: jsonSchema({type: 'object'})});

export async function streamed(baseURL, model, encoding) {
  const provider = createOpenAICompatible({name: 'test', baseURL: baseURL + '/v1', includeUsage: true,
    headers: {'accept-encoding': encoding}});
  const runs = new Runs();
  try {
    const answer = streamText({model: provider.chatModel(model), prompt: 'hello', maxRetries: 0,
      tools: {weather: ANY, time: ANY}, onError: () => {}});
    for await (const part of answer.fullStream) add(runs, part);
  } catch (error) {
    runs.put('error', 'error', failure(error));
  }
  return {result: withoutRandomNames(runs.result())};
}

// A second text or reasoning gets a random name.
function withoutRandomNames(result) {
  const seen = [];
  return JSON.parse(JSON.stringify(result).replace(/aitxt-\w+/g, (name) => {
    if (!seen.includes(name)) seen.push(name);
    return 'random-' + seen.indexOf(name);
  }));
}

// An event that this client refuses is quoted in its message, and two such events that were joined are refused once.
function refuse(runs, part) {
  if (!(part.error instanceof Error)) return runs.put('parts', part.type, part.error);
  if (part.error.name !== 'AI_TypeValidationError') return runs.put('parts', part.type, failure(part.error));
  if (runs.refused) return undefined;
  runs.refused = true;
  return runs.put('parts', part.type, {name: part.error.name});
}

function add(runs, part) {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta':
      return runs.add('parts', part.type + ' ' + part.id, part.text);
    case 'tool-input-delta':
      return runs.add('parts', part.type + ' ' + part.id, part.delta);
    case 'start':
    case 'start-step':
      return undefined; // the request, and warnings about it
    case 'finish-step':
      return runs.put('parts', part.type, {reason: part.finishReason, usage: part.usage, id: part.response.id});
    case 'error':
      return refuse(runs, part);
    case 'tool-error':
      return runs.put('parts', part.type, {name: part.toolName, input: part.input});
    default:
      return runs.put('parts', part.type, JSON.parse(JSON.stringify(part)));
  }
}
