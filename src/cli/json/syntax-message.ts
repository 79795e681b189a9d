import { printParseErrorCode, type ParseError } from 'jsonc-parser';

/** The message about the place at which a text stops being JSON. */
export function syntaxMessage({ error }: ParseError): string {
  const code = printParseErrorCode(error);
  switch (code) {
    case 'InvalidSymbol':
      return 'is not valid JSON: a value is text between double quotes, a number, true, false, null, a list or an object';
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return 'is not a valid JSON number';
    case 'PropertyNameExpected':
      return 'a key in double quotes is missing here';
    case 'ValueExpected':
      return 'a value is missing here';
    case 'ColonExpected':
      return 'a colon is missing here, between a key and its value';
    case 'CommaExpected':
      return 'a comma is missing here';
    case 'CloseBraceExpected':
      return 'the object is not closed: } is missing here';
    case 'CloseBracketExpected':
      return 'the list is not closed: ] is missing here';
    case 'EndOfFileExpected':
      return 'the document has already ended: it must have one value';
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return 'is a comment, which JSON does not support: remove it';
    case 'UnexpectedEndOfString':
      return 'the text is not closed: " is missing before the end of the line';
    case 'InvalidUnicode':
      return 'has an invalid escape: \\u needs four hexadecimal digits';
    case 'InvalidEscapeCharacter':
      return 'has an invalid escape: after a backslash, only " \\ / b f n r t u are valid';
    case 'InvalidCharacter':
      return 'contains a control character: escape it, for example as \\t or \\u0001';
    case '<unknown ParseErrorCode>':
      return 'is not valid JSON';
  }
}
