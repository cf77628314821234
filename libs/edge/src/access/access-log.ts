import {
  aggregate,
  closedList,
  eventFamily,
  type EventOf,
  idFor,
  readModel,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

/** Entries that fit in one event. */
export const ENTRIES_MAX = 100;
/** Records that one entry names; beyond that, it gives their number. */
export const RECORDS_MAX = 20;
/** Characters in a text of an entry. */
const TEXT_MAX = 128;
const NATION = '00';

export const AccessAction = closedList(
  'AccessAction',
  { READ: 'To read.', EXECUTE: 'To execute a command.' },
  'What somebody wanted to do.',
);
export const AccessOutcome = closedList(
  'AccessOutcome',
  {
    OPENED:
      'A single record of a guarded kind was shown, or a deadline that raised an alarm (`alarm.<kind>`), once to each subject.',
    DENIED:
      'The policy denied it, or the record is outside their view: they were answered as if it did not exist.',
    REFUSED: 'The domain refused it.',
  },
  'The outcome of an access.',
);

/** Who wanted access to which records, and with what outcome; repetitions within a minute make one entry. No personal data. */
export const AccessEntry = z.object({
  /** The subject's pseudonym. */
  subject: z.string().max(TEXT_MAX),
  role: z.string().max(TEXT_MAX),
  purpose: z.string().max(TEXT_MAX),
  /** INEGI key of the entity that owns the records. */
  entity: z.string().length(2),
  action: AccessAction,
  /** The command, the read model, the field path, or `alarm.` with the kind of a deadline. */
  what: z.string().max(TEXT_MAX),
  outcome: AccessOutcome,
  reason: z.string().max(TEXT_MAX).nullable(),
  records: z.array(z.string().max(TEXT_MAX)).max(RECORDS_MAX),
  count: z.int().min(1),
  /** Unix milliseconds. */
  firstAt: z.int(),
  lastAt: z.int(),
});
export type AccessEntry = z.infer<typeof AccessEntry>;

const noted = { entries: z.array(AccessEntry).max(ENTRIES_MAX) };
const accessEvents = eventFamily({ AccessesNoted: { version: 1, schema: z.object(noted) } });

/** What one service noted. */
export type AccessLog = ReturnType<typeof accessLogOf>;

/** A service's log of accesses: facts like the others, in streams of its own. */
export function accessLogOf(service: string) {
  const category = `${service}accesslog`;
  return aggregate({
    category,
    events: accessEvents,
    initialState: null,
    commands: {
      NoteAccesses: commandsOf<null>().internal({
        input: noted,
        decide: (_state, { entries }) => [{ type: 'AccessesNoted' as const, entries }],
      }),
    },
    evolve: (_state: null, _event: EventOf<typeof accessEvents>) => null,
  });
}

/** A stream for some of the entries, kept short. */
export function accessLogId({ category }: AccessLog, begun: string, part: number): string {
  return idFor(NATION, category, begun, part);
}

export interface AccessRow extends AccessEntry {
  readonly id: string;
}

/** The entries for auditors, newest first. */
export function accessRowsOf(log: AccessLog) {
  return readModel<AccessRow>()({
    name: log.category,
    version: 1,
    of: [log],
    columns: { entity: 'text', subject: 'text', outcome: 'text', lastAt: 'integer' },
    indexes: [['entity', 'lastAt']],
    indexedAlone: ['subject'],
    keys: ({ entries }, { id, revision }) => entries.map((_, index) => `${id}-${revision}-${index}`),
    project(_row, { entries }, _recorded, key) {
      const entry = entries[Number(key.slice(key.lastIndexOf('-') + 1))];
      return entry && { id: key, ...entry };
    },
  });
}
