import { JsonFault, readJson } from './json-source.mjs';
import {
  documentOf,
  modelOf,
  type MappingDocument,
  type MappingModel,
  type ModelFault,
} from './mapping-model';
import { mergeSettings, type EditableSettings, type MergeConflict } from './merge';
import { visibleJson } from './display-name.mjs';

/** The settings of a tenant, as the API sends them. */
export interface SavedSettings extends EditableSettings {
  tenant: string;
  version: number;
  fixed: boolean;
  justInTime: boolean;
  enhancedSync: boolean | 'report-only';
  groupAttribute: string;
  removalsHeldAt: string | null;
}

/** The settings as they were read, and what an administrator makes of them before saving. */
export class Draft {
  saved: SavedSettings;
  justInTime = false;
  enhancedSync: boolean | 'report-only' = false;
  groupAttribute = '';
  /** Whichever of the two was edited last is what counts; the other is made from it when it is looked at. */
  #source: 'table' | 'json' = 'table';
  #model: MappingModel | undefined;
  #text: string | undefined;

  constructor(saved: SavedSettings) {
    this.saved = saved;
    this.load(saved);
  }

  /** The mapping as rows; or what keeps it from being shown so. */
  asModel(): { model?: MappingModel | undefined; fault?: ModelFault | JsonFault } {
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

  asText(): string {
    if (this.#source === 'json') return this.#text ?? '';
    const mapping = this.mapping();
    // An unchanged mapping keeps its line breaks.
    if (this.#text === undefined || canonical(this.#readText()) !== canonical(mapping)) {
      this.#text = mapping === null ? '' : visibleJson(mapping);
    }
    return this.#text;
  }

  editText(text: string): void {
    this.#text = text;
    this.#source = 'json';
  }

  /** @throws {JsonFault} */
  mapping(): MappingDocument | null {
    if (this.#source === 'json') return this.#readText();
    const { entries, owners, permissions, extras } = this.#model!;
    const isBlank = entries.length === 0 && owners === null && permissions === null && extras === undefined;
    return isBlank && this.saved.mapping === null ? null : documentOf(this.#model!);
  }

  /**
   * What has changed, as the API takes it.
   *
   * @throws {JsonFault}
   */
  patch(): Record<string, unknown> {
    return differences(this.#edited(), this.saved);
  }

  isChanged(): boolean {
    try {
      return Object.keys(this.patch()).length > 0;
    } catch {
      return true;
    }
  }

  /** Equal as long as nothing is edited. */
  signature(): string {
    const content = this.#source === 'json' ? this.#text : this.#model;
    return JSON.stringify([FIELDS.map((key) => this[key]), content]);
  }

  /** Takes over the content of other settings, to be saved on top of what is in force. */
  load(settings: EditableSettings): void {
    for (const key of FIELDS) Object.assign(this, { [key]: settings[key] });
    this.#take(settings.mapping);
  }

  /**
   * Goes on from settings that another administrator has saved in the meantime: the edits of both are merged.
   *
   * @returns what both edited, in different ways
   * @throws {JsonFault} when the own mapping cannot be read
   */
  merge(current: SavedSettings): MergeConflict[] {
    const { settings, conflicts } = mergeSettings(this.saved, this.#edited(), current, FIELDS);
    this.saved = current;
    this.load(settings);
    return conflicts;
  }

  /** Goes on from saved settings without a change of what is written here. */
  rebase(current: SavedSettings): void {
    this.saved = current;
  }

  #edited(): EditableSettings {
    return { ...Object.fromEntries(FIELDS.map((key) => [key, this[key]])), mapping: this.mapping() };
  }

  #take(mapping: MappingDocument | null): void {
    this.#source = 'table';
    this.#text = undefined;
    this.#model = modelOf(mapping).model;
    if (this.#model !== undefined) return;
    // The table cannot show it, so that the text is what counts.
    this.editText(visibleJson(mapping));
  }

  #readText(): MappingDocument | null {
    const text = this.#text ?? '';
    return text.trim() === '' ? null : (readJson(text).value as MappingDocument);
  }
}

/** The settings that the form has a field for, beside the mapping. */
const FIELDS = ['justInTime', 'enhancedSync', 'groupAttribute'] as const;

function differences(edited: EditableSettings, saved: EditableSettings): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const key of FIELDS) {
    if (JSON.stringify(edited[key]) !== JSON.stringify(saved[key])) patch[key] = edited[key];
  }
  const isSameMapping = canonical(edited.mapping) === canonical(saved.mapping);
  return isSameMapping ? patch : { ...patch, mapping: edited.mapping };
}

/** Whether saved settings have what was sent in a change. */
export function contains(saved: SavedSettings, patch: Record<string, unknown>): boolean {
  const expected = { ...saved, ...patch };
  return Object.keys(differences(expected, saved)).length === 0;
}

/** Two mappings that say the same are the same text, whatever their spelling. */
function canonical(mapping: MappingDocument | null): string {
  if (mapping === null) return 'null';
  const { model, groupAttribute } = modelOf(mapping);
  return model === undefined ? JSON.stringify(mapping) : JSON.stringify([documentOf(model), groupAttribute]);
}
