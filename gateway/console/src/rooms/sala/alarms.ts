import type {
  AlarmJournalQuery,
  AlarmsShownQuery,
  DeadlineKind,
  Priority,
  SupportKind,
} from '../../documents/documents.gen.ts';
import { nameAmong, type Node, type OpenIncident, whereOf } from './board.ts';

/** Help that a unit asked for and awaits. */
interface Help {
  readonly kind: SupportKind;
  readonly unit: string;
}

/** Something that alarms: help that a unit asks for, a deadline that passed (a fact on the server), an entity that is silent, a feed that stands still. */
export interface Alarm {
  readonly key: string;
  readonly what: DeadlineKind | 'HELP' | 'SILENT' | 'STALE';
  readonly priority: Priority;
  readonly sinceMs: number;
  readonly state: 'new' | 'acknowledged' | 'shelved';
  /** Its priority was raised by one, because nobody had acknowledged it. */
  readonly escalated: boolean;
  /** Only for a deadline, and for help. */
  readonly incident?: OpenIncident;
  readonly help?: Help;
  readonly jobId?: string | undefined;
}

/** Put aside on this screen, for a reason and until a time. */
export interface Shelf {
  readonly reason: string;
  readonly untilMs: number;
}

/** What only this screen knows of its alarms: the server has no command for it. */
export interface Kept {
  readonly shelved: ReadonlyMap<string, Shelf>;
  /** Alarms of help, a silent entity or a stale feed that were seen. */
  readonly seen: ReadonlySet<string>;
}

export interface Around {
  readonly silentSinceMs: number | undefined;
  readonly staleSinceMs: number | undefined;
}

const RANK: Readonly<Record<Priority, number>> = { ALTA: 0, MEDIA: 1, BAJA: 2 };
const STATE_RANK: Readonly<Record<Alarm['state'], number>> = { new: 0, acknowledged: 1, shelved: 2 };
/** More new alarms than this within this time are a flood (EEMUA 191): one sound for all of them. */
const FLOOD_FROM = 10;
const FLOOD_WITHIN_MS = 10 * 60_000;

/** What needs somebody now: unanswered alarms before answered ones, then help before anything else, then by priority, then the oldest first. */
export function alarmsOf(
  incidents: readonly OpenIncident[],
  around: Around,
  kept: Kept,
  nowMs: number,
): Alarm[] {
  const found = [
    ...incidents.flatMap((incident) => [...helpOf(incident, kept), ...passedOf(incident)]),
    ...roundAbout(around, kept),
  ];
  return found
    .map((alarm) => (isShelved(alarm, kept, nowMs) ? { ...alarm, state: 'shelved' as const } : alarm))
    .toSorted(
      (a, b) =>
        STATE_RANK[a.state] - STATE_RANK[b.state] ||
        Number(isHelp(b)) - Number(isHelp(a)) ||
        RANK[a.priority] - RANK[b.priority] ||
        a.sinceMs - b.sinceMs,
    );
}

/** When the last time ended for which one was put aside: until another ends the alarms are the same. */
export const lastEndedOf = ({ shelved }: Kept, nowMs: number): number =>
  Math.max(0, ...[...shelved.values()].map(({ untilMs }) => untilMs).filter((ms) => ms <= nowMs));

const isShelved = ({ key }: Alarm, { shelved }: Kept, nowMs: number) =>
  (shelved.get(key)?.untilMs ?? 0) > nowMs;

/** Whoever asks for help at a scene may be in danger: nothing is more urgent, and no selection hides it. */
export const isHelp = ({ what }: Alarm): boolean => what === 'HELP';

/** Help alarms from when a unit asked until what came of it is recorded; what the room or the platform asked for itself does not. */
function helpOf(incident: OpenIncident, { seen }: Kept): Alarm[] {
  return incident.support.flatMap(({ kind, end, unit, requestedAt }) => {
    if (end !== null || unit === null) return [];
    const key = `${incident.id} HELP ${kind} ${requestedAt}`;
    return [
      {
        ...{ key, what: 'HELP' as const, priority: 'ALTA' as const, incident, help: { kind, unit: unit.id } },
        ...{ sinceMs: Date.parse(requestedAt), escalated: false },
        state: seen.has(key) ? ('acknowledged' as const) : ('new' as const),
      },
    ];
  });
}

/** A deadline alarms from when it passed until it is settled; one that had already passed when the incident was recorded never does. */
function passedOf(incident: OpenIncident): Alarm[] {
  return incident.deadlines.flatMap(
    ({ kind, jobId, passedAt, toldLate, acknowledgedAt, escalatedAt, settledAt }) =>
      passedAt === null || toldLate || settledAt !== null
        ? []
        : [
            {
              ...{ key: `${incident.id} ${kind} ${jobId ?? ''}`, what: kind, incident },
              ...{ priority: incident.priority ?? 'BAJA', sinceMs: Date.parse(passedAt) },
              state: acknowledgedAt === null ? 'new' : 'acknowledged',
              escalated: escalatedAt !== null,
              jobId: jobId ?? undefined,
            },
          ],
  );
}

/** How many are overdue without an alarm, because they already were when the incident was recorded. */
export function toldLateOf(incidents: readonly OpenIncident[]): number {
  return incidents.filter(({ deadlines }) =>
    deadlines.some(({ toldLate, settledAt }) => toldLate && settledAt === null),
  ).length;
}

