import type { ResolvedOptions } from '../options/options';
import type { SettingsPatch } from '../settings/patch';
import type { CompiledSettings } from '../settings/settings';
import type { SettingsSource } from '../settings-store/settings-source';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import { previewSteps, type PreviewItem, type PreviewProgress, type PreviewStep } from './steps';
import type { PreviewSummary } from './summary';

/** The settings to preview. Omitted settings keep their current values. */
export interface PreviewOptions extends SettingsPatch {
  /** @default 'default' */
  tenant?: string;
  /**
   * Called after every few hundred users.
   *
   * @default none
   */
  onProgress?: (progress: PreviewProgress) => void;
}

/**
 * Shows what settings would change before they are saved: it simulates one sign-in of each user, in the order of ids,
 * with the last known groups, compares it with the same sign-in with the current settings, and writes nothing. The
 * decisions are those of real sign-ins; the last owner stays owner, for example. It cannot know three things: groups that
 * have changed since, groups that other sources or formats would bring (it uses the known ones, and the summary has
 * `groupSourcesChanged`), and when a mass removal would be held (it shows all removals).
 *
 * Iterate over it for the affected users. Each iteration is a simulation of its own, and so is `summary`, unless it is
 * awaited after a complete iteration.
 *
 * @example
 * ```ts
 * const preview = jit.preview({ tenant: 'acme', enhancedSync: true, mapping });
 * for await (const { user, changes } of preview) console.log(user.email, changes);
 * const { losingEverything, dangers } = await preview.summary;
 * ```
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

  /** @throws {ProvisioningError} `settings_invalid`, `mapping_invalid`, as a rejected promise */
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
    const current = await this.#source.load(settings.tenant);
    for await (const step of previewSteps(this.#options, settings, current)) {
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
