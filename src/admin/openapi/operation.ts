import { ref, text, type Schema } from './build';

interface Parts {
  summary: string;
  /** Query parameters, each with its schema. */
  query?: Record<string, Schema>;
  /** Names of path parameters. */
  path?: readonly string[];
  /** The schema of the body that it takes. */
  takes?: string;
  /** Whether it changes the version that If-Match names. */
  versioned?: boolean;
  /** What it answers with, by media type. */
  gives: Record<string, Schema>;
  /** Problems that it may answer with, beside those of every operation. */
  problems?: readonly number[];
}

/** An operation of OpenAPI 3.1. */
export function operation(id: string, parts: Parts): Record<string, unknown> {
  const { summary, query = {}, path = [], takes, versioned = false, gives, problems = [] } = parts;
  const parameters = [
    ...path.map((name) => ({ name, in: 'path', required: true, schema: text })),
    ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema })),
    ...(versioned ? [IF_MATCH] : []),
  ];
  const changing = takes === undefined ? [] : [413, 415];
  const statuses = [...new Set([400, 403, 503, ...problems, ...changing])].sort();
  return {
    operationId: id,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(takes === undefined
      ? {}
      : {
          requestBody: {
            required: takes !== 'Nothing',
            content: { 'application/json': { schema: ref(takes) } },
          },
        }),
    responses: {
      200: {
        description: 'Done.',
        ...(id.endsWith('Settings') ? { headers: { ETag: { schema: text } } } : {}),
        content: Object.fromEntries(Object.entries(gives).map(([type, schema]) => [type, { schema }])),
      },
      ...Object.fromEntries(statuses.map((status) => [status, PROBLEM])),
    },
  };
}

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag of the settings that were read.',
  required: true,
  schema: text,
};

const PROBLEM = {
  description: 'Refused.',
  content: { 'application/problem+json': { schema: ref('Problem') } },
};
