import { printParseErrorCode, type ParseError } from 'jsonc-parser';

/** What is wrong with the text at a place where it stops being JSON. */
export function syntaxMessage({ error }: ParseError): string {
  const code = printParseErrorCode(error);
  switch (code) {
    case 'InvalidSymbol':
      return 'is not valid JSON: a value is text between double quotes, a number, true, false, null, a list or an object';
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return 'is not a valid JSON number';
    case 'PropertyNameExpected':
      return 'a key is missing here: it stands between double quotes';
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
      return 'the document has ended before this: there must be one value';
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return 'is a comment, which JSON does not have: remove it';
    case 'UnexpectedEndOfString':
      return 'the text is not closed: " is missing before the end of the line';
    case 'InvalidUnicode':
      return 'has a wrong escape: \\u takes four hexadecimal digits';
    case 'InvalidEscapeCharacter':
      return 'has a wrong escape: behind a backslash stands one of " \\ / b f n r t u';
    case 'InvalidCharacter':
      return 'has a control character in it: write it as an escape, such as \\t or \\u0001';
    case '<unknown ParseErrorCode>':
      return 'is not valid JSON';
  }
}
