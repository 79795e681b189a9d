import type { ResolvedOptions } from '../options/options';
import type { SettingsPatch } from '../settings/patch';
import type { CompiledSettings } from '../settings/settings';
import type { SettingsSource } from '../settings-store/settings-source';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import { previewSteps, type PreviewItem, type PreviewProgress, type PreviewStep } from './steps';
import type { PreviewSummary } from './summary';

/** Which settings to look at; what is left out is as it is now. */
export interface PreviewOptions extends SettingsPatch {
  /** @default 'default' */
  tenant?: string;
  /** Called every few hundred users. */
  onProgress?: (progress: PreviewProgress) => void;
}

/**
 * What settings would do, before anybody saves them: everybody signs in once, in the order of their ids, with the groups
 * that they last came with, and nothing is written. The decisions are those of real sign-ins, down to the last owner,
 * who stays one. Three things it cannot know: groups that changed meanwhile, groups that a new `groupAttribute` would
 * bring, for which it takes the known ones, and when a mass removal would be held, so it shows them all.
 *
 * Iterate over it for the users to whom something would happen. Each iteration is a round of its own, and so is
 * `summary`, unless it is asked for after an iteration that came to its end.
 */
export class Preview implements AsyncIterable<PreviewItem> {
  #summary: Promise<PreviewSummary> | undefined;
  readonly #options: ResolvedOptions;
  readonly #source: SettingsSource;
  readonly #previewOptions: PreviewOptions;

  constructor(options: ResolvedOptions, source: SettingsSource, previewOptions: PreviewOptions) {
    this.#options = options;
    this.#source = source;
    this.#previewOptions = previewOptions;
  }

  /** @throws {ProvisioningError} `settings_invalid`, `mapping_invalid`, as a promise that is rejected */
  get summary(): Promise<PreviewSummary> {
    return (this.#summary ??= this.#loadSummary());
  }

  /** @throws {ProvisioningError} `settings_invalid`, `mapping_invalid`, at the first step */
  async *[Symbol.asyncIterator](): AsyncGenerator<PreviewItem, void, undefined> {
    for await (const step of this.#steps()) {
      if (step.type === 'user') yield withoutType(step);
      if (step.type === 'summary') this.#summary ??= Promise.resolve(withoutType(step));
    }
  }

  async #loadSummary(): Promise<PreviewSummary> {
    for await (const step of this.#steps()) if (step.type === 'summary') return withoutType(step);
    throw new Error('A preview ends with its summary');
  }

  async *#steps(): AsyncGenerator<PreviewStep, void, undefined> {
    const { onProgress } = this.#previewOptions;
    const settings = await validateSettings(this.#source, this.#previewOptions);
    for await (const step of previewSteps(this.#options, settings)) {
      if (step.type === 'progress') onProgress?.({ done: step.done, total: step.total });
      else yield step;
    }
  }
}

/** @throws {ProvisioningError} `settings_invalid`, `mapping_invalid` */
async function validateSettings(
  source: SettingsSource,
  previewOptions: PreviewOptions,
): Promise<CompiledSettings> {
  const { tenant, onProgress: _, ...patch } = previewOptions;
  return source.validate(checkTenant(tenant ?? DEFAULT_TENANT), patch);
}

function withoutType<Step extends { type: string }>({ type: _, ...rest }: Step): Omit<Step, 'type'> {
  return rest;
}
