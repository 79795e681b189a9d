import { visit, type ParseError } from 'jsonc-parser';

/** The deviations of a text from strict JSON (RFC 8259). */
export interface SyntaxErrors {
  errors: readonly ParseError[];
  /** Whether the text has more values than any mapping. */
  isTooLarge: boolean;
}

export const STRICT_OPTIONS = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/** The maximum number of errors: a text that is not JSON has one at every word. */
export const MAX_ERRORS = 1_000;
/** The maximum number of values. A valid mapping has about 50,000 for each megabyte. */
export const MAX_VALUES = 1_000_000;

export function findSyntaxErrors(text: string): SyntaxErrors {
  const errors: ParseError[] = [];
  let values = 0;
  try {
    visit(
      text,
      {
        onError(error, offset, length) {
          errors.push({ error, offset, length });
          if (errors.length >= MAX_ERRORS) throw STOP;
        },
        onSeparator() {
          values += 1;
          if (values > MAX_VALUES) throw STOP;
        },
      },
      STRICT_OPTIONS,
    );
  } catch (error) {
    if (error !== STOP) throw error;
  }
  return { errors, isTooLarge: values > MAX_VALUES };
}

/** Thrown to stop the parser. */
const STOP = new Error('enough');
