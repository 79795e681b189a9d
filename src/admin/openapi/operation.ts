import { ref, string, type Schema } from './build';

interface OperationOptions {
  summary: string;
  /** Query parameters, each with its schema. */
  query?: Record<string, Schema>;
  /** Names of path parameters. */
  path?: readonly string[];
  /** The name of the schema of the request body. */
  requestBody?: string;
  /** Whether it changes the version that `If-Match` names. */
  versioned?: boolean;
  /** The response schemas by media type. */
  responses: Record<string, Schema>;
  /** The statuses of its problem responses, in addition to those of every operation. */
  problems?: readonly number[];
}

/** An operation of OpenAPI 3.1. */
export function operation(id: string, options: OperationOptions): Record<string, unknown> {
  const {
    summary,
    query = {},
    path = [],
    requestBody,
    versioned = false,
    responses,
    problems = [],
  } = options;
  const parameters = [
    ...path.map((name) => ({ name, in: 'path', required: true, schema: string })),
    ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema })),
    ...(versioned ? [IF_MATCH_PARAMETER] : []),
  ];
  const bodyStatuses = requestBody === undefined ? [] : [413, 415];
  const statuses = [...new Set([400, 401, 403, 503, ...problems, ...bodyStatuses])].sort();
  return {
    operationId: id,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined
      ? {}
      : {
          requestBody: {
            required: requestBody !== 'EmptyObject',
            content: { 'application/json': { schema: ref(requestBody) } },
          },
        }),
    responses: {
      200: {
        description: 'Done.',
        ...(id.endsWith('Settings') ? { headers: { ETag: { schema: string } } } : {}),
        content: Object.fromEntries(Object.entries(responses).map(([type, schema]) => [type, { schema }])),
      },
      ...Object.fromEntries(statuses.map((status) => [status, PROBLEM_RESPONSE])),
    },
  };
}

const IF_MATCH_PARAMETER = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag of the settings that were read.',
  required: true,
  schema: string,
};

const PROBLEM_RESPONSE = {
  description: 'Refused.',
  content: { 'application/problem+json': { schema: ref('Problem') } },
};