function roundAbout({ silentSinceMs, staleSinceMs }: Around, { seen }: Kept): Alarm[] {
  const stateOf = (key: string) => (seen.has(key) ? ('acknowledged' as const) : ('new' as const));
  const one = (what: 'SILENT' | 'STALE', sinceMs: number): Alarm => {
    const key = `${what} ${sinceMs}`;
    return { key, what, priority: 'MEDIA', sinceMs, state: stateOf(key), escalated: false };
  };
  return [
    ...(silentSinceMs === undefined ? [] : [one('SILENT', silentSinceMs)]),
    ...(staleSinceMs === undefined ? [] : [one('STALE', staleSinceMs)]),
  ];
}

/** The alarms while something is selected: those that belong to it or to no incident, with all that is help, and the others, which stay in reach. */
export interface Parted {
  readonly shown: readonly Alarm[];
  readonly hidden: readonly Alarm[];
}

export function partedBy(alarms: readonly Alarm[], ids: ReadonlySet<string> | undefined): Parted {
  const belongs = (alarm: Alarm) => {
    const { incident } = alarm;
    return !ids || !incident || isHelp(alarm) || ids.has(incident.id);
  };
  return { shown: alarms.filter(belongs), hidden: alarms.filter((alarm) => !belongs(alarm)) };
}

/** What is heard: the tone of what is most urgent, and of what; a flood does not start it anew for each alarm, but for help, which is heard with sounds turned off, too. */
export function heardOf(alarms: readonly Alarm[], { isOn, isFlood }: { isOn: boolean; isFlood: boolean }) {
  const awaited = alarms.filter(({ state }) => state === 'new');
  const helps = awaited.filter(isHelp);
  const tone = helps.length > 0 ? ('HELP' as const) : isOn ? awaited[0]?.priority : undefined;
  const of = isOn && !isFlood ? awaited : helps;
  return { tone, key: [isOn && isFlood ? 'flood' : '', tone, ...of.map(({ key }) => key)].join() };
}

/** How many came in ten minutes, when they are too many to look at each. */
export function floodOf(alarms: readonly Alarm[], nowMs: number): number | undefined {
  const fresh = alarms.filter(({ sinceMs }) => nowMs - sinceMs < FLOOD_WITHIN_MS).length;
  return fresh > FLOOD_FROM ? fresh : undefined;
}

/** One line of the journal: what alarmed, and what was answered. */
export interface JournalRow {
  readonly incident: string;
  readonly name: string;
  readonly where: string;
  readonly what: DeadlineKind;
  readonly dueAt: string;
  readonly passedAt: string;
  readonly acknowledgedAt: string | null;
  /** Who acknowledged it: by role and pseudonym. */
  readonly acknowledgedBy: { readonly role: string; readonly actor: string } | null;
  readonly escalatedAt: string | null;
  readonly settledAt: string | null;
}

type Journalled = Omit<Node<NonNullable<AlarmJournalQuery['incidents']>>, 'priority'>;

/** The newest first; `unnamed` is the text for a municipality that is not known. */
export function journalOf(incidents: readonly Journalled[], unnamed: string): JournalRow[] {
  return incidents
    .flatMap(({ id, folio, initialCode, deadlines, ...place }) =>
      deadlines.flatMap(({ kind, passedAt, toldLate, jobId: _, ...rest }) =>
        passedAt === null || toldLate
          ? []
          : [
              {
                ...{ incident: id, name: nameAmong({ id, folio, initialCode }) },
                ...{ where: whereOf(place, unnamed), what: kind, passedAt },
                ...rest,
              },
            ],
      ),
    )
    .toSorted((a, b) => Date.parse(b.passedAt) - Date.parse(a.passedAt));
}

export type AccessNote = Node<NonNullable<NonNullable<AlarmsShownQuery['accesses']>['incidents']>>;

/** To whom an alarm was shown, by its incident and kind; the first to see it comes first. */
export function shownIn(notes: readonly AccessNote[]): ReadonlyMap<string, readonly AccessNote[]> {
  const shown = new Map<string, AccessNote[]>();
  for (const note of notes.toSorted((a, b) => Date.parse(a.firstAt) - Date.parse(b.firstAt))) {
    const kind = /^alarm\.(.+)$/.exec(note.what)?.[1];
    if (kind === undefined) continue;
    for (const incident of note.records) {
      const key = `${incident} ${kind}`;
      shown.set(key, [...(shown.get(key) ?? []), note]);
    }
  }
  return shown;
}

const COLUMNS = [
  'incident',
  'name',
  'where',
  'what',
  'dueAt',
  'passedAt',
  'acknowledgedAt',
  'acknowledgedBy',
  'escalatedAt',
  'settledAt',
] as const;

/** The words of a file in the language of the screen: its columns and what came due. */
export interface FileWords {
  readonly columns: Readonly<Record<(typeof COLUMNS)[number], string>>;
  readonly deadlines: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, string>>;
}

/** As CSV for spreadsheets (RFC 4180); the byte order mark tells them that it is UTF-8. */
export function csvOf(rows: readonly JournalRow[], { columns, deadlines, roles }: FileWords): string {
  const told = rows.map(({ acknowledgedBy: by, ...row }) => ({
    ...{ ...row, what: deadlines[row.what] ?? row.what },
    acknowledgedBy: by && `${roles[by.role] ?? by.role} ${by.actor}`,
  }));
  const lines = [columns, ...told].map((line) => COLUMNS.map((name) => cellOf(line[name] ?? '')).join(','));
  return `\uFEFF${lines.join('\r\n')}`;
}

function cellOf(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
