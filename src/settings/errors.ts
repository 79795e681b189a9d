import { ProvisioningError, type ProblemDetails } from '../errors';
import type { SettingsVersion } from './settings';

/** An effect of a settings change that the administrator probably does not want. */
export interface Danger {
  /**
   * - `takes_last_owner`: the mapping would leave the tenant without an owner. Sync keeps the last owner nevertheless
   * - `empties_everybody`: users lose grants, and no user with known groups gains one
   */
  code: 'takes_last_owner' | 'empties_everybody';
  /** A sentence for the administrator. */
  message: string;
}

/**
 * The settings were changed after the caller read them. Read them again and repeat the change.
 *
 * @example
 * ```ts
 * try {
 *   await jit.settings.update({ enhancedSync: false }, { version, actor });
 * } catch (error) {
 *   if (!(error instanceof SettingsConflictError)) throw error;
 *   for (const change of error.changes) console.error(`${change.actor} saved version ${change.version}`);
 * }
 * ```
 */
export class SettingsConflictError extends ProvisioningError {
  constructor(
    readonly tenant: string,
    readonly expectedVersion: number,
    readonly currentVersion: number,
    /** The versions saved since then, newest first: at most the last 20. */
    readonly changes: readonly SettingsVersion[] = [],
  ) {
    super(
      'settings_conflict',
      `The settings of tenant "${tenant}" are at version ${currentVersion}, not ${expectedVersion}: ` +
        'read them again and repeat the change on the current values.',
      { status: 409 },
    );
  }

  override toProblemDetails(): ProblemDetails {
    const { currentVersion, changes } = this;
    return { ...super.toProblemDetails(), currentVersion, changes };
  }
}

/**
 * A change that could lock users out was not saved. To save it nevertheless, pass the code of each danger in `confirm`.
 *
 * @example
 * ```ts
 * try {
 *   await jit.settings.update({ enhancedSync: true }, { version, actor });
 * } catch (error) {
 *   if (!(error instanceof ConfirmationRequiredError)) throw error;
 *   for (const { code, message } of error.dangers) console.error(`${code}: ${message}`);
 * }
 * ```
 */
export class ConfirmationRequiredError extends ProvisioningError {
  constructor(readonly dangers: readonly Danger[]) {
    const lines = dangers.map(({ code, message }) => `  ${code}: ${message}`);
    super(
      'confirmation_required',
      `Nothing was saved. Look at the preview, and pass { confirm } if you want this:\n${lines.join('\n')}`,
      { status: 409 },
    );
  }

  override toProblemDetails(): ProblemDetails {
    return { ...super.toProblemDetails(), dangers: this.dangers };
  }
}
