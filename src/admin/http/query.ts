import type { IncomingMessage } from 'node:http';
import { fits, isStorable } from '../../text';
import { wrongParameter } from './request-error';

/** The parameters after the question mark. Apps parse them in different ways, so they are read from the URL itself. */
export class Query {
  readonly #parameters: URLSearchParams;

  /** @throws {RequestError} for a parameter that is not known, or given twice */
  constructor({ url = '' }: IncomingMessage, known: readonly string[]) {
    const at = url.indexOf('?');
    this.#parameters = new URLSearchParams(at === -1 ? '' : url.slice(at));
    for (const name of this.#parameters.keys()) {
      if (!known.includes(name)) throw wrongParameter(name, `is not known; there are ${known.join(', ')}`);
      if (this.#parameters.getAll(name).length > 1) throw wrongParameter(name, 'is there twice');
    }
  }

  /** Text that a database can look for; an empty parameter is as good as none. */
  text(name: string, limit: number): string | undefined {
    const value = this.#parameters.get(name) ?? '';
    if (value === '') return undefined;
    if (!fits(value, limit)) throw wrongParameter(name, `must have at most ${limit} characters`);
    if (!isStorable(value)) throw wrongParameter(name, 'must be well-formed Unicode without NUL');
    return value;
  }

  whole(name: string, { least, most }: { least: number; most: number }): number | undefined {
    const value = this.text(name, 20);
    if (value === undefined) return undefined;
    const number = /^\d+$/.test(value) ? Number(value) : NaN;
    if (number >= least && number <= most) return number;
    throw wrongParameter(name, `must be a whole number from ${least} to ${most}`);
  }

  oneOf<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.text(name, 20) ?? choices[0];
    const choice = choices.find((each) => each === value);
    if (choice === undefined) throw wrongParameter(name, `must be ${choices.join(' or ')}`);
    return choice;
  }

  /** A moment in ISO 8601, with its time zone. */
  instant(name: string): Date | undefined {
    const value = this.text(name, 40);
    if (value === undefined) return undefined;
    const moment = new Date(value);
    if (INSTANT.test(value) && !Number.isNaN(moment.getTime())) return moment;
    throw wrongParameter(name, 'must be a moment such as 2026-11-23T22:00:00Z');
  }
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
