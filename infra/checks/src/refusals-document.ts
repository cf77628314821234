import { ERROR_CODES, REFUSALS, type Wording } from '@proximidad/refusals';
import type { GraphQLSchema } from 'graphql';
import { anchorOf } from './references.ts';

/** A name of a code, as the text of a mutation has it. */
const CODES = /\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b/g;
const BEGINS = /\b(?:refused|rejected) with\b/i;

/** What each mutation says that it is refused with, by its name in the graph. */
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

Generated from \`libs/refusals\`; do not edit. What the domain says no with: a mutation answers \`Refusal\` with \`code\`, \`message\`
and, where a rule of the field stands behind it, \`rule\`. A code says the same whichever service answers it, and is what programs
branch on; the sentence is for a person and may be worded better at any time.

\`message\` is in Spanish, or in English for who prefers it: the header \`accept-language: en\`, over a WebSocket the same in the
payload of \`connection_init\` or in the request that opens it. The items of a bulk answer speak the same language.

\`CommandIdReused\` may be answered by every command. A code that no mutation names is answered to the
platform's own commands, or keeps out what the edge mends before.
`;

const ERRORS = `
## Errors

What is no answer at all stands in \`errors\`, beside what else was answered. Programs branch on \`extensions.code\`; \`message\` is for a
person, in their language; \`correlationId\` is what the operators of the platform find the request by.
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
