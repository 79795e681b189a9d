import type { IncomingMessage } from 'node:http';
import { hasAtMost, isWellFormedText } from '../../validation/text';
import { invalidParameter } from './request-error';

/** The query parameters of a URL. Apps configure different parsers, so the URL itself is parsed. */
export class Query {
  readonly #parameters: URLSearchParams;

  /** @throws {RequestError} for an unknown or duplicate parameter */
  constructor({ url = '' }: IncomingMessage, knownNames: readonly string[]) {
    const queryStart = url.indexOf('?');
    this.#parameters = new URLSearchParams(queryStart === -1 ? '' : url.slice(queryStart));
    for (const name of this.#parameters.keys()) {
      if (!knownNames.includes(name))
        throw invalidParameter(
          name,
          `is unknown; the parameters are ${knownNames.join(', ')}`,
          'unknown_key',
        );
      if (this.#parameters.getAll(name).length > 1)
        throw invalidParameter(name, 'is a duplicate', 'duplicate');
    }
  }

  /** Text that a database can search for. An empty parameter counts as missing. */
  string(name: string, maxLength: number): string | undefined {
    const value = this.#parameters.get(name) ?? '';
    if (value === '') return undefined;
    if (!hasAtMost(value, maxLength))
      throw invalidParameter(name, `must have at most ${maxLength} characters`, 'too_long');
    if (!isWellFormedText(value))
      throw invalidParameter(name, 'must be well-formed Unicode without NUL', 'malformed_text');
    return value;
  }

  integer(name: string, { min, max }: { min: number; max: number }): number | undefined {
    const value = this.string(name, 20);
    if (value === undefined) return undefined;
    const number = /^\d+$/.test(value) ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    throw invalidParameter(name, `must be a whole number from ${min} to ${max}`);
  }

  enum<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.string(name, 20) ?? choices[0];
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw invalidParameter(name, `must be ${choices.join(' or ')}`);
    return choice;
  }

  /** A timestamp in ISO 8601, with its time zone. */
  timestamp(name: string): Date | undefined {
    const value = this.string(name, 40);
    if (value === undefined) return undefined;
    const date = new Date(value);
    if (ISO_TIMESTAMP.test(value) && !Number.isNaN(date.getTime())) return date;
    throw invalidParameter(name, 'must be a timestamp such as 2026-11-23T22:00:00Z');
  }
}

const ISO_TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
