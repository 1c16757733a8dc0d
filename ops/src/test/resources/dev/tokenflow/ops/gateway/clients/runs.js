// What a reader makes of the pieces of a stream: neighbours of one kind are one text, and their order is kept.

export class Runs {
  #byOwner = new Map();

  // Appends to the last text of an owner (a choice, a block) if it is of the same kind.
  add(owner, kind, text) {
    if (text === undefined || text === null || text === '') return;
    const runs = this.#of(owner);
    const last = runs.at(-1);
    if (last !== undefined && last.kind === kind && typeof last.value === 'string') last.value += text;
    else runs.push({kind, value: text});
  }

  // Something that is never joined with another.
  put(owner, kind, value) {
    this.#of(owner).push({kind, value: [value]});
  }

  #of(owner) {
    const key = String(owner);
    if (!this.#byOwner.has(key)) this.#byOwner.set(key, []);
    return this.#byOwner.get(key);
  }

  result() {
    return Object.fromEntries([...this.#byOwner].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

// The error as a caller sees it.
export function failure(error) {
  return {name: error.name, message: error.message, status: error.status ?? null};
}
