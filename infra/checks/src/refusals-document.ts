import { ERROR_CODES, REFUSALS, type Wording } from '@proximidad/refusals';
import type { GraphQLSchema } from 'graphql';
import { anchorOf } from './references.ts';

/** The name of a refusal, as a mutation's description has it. */
const CODES = /\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b/g;
const BEGINS = /\b(?:refused|rejected) with\b/i;

/** The part of each mutation's description that says what it is refused with, by the mutation's name. */
export function refusedWith(api: GraphQLSchema): ReadonlyMap<string, string> {
  const mutations = Object.values(api.getMutationType()?.getFields() ?? {});
  return new Map(
    mutations.flatMap(({ name, description }) => {
      const [, ...rows] = (description ?? '').split(BEGINS);
      return rows.length === 0 ? [] : [[name, rows.join(' ')] as const];
    }),
  );
}

export function codesIn(text: string): readonly string[] {
  return [...text.matchAll(CODES)].map(([code]) => code);
}

/** The rules of docs/rules.md, each with the anchor of its section. */
export function rulesIn(text: string): ReadonlyMap<string, string> {
  const rules = new Map<string, string>();
  let anchor = '';
  for (const line of text.split('\n')) {
    const heading = /^## (.+)$/.exec(line)?.[1];
    if (heading !== undefined) anchor = anchorOf(heading);
    const id = /^\| (BR-\w+) /.exec(line)?.[1];
    if (id !== undefined) rules.set(id, anchor);
  }
  return rules;
}

const INTRODUCTION = `# Refusals

Generated from \`libs/refusals\`; do not edit. When the domain refuses a command, the mutation returns \`Refusal\` with \`code\`, \`message\`
and, if it follows from a rule of the field, \`rule\`. A code means the same in every service, and is what programs should
branch on; the sentence is for people, and its wording may improve at any time.

\`message\` is in Spanish, or in English on request: with the header \`accept-language: en\` or, over a WebSocket, the same in the
payload of \`connection_init\` or in the request that opens it. The items of a bulk answer are in the same language.

Every command may be refused with \`CommandIdReused\`, and each that takes data about a person with \`PersonWasErased\`. A code that no mutation names is for the platform's own commands, or
for what the edge already corrects or refuses before.
`;

const ERRORS = `
## Errors

What could not be answered is in \`errors\`, beside the rest of the answer. Programs should branch on \`extensions.code\`; \`message\` is
for people, in their language; operators of the platform find the request by its \`correlationId\`.
`;

/** docs/refusals.md: every code with its sentences, its rule and the mutations that name it; and the codes of errors. */
export function refusalsDocument(api: GraphQLSchema, rulesText: string): string {
  const rules = rulesIn(rulesText);
  const named = [...refusedWith(api)].map(([mutation, text]) => [mutation, codesIn(text)] as const);
  const rows = Object.entries<Wording>(REFUSALS).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const lines = rows.map(([code, { es, en, rule }]) => {
    const mutations = named.filter(([, codes]) => codes.includes(code)).map(([name]) => `\`${name}\``);
    const link = rule === undefined ? '' : `[${rule}](rules.md#${rules.get(rule)})`;
    return line([`\`${code}\``, es, en, link, mutations.join(', ')]);
  });
  const head = [line(['code', 'es', 'en', 'rule', 'mutations']), line(Array(5).fill('---'))];
  const errors = Object.entries(ERROR_CODES).map(([code, { means, then }]) =>
    line([`\`${code}\``, means, then]),
  );
  const errorsHead = [line(['code', 'means', 'then']), line(Array(3).fill('---'))];
  return [INTRODUCTION, ...head, ...lines, ERRORS, ...errorsHead, ...errors, ''].join('\n');
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
