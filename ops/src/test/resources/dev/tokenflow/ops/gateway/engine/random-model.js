// Writes a GGUF file (version 3, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md) of a small LLaMA with random
// weights: a real engine loads it and computes as with any other, only its words make no sense.

import {writeFileSync} from 'node:fs';

const VOCABULARY = 512, WIDTH = 64, LAYERS = 5, HEADS = 8, KEY_HEADS = 4, INNER = 172, CONTEXT = 512;
const UINT32 = 4, INT32 = 5, FLOAT32 = 6, BOOL = 7, STRING = 8, ARRAY = 9;
const NORMAL = 1, UNKNOWN = 2, CONTROL = 3, BYTE = 6;
const ALIGNMENT = 32;

class Writer {
  #parts = [];
  length = 0;

  bytes(buffer) {
    this.#parts.push(buffer);
    this.length += buffer.length;
  }

  number(size, write) {
    const buffer = Buffer.alloc(size);
    write(buffer);
    this.bytes(buffer);
  }

  u32(value) { this.number(4, (buffer) => buffer.writeUInt32LE(value)); }
  i32(value) { this.number(4, (buffer) => buffer.writeInt32LE(value)); }
  f32(value) { this.number(4, (buffer) => buffer.writeFloatLE(value)); }
  u64(value) { this.number(8, (buffer) => buffer.writeBigUInt64LE(BigInt(value))); }

  string(text) {
    const bytes = Buffer.from(text, 'utf8');
    this.u64(bytes.length);
    this.bytes(bytes);
  }

  value(type, value) {
    if (type === UINT32) this.u32(value);
    else if (type === INT32) this.i32(value);
    else if (type === FLOAT32) this.f32(value);
    else if (type === BOOL) this.bytes(Buffer.from([value ? 1 : 0]));
    else this.string(value);
  }

  pad() { this.bytes(Buffer.alloc((ALIGNMENT - this.length % ALIGNMENT) % ALIGNMENT)); }

  buffer() { return Buffer.concat(this.#parts); }
}

// Three special pieces, every byte, then letters and pairs of letters.
function vocabulary() {
  const pieces = [['<unk>', UNKNOWN], ['<s>', CONTROL], ['</s>', CONTROL]];
  for (let byte = 0; byte < 256; byte++) {
    pieces.push([`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, BYTE]);
  }
  const letters = [...'▁etaoinshrdlucmfwygpbvkjxqz.,!?'];
  for (const letter of letters) pieces.push([letter, NORMAL]);
  for (const first of letters) {
    for (const second of letters) {
      if (pieces.length < VOCABULARY) pieces.push([first + second, NORMAL]);
    }
  }
  return pieces;
}

function tensors() {
  const list = [['token_embd.weight', [WIDTH, VOCABULARY]], ['output_norm.weight', [WIDTH]],
    ['output.weight', [WIDTH, VOCABULARY]]];
  const keys = WIDTH / HEADS * KEY_HEADS;
  for (let layer = 0; layer < LAYERS; layer++) {
    for (const [name, shape] of [['attn_norm', [WIDTH]], ['attn_q', [WIDTH, WIDTH]], ['attn_k', [WIDTH, keys]],
      ['attn_v', [WIDTH, keys]], ['attn_output', [WIDTH, WIDTH]], ['ffn_norm', [WIDTH]], ['ffn_gate', [WIDTH, INNER]],
      ['ffn_down', [INNER, WIDTH]], ['ffn_up', [WIDTH, INNER]]]) {
      list.push([`blk.${layer}.${name}.weight`, shape]);
    }
  }
  return list.map(([name, shape]) => ({name, shape, size: shape.reduce((a, b) => a * b)}));
}

// Numbers between 0 and 1, always the same for a seed (mulberry32).
function random(seed) {
  let state = seed;
  return () => {
    state = state + 0x6D2B79F5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296;
  };
}

export function writeRandomModel(file, seed) {
  const pieces = vocabulary(), all = tensors(), next = random(seed), out = new Writer();
  const header = [
    ['general.architecture', STRING, 'llama'], ['general.name', STRING, 'random'],
    ['llama.context_length', UINT32, CONTEXT], ['llama.embedding_length', UINT32, WIDTH],
    ['llama.block_count', UINT32, LAYERS], ['llama.feed_forward_length', UINT32, INNER],
    ['llama.attention.head_count', UINT32, HEADS], ['llama.attention.head_count_kv', UINT32, KEY_HEADS],
    ['llama.attention.layer_norm_rms_epsilon', FLOAT32, 1e-5], ['llama.rope.dimension_count', UINT32, WIDTH / HEADS],
    ['llama.vocab_size', UINT32, VOCABULARY], ['tokenizer.ggml.model', STRING, 'llama'],
    ['tokenizer.ggml.tokens', ARRAY, [STRING, pieces.map(([text]) => text)]],
    ['tokenizer.ggml.scores', ARRAY, [FLOAT32, pieces.map((_, index) => index < 259 ? 0 : 259 - index)]],
    ['tokenizer.ggml.token_type', ARRAY, [INT32, pieces.map(([, type]) => type)]],
    ['tokenizer.ggml.bos_token_id', UINT32, 1], ['tokenizer.ggml.eos_token_id', UINT32, 2],
    ['tokenizer.ggml.unknown_token_id', UINT32, 0], ['tokenizer.ggml.add_bos_token', BOOL, true],
  ];
  out.bytes(Buffer.from('GGUF'));
  out.u32(3);
  out.u64(all.length);
  out.u64(header.length);
  for (const [key, type, value] of header) {
    out.string(key);
    out.u32(type);
    if (type === ARRAY) {
      const [element, values] = value;
      out.u32(element);
      out.u64(values.length);
      for (const one of values) out.value(element, one);
    } else {
      out.value(type, value);
    }
  }
  let offset = 0;
  for (const {name, shape, size} of all) {
    out.string(name);
    out.u32(shape.length);
    for (const length of shape) out.u64(length);
    out.u32(0); // 32-bit floats
    out.u64(offset);
    offset += Math.ceil(size * 4 / ALIGNMENT) * ALIGNMENT;
  }
  out.pad();
  for (const {name, shape, size} of all) {
    const weights = new Float32Array(size);
    const spread = 2 / Math.sqrt(shape[0]);
    for (let i = 0; i < size; i++) weights[i] = name.includes('norm') ? 1 : (next() - 0.5) * 2 * spread;
    out.bytes(Buffer.from(weights.buffer));
    out.pad();
  }
  writeFileSync(file, out.buffer());
}
