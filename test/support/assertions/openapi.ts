import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { document } from '../../../src/admin/openapi/document';

interface MediaType {
  schema: { $ref?: string; contentSchema?: object };
}
interface Operation {
  responses: Record<string, { content: Record<string, MediaType> }>;
}

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(withReferences({ $id: 'api', $defs: document.components.schemas }));

/** Fails unless the document describes this answer: the path, the status, the media type and all that is in it. */
export function validateResponse(
  method: string,
  path: string,
  status: number,
  type: string,
  text: string,
): void {
  const operation = findOperation(method, path);
  // Pages of HTML are the app's own: its error handler, and what it has beside the router.
  if (operation === undefined || type.startsWith('text/html')) return;
  const content = operation.responses[status]?.content;
  const mediaType = content?.[type.split(';')[0]!];
  if (mediaType === undefined)
    throw new Error(`${method} ${path}: no ${status} with ${type} in the document`);
  const { schema } = mediaType;
  if (schema.contentSchema !== undefined) {
    const validate = compileSchema(schema.contentSchema);
    for (const line of text.split('\n').slice(0, -1)) check(validate, JSON.parse(line), `${method} ${path}`);
  } else if (type.includes('json'))
    check(compileSchema(schema), JSON.parse(text), `${method} ${path} ${status}`);
}

function findOperation(method: string, path: string): Operation | undefined {
  const templates = Object.entries(document.paths as Record<string, Record<string, unknown>>);
  const [, item] =
    templates.find(([template]) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)) ?? [];
  return item?.[method.toLowerCase()] as Operation | undefined;
}

const validators = new Map<string, ValidateFunction>();

function compileSchema(schema: object): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = validators.get(key);
  if (known !== undefined) return known;
  const validate = ajv.compile(withReferences(schema));
  validators.set(key, validate);
  return validate;
}

/** The same schema with its references in the form of JSON Schema, not of OpenAPI. */
function withReferences(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"api#/$defs/')) as object;
}

function check(validate: ValidateFunction, value: unknown, where: string): void {
  if (validate(value)) return;
  throw new Error(`${where}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 2000)}`);
}
