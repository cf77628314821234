import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from './markdown-table.ts';
import { root } from './workspace.ts';

/** A named constant that bounds something. */
export interface Limit {
  readonly file: string;
  readonly name: string;
  /** As written in the source. */
  readonly value: string;
  /** What it bounds, from its docstring; empty where the docstring says nothing. */
  readonly bounds: string;
}

/**
 * Limits that an operator may meet, by the heading they are listed under; the first one whose folder holds the file
 * counts.
 */
const PARTS: readonly (readonly [heading: string, folders: readonly string[]])[] = [
  [
    'Of what is asked',
    ['gateway/src', 'libs/cost/src', 'libs/edge/src', 'libs/policy/src', 'libs/passport/src'],
  ],
  ['Of a service', ['libs/service/src', 'libs/feed/src', 'services/nation/src']],
  ['Of the bus', ['libs/bus/src']],
  ['Of the vault', ['libs/vault/src']],
  [
    'Of a record',
    [
      'services/authorities/src',
      'services/beats/src',
      'services/contacts/src',
      'services/incidents/src',
      'services/training/src',
    ],
  ],
];

const LIMIT =
  /(?:\/\*\*\s*((?:(?!\*\/)[\s\S])*?)\s*\*\/\n)?^(?:export )?const ([A-Z][A-Z0-9_]*_MAX(?:_[A-Z]+)?)(?:: [^=]+)? = ([^;]+);/gm;

/** The limits that a module declares. */
export function limitsIn(file: string, text: string): readonly Limit[] {
  return [...text.matchAll(LIMIT)].map(([, doc = '', name, value]) => ({
    ...{ file, name: name!, value: value!.replaceAll(/\s+/g, ' ') },
    bounds: doc.replaceAll(/\s*\n\s*\* ?/g, ' ').replace(/^\* /, ''),
  }));
}

/** Each limit of the serving processes, by heading. */
export function limitsOfAll(): ReadonlyMap<string, readonly Limit[]> {
  return new Map(
    PARTS.map(([heading, folders]) => [
      heading,
      folders.flatMap((folder) =>
        modulesIn(folder).flatMap((file) => limitsIn(file, readFileSync(join(root, file), 'utf8'))),
      ),
    ]),
  );
}

/** The modules of a folder that are part of a serving process. */
export function modulesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(?!.*(?:\.spec|\.gen|\.bench)\.ts$)(?!(?:.*\/)?testing\/).*\.ts$/.test(file))
    .toSorted()
    .map((file) => `${folder}/${file}`);
}

/** The lists of docs/limits.md. */
export function limitTables(): string {
  return [...limitsOfAll()]
    .map(([heading, limits]) => {
      const rows = limits.map(({ file, name, value, bounds }) => [
        `[\`${name}\`](../${file})`,
        `\`${value}\``,
        bounds.replaceAll('|', '\\|'),
      ]);
      return `## ${heading}\n\n${table(['limit', 'is', 'bounds'], rows)}`;
    })
    .join('\n\n');
}
