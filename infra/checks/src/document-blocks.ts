import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GraphQLSchema, GraphQLError, Kind, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import ts from 'typescript';
import { z } from 'zod';

/** A fenced block of a document. */
export interface Block {
  readonly file: string;
  /** The number of its first line of text. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

export function blocksOf(file: string, document: string): Block[] {
  return [...document.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map(({ 2: language, 3: text, index }) => ({
    file,
    line: document.slice(0, index).split('\n').length + 1,
    language: language!,
    text: text!,
  }));
}

/** What in a block would not do what the document says; empty when everything would. */
export function faultsOf({ language, text }: Block, schema: GraphQLSchema): string[] {
  switch (language) {
    case 'graphql':
      return queryFaults(text, schema);
    case 'json':
      return jsonFaults(text);
    case 'jsonl':
      return text.trim().split('\n').flatMap(jsonFaults);
    case 'sh':
      return shellFaults(text, schema);
    case 'js':
    case 'ts':
      return scriptFaults(text, schema);
    default:
      return [];
  }
}

function queryFaults(query: string, schema: GraphQLSchema, variables?: Record<string, unknown>): string[] {
  try {
    const document = parse(query);
    const wrong = validate(schema, document).map(({ message }) => message);
    if (wrong.length > 0 || !variables) return wrong;
    const [operation] = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    const { errors = [] } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables);
    return errors.map(({ message }) => message);
  } catch (error) {
    if (error instanceof GraphQLError) return [error.message];
    throw error;
  }
}

function jsonFaults(text: string): string[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

const Body = z.strictObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).default({}),
  operationName: z.string().optional(),
});

/**
 * Checks that the block parses as a script, and that what its curl would send is JSON and an operation of the schema.
 */
function shellFaults(script: string, schema: GraphQLSchema): string[] {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  if (status !== 0) return [stderr.trim()];
  if (!/\bcurl\b.*graphql/.test(script)) return [];
  return bodiesSent(script).flatMap((body) => {
    const wrong = jsonFaults(body);
    if (wrong.length > 0) return wrong.map((message) => `what curl sends is no JSON: ${message}`);
    const { data, error } = Body.safeParse(JSON.parse(body));
    return data ? queryFaults(data.query, schema, data.variables) : [z.prettifyError(error)];
  });
}

/** Replaces every program but `date`, so that a block of a document only prints what it would send. */
const NO_PROGRAMS = `
npm() { echo a-token; }
docker-compose() { echo a-token; }
curl() { while [ $# -gt 0 ]; do if [ "$1" = -d ]; then printf '%s\\0' "$2"; fi; shift; done; }
POSITION=p1.a-position CURSOR=c1.a-cursor TOKEN=a-token
`;

function bodiesSent(script: string): string[] {
  const path = mkdtempSync(join(tmpdir(), 'proximidad-block-'));
  try {
    symlinkSync('/bin/date', join(path, 'date'));
    const { status, stdout, stderr } = spawnSync('/bin/bash', ['-euo', 'pipefail'], {
      input: `${NO_PROGRAMS}${script}`,
      encoding: 'utf8',
      env: { PATH: path },
    });
    if (status !== 0) throw new Error(`the block does not run: ${stderr}`);
    return stdout.split('\0').slice(0, -1);
  } finally {
    rmSync(path, { recursive: true });
  }
}

/** Checks that the block parses, and that every quoted text that looks like an operation is one of the schema. */
function scriptFaults(script: string, schema: GraphQLSchema): string[] {
  const { diagnostics = [] } = ts.transpileModule(script, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  });
  const wrong = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  const queries: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && /^\s*(query|mutation|subscription)\b/.test(node.text))
      queries.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('block.ts', script, ts.ScriptTarget.Latest));
  return [...wrong, ...queries.flatMap((query) => queryFaults(query, schema))];
}

/** The scripts that a document runs with `npm run`; `npm test` and `npm start` are not among them. */
export const scriptsNamed = (document: string) =>
  [...document.matchAll(/\bnpm run (?:--?[\w=-]+ )*([\w:]+)/g)].map(([, name]) => name!);
