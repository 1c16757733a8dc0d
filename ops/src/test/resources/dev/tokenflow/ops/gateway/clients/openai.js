import {isDeepStrictEqual} from 'node:util';
import OpenAI from 'openai';
import {Runs, failure} from './runs.js';

const TEXTS = ['content', 'refusal', 'reasoning_content', 'reasoning'];
const MESSAGES = [{role: 'user', content: 'hello'}];

function client(baseURL, encoding) {
  return new OpenAI({baseURL: baseURL + '/v1', apiKey: 'none', maxRetries: 0,
    defaultHeaders: {'accept-encoding': encoding}});
}

// The chunks one by one.
export async function chunks(baseURL, model, encoding) {
  const runs = new Runs();
  const around = {};
  let events = 0;
  try {
    const stream = await client(baseURL, encoding).chat.completions.create({model, messages: MESSAGES, stream: true});
    for await (const chunk of stream) {
      events++;
      const {choices = [], usage, obfuscation, ...rest} = chunk;
      if (usage) runs.latest = usage;
      for (const [name, value] of Object.entries(rest)) {
        if (!isDeepStrictEqual(around[name], value)) runs.put('chunk', name, value); // said again is not news
        around[name] = value;
      }
      for (const choice of choices) addChoice(runs, choice);
    }
  } catch (error) {
    runs.put('error', 'error', failure(error));
  }
  return {events, result: {...runs.result(), usage: runs.latest ?? null}};
}

function addChoice(runs, {index, delta, finish_reason: finish, logprobs, ...rest}) {
  for (const name of TEXTS) runs.add(index, name, delta[name]);
  for (const call of delta.tool_calls ?? []) {
    if (call.id) runs.put(index, 'tool ' + call.index, {id: call.id, type: call.type, name: call.function?.name});
    runs.add(index, 'arguments ' + call.index, call.function?.arguments);
  }
  for (const token of logprobs?.content ?? []) runs.put('logprobs ' + index, 'token', token);
  for (const [name, value] of Object.entries(rest)) {
    if (value !== null && Object.keys(value).length + (typeof value !== 'object') > 0) runs.put(index, name, value);
  }
  if (finish) runs.put(index, 'finish', finish);
}

// The helper that puts an answer together and calls back for each part of it.
export async function helper(baseURL, model, encoding, choices) {
  const runs = new Runs();
  let answer = null;
  try {
    const stream = client(baseURL, encoding).chat.completions.stream({model, messages: MESSAGES});
    // This event does not say of which choice it is.
    if (choices === 1) stream.on('content', (delta) => runs.add('events', 'content', delta));
    stream.on('refusal.delta', ({delta}) => runs.add('events', 'refusal', delta));
    stream.on('tool_calls.function.arguments.delta', (event) => runs.add('events', 'arguments ' + event.index,
      event.arguments_delta));
    stream.on('tool_calls.function.arguments.done', (event) => runs.put('events', 'done', event));
    stream.on('content.done', (event) => runs.put('events', 'content done', event.content));
    answer = await stream.finalChatCompletion();
  } catch (error) {
    runs.put('error', 'error', failure(error));
  }
  if (answer !== null) {
    delete answer.obfuscation; // padding, not part of the answer
    for (const {message} of answer.choices) { // of what it does not know, the helper keeps the last delta only
      delete message.reasoning_content;
      delete message.reasoning;
    }
  }
  return {result: {answer, ...runs.result()}};
}

export async function completions(baseURL, model, encoding) {
  const runs = new Runs();
  let events = 0;
  try {
    const stream = await client(baseURL, encoding).completions.create({model, prompt: 'hello', stream: true});
    for await (const chunk of stream) {
      events++;
      for (const {index, text, logprobs, finish_reason: finish} of chunk.choices) {
        runs.add(index, 'text', text);
        for (const [name, list] of Object.entries(logprobs ?? {})) {
          for (const entry of list) runs.put('logprobs ' + name, 'entry', entry);
        }
        if (finish) runs.put(index, 'finish', finish);
      }
    }
  } catch (error) {
    runs.put('error', 'error', failure(error));
  }
  return {events, result: runs.result()};
}
