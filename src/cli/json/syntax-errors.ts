import { visit, type ParseError } from 'jsonc-parser';

/** What a text has that strict JSON (RFC 8259) has not. */
export interface SyntaxErrors {
  errors: readonly ParseError[];
  /** Whether the text has more values than any mapping. */
  isTooLarge: boolean;
}

export const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/** A text that is no JSON at all has an error at every word: so many say enough. */
export const MOST_ERRORS = 1_000;
/** A right mapping has about 50,000 for each megabyte. */
export const MOST_VALUES = 1_000_000;

export function syntaxErrors(text: string): SyntaxErrors {
  const errors: ParseError[] = [];
  let values = 0;
  try {
    visit(
      text,
      {
        onError(error, offset, length) {
          errors.push({ error, offset, length });
          if (errors.length >= MOST_ERRORS) throw ENOUGH;
        },
        onSeparator() {
          values += 1;
          if (values > MOST_VALUES) throw ENOUGH;
        },
      },
      STRICT,
    );
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  return { errors, isTooLarge: values > MOST_VALUES };
}

/** Thrown to stop the parser. */
const ENOUGH = new Error('enough');
