import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Purpose } from '@proximidad/policy';
import { getNamedType, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import type { Reply } from '../http/server.ts';
import { examples } from './examples.ts';

/** What the page may suggest of one field. */
interface FieldHint {
  readonly type: string;
  /** The type whose fields follow in braces. */
  readonly of: string;
  readonly text: string;
  readonly args: Readonly<Record<string, string>>;
}

const part = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The page for a browser: one document that loads nothing from anywhere and may ask only this gateway. */
export function explorerPage(schema: GraphQLSchema): () => Reply & { readonly body: string } {
  const style = part('./explorer.css');
  const script = part('./explorer.js');
  const facts = {
    examples,
    purposes: Purpose.options,
    roots: {
      query: schema.getQueryType()?.name,
      mutation: schema.getMutationType()?.name,
      subscription: schema.getSubscriptionType()?.name,
    },
    types: hints(schema),
  };
  const body = part('./explorer.html')
    .replace('<!-- style -->', () => `<style>${style}</style>`)
    .replace('<!-- facts -->', () => `<script type="application/json" id="facts">${embedded(facts)}</script>`)
    .replace('<!-- script -->', () => `<script>${script}</script>`);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    vary: 'accept',
  };
  return () => ({ status: 200, headers, body });
}

/** JSON that cannot end the element it lies in. */
function embedded(facts: object): string {
  return JSON.stringify(facts).replaceAll('<', '\\u003c');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function hints(schema: GraphQLSchema): Record<string, Record<string, FieldHint>> {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'),
  );
  return Object.fromEntries(
    types.map((type) => {
      const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
      const shown = fields.map(({ name, type: of, description, args }): [string, FieldHint] => [
        name,
        {
          type: String(of),
          of: getNamedType(of).name,
          text: firstSentence(description ?? ''),
          args: Object.fromEntries(args.map((arg) => [arg.name, String(arg.type)])),
        },
      ]);
      return [type.name, Object.fromEntries(shown)];
    }),
  );
}

function firstSentence(description: string): string {
  return /^[\s\S]*?(?:\.(?=\s)|$)/.exec(description)?.[0]?.replaceAll(/\s+/g, ' ') ?? '';
}
