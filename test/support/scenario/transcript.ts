/** What the ids of users and other rows look like. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIMESTAMP = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/**
 * The lines that a scenario leaves, the same in every run: an id is the name of its user, and a time is how long after the
 * start it was.
 */
export class Transcript {
  readonly lines: string[] = [];
  readonly #names = new Map<string, string>();
  readonly #start: number;

  /** @param start of the scenario, in milliseconds since 1970 */
  constructor(start: number) {
    this.#start = start;
  }

  name(id: string, name: string): void {
    this.#names.set(id, `<${name}>`);
  }

  add(label: string, value?: unknown): void {
    this.lines.push(this.line(label, value));
  }

  /** In the order of their text, where the order of the values is that of ids. */
  addSorted(label: string, values: readonly unknown[]): void {
    this.lines.push(...values.map((value) => this.line(label, value)).sort());
  }

  line(label: string, value?: unknown): string {
    return this.#normalize(value === undefined ? label : `${label} ${JSON.stringify(value)}`);
  }

  #normalize(text: string): string {
    return text
      .replace(UUID, (id) => this.#names.get(id) ?? '<id>')
      .replace(TIMESTAMP, (timestamp) => `+${(Date.parse(timestamp) - this.#start) / 60_000}min`);
  }
}
