import { restoreLog } from '@proximidad/embedded-eventstore';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { mutationText } from './platform.ts';
import type { Row } from './since-8436209.ts';

/**
 * What was executed at commit 8436209, what it recorded, and the rows made of that (fixtures/log-8436209/README.md).
 */
const FIXTURE = new URL('./fixtures/log-8436209/', import.meta.url);
export const EVENTS = 326;

/** Officers act for themselves only (ADR 145), which nobody checked then. */
export const ofOfficers = ({ user }: Executed) => user.startsWith('officer-');
export const ONESELF = { errors: [{ extensions: { code: 'FORBIDDEN', reason: 'ONESELF' } }] };

export interface Executed {
  readonly user: string;
  readonly mutation: string;
  readonly input: Row;
  readonly answer: Row & { readonly type: string };
}

export interface Answered {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: unknown;
}

/** Since then two persons end an access, and it is answered as it stands. */
const ACCESS = { type: 'AccessAccepted', access: { revoked: true } } as const;
export const story = (JSON.parse(textOf('commands.json')) as readonly Executed[]).map((each): Executed =>
  each.mutation === 'revokeAccess' ? { ...each, answer: ACCESS } : each,
);

export function textOf(name: string): string {
  return readFileSync(new URL(name, FIXTURE), 'utf8');
}

/** The log in a folder of its own, restored as the same log, not as a new one: nothing is added. */
export async function restoredLog() {
  const data = mkdtempSync(join(tmpdir(), 'proximidad-e2e-'));
  const [backup, folder] = [join(data, 'backup.db'), join(data, 'store')];
  writeFileSync(backup, gunzipSync(readFileSync(new URL('log.db.gz', FIXTURE))));
  const { events } = await restoreLog(backup, folder, undefined);
  expect(events).toBe(EVENTS);
  return { data, folder, clear: () => rmSync(data, { recursive: true, force: true }) };
}

/** The command as it was executed then: the first of its kind, the next, or the last (-1). */
export function executedThen(mutation: string, which = 0): Executed {
  return story.filter((each) => each.mutation === mutation).at(which)!;
}

export function idIn({ answer: { type: _, ...record } }: Executed): string {
  return (Object.values(record)[0] as { readonly id: string }).id;
}

/** The same answer, repeated. */
export function asKnown({ results, ...answer }: Executed['answer']): object {
  if (!Array.isArray(results)) return { ...answer, known: true };
  return { ...answer, results: results.map((item: object) => ({ ...item, outcome: 'KNOWN' })) };
}

/** The mutation, with the selection of the answer it had then. */
export function textFor(mutation: string, { type, ...fields }: Executed['answer']): string {
  const selected = selectionOf(fields);
  return mutationText(mutation, 'results' in fields ? selected : `... on ${type} { known ${selected} }`);
}

export function answerIn({ data: answered, errors }: Answered, mutation: string): Row {
  const { __typename, ...told } = (answered?.[mutation] ?? { errors }) as Row;
  return { ...told, type: __typename };
}

/** The fields of an answer as a selection. */
function selectionOf(value: object): string {
  const fields = Object.entries(Array.isArray(value) ? (value[0] as object) : value) as [string, unknown][];
  const selected = fields.map(([name, field]) =>
    typeof field === 'object' && field !== null ? `${name} { ${selectionOf(field)} }` : name,
  );
  return selected.join(' ');
}
