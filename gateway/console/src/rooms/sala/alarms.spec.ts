import { alarmWords } from '../../words/alarms.ts';
import { en } from '../../words/en.ts';
import { es } from '../../words/es.ts';
import {
  type AccessNote,
  alarmsOf,
  csvOf,
  floodOf,
  heardOf,
  journalOf,
  type Kept,
  lastEndedOf,
  partedBy,
  shownIn,
  toldLateOf,
} from './alarms.ts';
import type { OpenIncident } from './board.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 14, 21, minute)).toISOString();
const ms = (minute: number) => Date.parse(at(minute));
type Deadline = OpenIncident['deadlines'][number];
const deadline = (changes: Partial<Deadline> = {}): Deadline => ({
  ...{ kind: 'DISPATCH', jobId: null, dueAt: at(3), toldLate: false, passedAt: at(3) },
  ...{ acknowledgedAt: null, escalatedAt: null, settledAt: null },
  ...changes,
});
const incident = (id: string, priority: 'ALTA' | 'MEDIA' | 'BAJA', deadlines: Deadline[]): OpenIncident => ({
  ...{ id, folio: null, priority, status: 'REPORTED', exercise: false, calls: 1, point: null },
  ...{ initialCode: { code: '30421', label: 'Robo' }, municipality: { cvegeo: '09007', name: 'Iztapalapa' } },
  ...{
    occurredAt: at(0),
    reportedAt: at(0),
    nextDue: 'DISPATCH',
    nextDueAt: at(3),
    beat: null,
    deadlines,
    support: [],
  },
});
const somebody = { role: 'operator', actor: '6de8bbc2' };
const unanswered = (changes: Partial<Deadline> = {}) => ({ ...deadline(changes), acknowledgedBy: null });
const answered = { ...deadline({ acknowledgedAt: at(4) }), acknowledgedBy: somebody };
const journalled = (id: string, deadlines: (Deadline & { acknowledgedBy: typeof somebody | null })[]) => ({
  ...incident(id, 'ALTA', []),
  deadlines,
});
const nothing: Kept = { shelved: new Map(), seen: new Set() };
const quiet = { silentSinceMs: undefined, staleSinceMs: undefined };

test('what was told late and is still awaited is counted, for no alarm tells of it', () => {
  const incidents = [
    incident('told late', 'ALTA', [
      deadline({ toldLate: true }),
      deadline({ toldLate: true, passedAt: null }),
    ]),
    incident('settled since', 'ALTA', [deadline({ toldLate: true, settledAt: at(5) })]),
    incident('alarms', 'ALTA', [deadline()]),
  ];
  expect(toldLateOf(incidents)).toBe(1);
});

test('the alarms of the last moment at which one was put aside no longer are those of now', () => {
  const incidents = [incident('one', 'ALTA', [deadline()]), incident('two', 'ALTA', [deadline()])];
  const [one, two] = alarmsOf(incidents, quiet, nothing, ms(9)).map(({ key }) => key);
  const shelved = new Map([
    [one!, { reason: 'KNOWN', untilMs: ms(15) }],
    [two!, { reason: 'KNOWN', untilMs: ms(30) }],
  ]);
  const kept = { ...nothing, shelved };
  for (const minute of [9, 14, 15, 16, 29, 30, 31]) {
    const now = alarmsOf(incidents, quiet, kept, ms(minute));
    expect(alarmsOf(incidents, quiet, kept, lastEndedOf(kept, ms(minute)))).toEqual(now);
  }
  expect([9, 15, 29, 30].map((minute) => lastEndedOf(kept, ms(minute)))).toEqual([0, ms(15), ms(15), ms(30)]);
});

test('what passed alarms until it is settled; what was told late or is still to come does not', () => {
  const incidents = [
    incident('passed', 'MEDIA', [deadline()]),
    incident('to come', 'ALTA', [deadline({ passedAt: null })]),
    incident('told late', 'ALTA', [deadline({ toldLate: true })]),
    incident('settled', 'ALTA', [deadline({ settledAt: at(4) })]),
  ];
  expect(alarmsOf(incidents, quiet, nothing, ms(9)).map(({ incident: of }) => of?.id)).toEqual(['passed']);
});

