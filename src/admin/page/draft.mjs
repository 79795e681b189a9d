import { JsonFault, readJson } from './json-source.mjs';
import { documentOf, modelOf } from './mapping-model.mjs';
import { visibleJson } from './display-name.mjs';

/** The settings as they were read, and what somebody makes of them before saving. */
export class Draft {
  /** Whichever of the two was edited last is what counts; the other is made from it when it is looked at. */
  #source = 'table';
  #model;
  #text;

  constructor(saved) {
    this.saved = saved;
    this.load(saved);
  }

  /** The mapping as rows; or what keeps it from being shown so. */
  asModel() {
    if (this.#source === 'table') return { model: this.#model };
    let read;
    try {
      read = modelOf(this.#readText());
    } catch (fault) {
      if (fault instanceof JsonFault) return { fault };
      throw fault;
    }
    if (read.model === undefined) return read;
    this.#model = read.model;
    this.#source = 'table';
    // Older documents name the attribute inside; the table has no place for it, but the form has.
    if (read.groupAttribute !== undefined) this.groupAttribute = read.groupAttribute;
    return { model: this.#model };
  }

  asText() {
    if (this.#source === 'json') return this.#text;
    const mapping = this.mapping();
    // What nobody has changed keeps the line breaks of whoever wrote it.
    if (this.#text === undefined || canonical(this.#readText()) !== canonical(mapping)) {
      this.#text = mapping === null ? '' : visibleJson(mapping);
    }
    return this.#text;
  }

  editText(text) {
    this.#text = text;
    this.#source = 'json';
  }

  /** @throws {JsonFault} */
  mapping() {
    if (this.#source === 'json') return this.#readText();
    const { entries, owners, permissions } = this.#model;
    const isBlank = entries.length === 0 && owners === null && permissions === null;
    return isBlank && this.saved.mapping === null ? null : documentOf(this.#model);
  }

  /**
   * What has changed, as the API takes it.
   *
   * @throws {JsonFault}
   */
  patch() {
    const patch = Object.fromEntries(
      SCALARS.filter((key) => this[key] !== this.saved[key]).map((key) => [key, this[key]]),
    );
    const mapping = this.mapping();
    return canonical(mapping) === canonical(this.saved.mapping) ? patch : { ...patch, mapping };
  }

  isChanged() {
    try {
      return Object.keys(this.patch()).length > 0;
    } catch {
      return true;
    }
  }

  /** Takes over the content of other settings, to be saved on top of what is in force. */
  load(settings) {
    for (const key of SCALARS) this[key] = settings[key];
    this.#take(settings.mapping);
  }

  /** Goes on from settings that somebody else has saved meanwhile: what was changed here stays as it is here. */
  rebase(current) {
    const own = this.#changesMapping();
    for (const key of SCALARS) if (this[key] === this.saved[key]) this[key] = current[key];
    if (!own) this.#take(current.mapping);
    this.saved = current;
  }

  #changesMapping() {
    try {
      return 'mapping' in this.patch();
    } catch {
      return true;
    }
  }

  #take(mapping) {
    this.#source = 'table';
    this.#text = undefined;
    this.#model = modelOf(mapping).model;
  }

  #readText() {
    return this.#text.trim() === '' ? null : readJson(this.#text).value;
  }
}

const SCALARS = ['justInTime', 'enhancedSync', 'groupAttribute'];

/** Two mappings that say the same are the same text, whatever their spelling. */
function canonical(mapping) {
  if (mapping === null) return 'null';
  const { model, groupAttribute } = modelOf(mapping);
  return model === undefined ? JSON.stringify(mapping) : JSON.stringify([documentOf(model), groupAttribute]);
}
