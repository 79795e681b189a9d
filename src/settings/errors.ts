import { ProvisioningError, type ProblemDetails } from '../errors';
import type { SettingsVersion } from './settings';

/** What a change of the settings would do that an administrator hardly means. */
export interface Danger {
  /**
   * - `takes_last_owner`: the mapping would leave the tenant without an owner. Sync still keeps the last owner
   * - `empties_everybody`: users lose grants, and no user with known groups gains one
   */
  code: 'takes_last_owner' | 'empties_everybody';
  /** A sentence for the administrator. */
  message: string;
}

/** The settings were changed since the caller read them: read them again and repeat the change. */
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
        'read them again and repeat the change on what is there now.',
      { status: 409 },
    );
  }

  override toProblemDetails(): ProblemDetails {
    const { currentVersion, changes } = this;
    return { ...super.toProblemDetails(), currentVersion, changes };
  }
}

/**
 * A change that could lock people out was not saved. Save it again with the code of each danger in `confirm`, if it is
 * meant.
 */
export class ConfirmationRequiredError extends ProvisioningError {
  constructor(readonly dangers: readonly Danger[]) {
    const lines = dangers.map(({ code, message }) => `  ${code}: ${message}`);
    super(
      'confirmation_required',
      `Nothing was saved. Look at the preview, and pass { confirm } if this is meant:\n${lines.join('\n')}`,
      { status: 409 },
    );
  }

  override toProblemDetails(): ProblemDetails {
    return { ...super.toProblemDetails(), dangers: this.dangers };
  }
}