test('what nobody answered stands before what was answered, then by priority, then by age', () => {
  const incidents = [
    incident('answered', 'ALTA', [deadline({ acknowledgedAt: at(4) })]),
    incident('low', 'BAJA', [deadline({ passedAt: at(1) })]),
    incident('younger', 'ALTA', [deadline({ passedAt: at(5) })]),
    incident('older', 'ALTA', [deadline({ passedAt: at(4) })]),
  ];
  const found = alarmsOf(incidents, { ...quiet, silentSinceMs: ms(2) }, nothing, ms(9));
  expect(found.map(({ incident: of, what }) => of?.id ?? what)).toEqual([
    ...['older', 'younger', 'SILENT', 'low', 'answered'],
  ]);
});

test('what is shelved comes back when its time is over', () => {
  const incidents = [incident('one', 'ALTA', [deadline()])];
  const shelved = new Map([['one DISPATCH ', { reason: 'KNOWN', untilMs: ms(20) }]]);
  const stateAt = (minute: number) =>
    alarmsOf(incidents, quiet, { ...nothing, shelved }, ms(minute))[0]?.state;
  expect([stateAt(19), stateAt(21)]).toEqual(['shelved', 'new']);
});

test('more than ten in ten minutes are a flood', () => {
  const many = (count: number) =>
    alarmsOf(
      Array.from({ length: count }, (_, i) => incident(`i${i}`, 'ALTA', [deadline()])),
      quiet,
      nothing,
      ms(9),
    );
  expect([floodOf(many(10), ms(9)), floodOf(many(11), ms(9)), floodOf(many(11), ms(14))]).toEqual([
    ...[undefined, 11, undefined],
  ]);
});

test('the journal tells what passed and what was answered, the newest first', () => {
  const rows = journalOf(
    [
      journalled('a', [answered, unanswered({ passedAt: null })]),
      journalled('b', [unanswered({ kind: 'ARRIVAL', passedAt: at(9), dueAt: at(9) })]),
    ],
    'unnamed',
  );
  expect(
    rows.map(({ incident: of, acknowledgedAt, acknowledgedBy }) => [of, acknowledgedAt, acknowledgedBy]),
  ).toEqual([
    ['b', null, null],
    ['a', at(4), somebody],
  ]);
});

test('two of one code, place and moment are told apart, by their folios or by their ids', () => {
  const [one, other] = ['09-1a2b3c4d-0000', '09-5e6f7a8b-0000'].map((id) => journalled(id, [answered]));
  const names = journalOf([one!, other!, { ...other!, folio: 'C5-7' }], 'unnamed').map(({ name }) => name);
  expect(names).toEqual(['Robo 09-1a2b3c4d', 'Robo 09-5e6f7a8b', 'C5-7']);
});

test('an alarm was shown to those of whom it is noted, whoever saw it first before the others', () => {
  const note = (subject: string, what: string, minute: number): AccessNote => ({
    ...{ subject, role: 'operator', what, records: ['a', 'b'], firstAt: at(minute) },
  });
  const shown = shownIn([
    ...[note('late', 'alarm.DISPATCH', 9), note('soon', 'alarm.DISPATCH', 4)],
    ...[note('other', 'alarm.ARRIVAL', 5), note('reader', 'incident-board', 3)],
  ]);
  expect(shown.get('a DISPATCH')?.map(({ subject }) => subject)).toEqual(['soon', 'late']);
  expect(shown.get('b ARRIVAL')?.map(({ subject }) => subject)).toEqual(['other']);
  expect(shown.has('a incident-board')).toBe(false);
});

test.each(['es', 'en'] as const)('a file of the journal is in the language of the screen: %s', (language) => {
  const passed = {
    ...journalled('a', [answered]),
    folio: 'F "1", 2',
    beat: { id: 'b', code: 'C-1' },
  };
  const { deadlines, roles } = { es, en }[language];
  const text = csvOf(journalOf([passed], 'unnamed'), {
    columns: alarmWords[language].columns,
    deadlines,
    roles,
  });
  const heads = {
    es: 'Identificador,Incidente,Dónde,Qué venció,Vencía,Venció,Enterado,Quién,Escaló,Resuelto',
    en: 'Id,Incident,Where,What was due,Due,Passed,Acknowledged,Who,Escalated,Settled',
  };
  expect(text).toBe(
    `\uFEFF${heads[language]}\r\na,"F ""1"", 2",Iztapalapa · C-1,${deadlines['DISPATCH']},${at(3)},${at(3)},${at(4)},${roles['operator']} ${somebody.actor},,`,
  );
});

