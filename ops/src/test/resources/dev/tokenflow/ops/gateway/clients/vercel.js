import {createOpenAICompatible} from '@ai-sdk/openai-compatible';
import {jsonSchema, streamText, tool} from 'ai';
import {Runs, failure} from './runs.js';

globalThis.AI_SDK_LOG_WARNINGS = false;

const RANDOM_NAME = /("(?:id|toolCallId)":"|-delta )(aitxt-\w+|(?!call_|chatcmpl)\w{16}(?="))/g;

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

// A second text, and a tool whose id the client could not read, get a random name. Ids of the engine stay as they are.
function withoutRandomNames(result) {
  const seen = [];
  return JSON.parse(JSON.stringify(result).replace(RANDOM_NAME, (_, before, name) => {
    if (!seen.includes(name)) seen.push(name);
    return before + 'random-' + seen.indexOf(name);
  }));
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
      return runs.put('parts', part.type, part.error instanceof Error ? failure(part.error) : part.error);
    case 'tool-error':
      return runs.put('parts', part.type, {name: part.toolName, input: part.input});
    default:
      return runs.put('parts', part.type, JSON.parse(JSON.stringify(part)));
  }
}
