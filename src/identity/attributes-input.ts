import { Check, IfDefined } from '../validation/decorators';
import { nameProblem } from '../validation/text';
import type { AttributeNames } from './claims';

/** No attribute has a longer name. */
const MAX_NAME_LENGTH = 1024;
const MAX_NAMES = 100;

/** The name of an attribute, or a list of names. */
function IsAttributeName(): PropertyDecorator {
  return Check((names) => {
    const list = Array.isArray(names) ? (names as unknown[]) : [names];
    if (list.length <= MAX_NAMES && list.every((name) => nameProblem(name, MAX_NAME_LENGTH) === undefined))
      return undefined;
    return { code: 'invalid_value', message: 'must be the name of an attribute, or a list of names' };
  });
}

/** The names of attributes as an app or an administrator gives them. */
export class AttributesInput implements Record<keyof AttributeNames, unknown> {
  @IfDefined()
  @IsAttributeName()
  givenname: unknown;

  @IfDefined()
  @IsAttributeName()
  surname: unknown;

  @IfDefined()
  @IsAttributeName()
  avatar: unknown;

  @IfDefined()
  @IsAttributeName()
  email: unknown;
}