test('what is chosen leaves its alarms and those of no incident, and says how many others there are', () => {
  const incidents = [incident('a', 'ALTA', [deadline()]), incident('b', 'BAJA', [deadline()])];
  const alarms = alarmsOf(incidents, { ...quiet, staleSinceMs: ms(2) }, nothing, ms(9));
  const seen = (ids: ReadonlySet<string> | undefined) => {
    const { shown, hidden } = partedBy(alarms, ids);
    return [shown, hidden].map((some) => some.map(({ incident: of, what }) => of?.id ?? what));
  };
  expect(seen(undefined)).toEqual([['a', 'STALE', 'b'], []]);
  expect(seen(new Set(['b', 'U-1']))).toEqual([['STALE', 'b'], ['a']]);
  expect(seen(new Set(['U-1']))).toEqual([['STALE'], ['a', 'b']]);
});

const help = (changes: Partial<OpenIncident['support'][number]> = {}) => ({
  ...{ kind: 'MEDICAL' as const, end: null, requestedAt: at(8), unit: { id: 'U-1' } },
  ...changes,
});

test('help that a unit asks for comes before every other alarm until what came of it is recorded', () => {
  const incidents = [
    incident('older', 'ALTA', [deadline()]),
    { ...incident('asks', 'BAJA', [deadline()]), support: [help(), help({ kind: 'FIRE', end: 'ANSWERED' })] },
    { ...incident('asked by the room', 'ALTA', []), support: [help({ unit: null })] },
  ];
  const told = (kept: Kept) =>
    alarmsOf(incidents, quiet, kept, ms(9)).map(({ incident: of, what, state }) => [of?.id, what, state]);
  expect(told(nothing)).toEqual([
    ['asks', 'HELP', 'new'],
    ['older', 'DISPATCH', 'new'],
    ['asks', 'DISPATCH', 'new'],
  ]);
  const [first] = alarmsOf(incidents, quiet, nothing, ms(9));
  expect(told({ ...nothing, seen: new Set([first!.key]) }).at(-1)).toEqual(['asks', 'HELP', 'acknowledged']);
});

test('no selection hides help, and asking for it again alarms again', () => {
  const asking = (requestedAt: string) => [
    { ...incident('asks', 'BAJA', []), support: [help({ requestedAt })] },
    incident('other', 'ALTA', [deadline()]),
  ];
  const [first] = alarmsOf(asking(at(8)), quiet, nothing, ms(9));
  const seen: Kept = { ...nothing, seen: new Set([first!.key]) };
  const again = alarmsOf(asking(at(9)), quiet, seen, ms(9));
  expect(again.map(({ what, state }) => [what, state])).toEqual([
    ['HELP', 'new'],
    ['DISPATCH', 'new'],
  ]);
  expect(partedBy(again, new Set(['nothing'])).shown.map(({ what }) => what)).toEqual(['HELP']);
});

test('help is heard with sounds turned off and in a flood, until it is acknowledged', () => {
  const asks = { ...incident('asks', 'BAJA', []), support: [help()] };
  const told = (kept: Kept) => alarmsOf([asks, incident('other', 'MEDIA', [deadline()])], quiet, kept, ms(9));
  const [alarms, off, flood] = [
    told(nothing),
    { isOn: false, isFlood: false },
    { isOn: true, isFlood: true },
  ];
  const seen = told({ ...nothing, seen: new Set([alarms[0]!.key]) });
  const toneOf = (of: typeof alarms, how: typeof off) => heardOf(of, how).tone;
  expect([toneOf(alarms, off), toneOf(seen, off)]).toEqual(['HELP', undefined]);
  expect(toneOf(seen, { ...off, isOn: true })).toBe('MEDIA');
  expect(heardOf(alarms, flood).key).not.toBe(heardOf(seen, flood).key);
});
