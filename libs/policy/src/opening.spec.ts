import type { DataClass } from '@proximidad/eventsourcing';
import {
  decideFinding,
  decideOpening,
  DUTY_MAX_MS,
  grantUsed,
  MASKED_AFTER_MS,
  type OpeningDenial,
  openUntil,
  type Task,
} from './opening.ts';
import type { Purpose, Role, Subject } from './subject.ts';

/* Who may open what, by class, purpose, grant and state of the task, against an oracle that is written down here, not derived. */

const NOW = 1_800_000_000_000;
const UNIT = '09-00000000-0000-5000-8000-000000000001';
const BEAT = '09-00000000-0000-5000-8000-000000000002';

const STATES = {
  'goes on': null,
  'ended lately': NOW - MASKED_AFTER_MS + 1,
  'ended long ago': NOW - MASKED_AFTER_MS,
} as const;
type State = keyof typeof STATES;
const CLASSES: readonly DataClass[] = ['PERSONAL', 'SENSITIVE', 'JUVENILE', 'COMPLAINT'];
const PURPOSES: readonly Purpose[] = [
  'DISPATCH',
  'PATROL',
  'FOLLOW_UP',
  'SUPERVISION',
  'INVESTIGATION_SUPPORT',
];
const ROLES: readonly Role[] = [
  ...(['analyst', 'commander', 'operator', 'officer', 'liaison', 'auditor', 'academy', 'machine'] as const),
];
const GRANTS = ['none', 'NEED_TO_KNOW', 'BREAK_GLASS', 'of another', 'over'] as const;
type Grant = (typeof GRANTS)[number];

const ALL = ['ATENCION_VICTIMAS', 'ADOLESCENTES', 'ASUNTOS_INTERNOS'] as const;

function grantOf(grant: Grant): Task['grant'] {
  const open = { kind: 'BREAK_GLASS', subject: 'p-1', until: NOW + 1 } as const;
  switch (grant) {
    case 'none':
      return null;
    case 'NEED_TO_KNOW':
    case 'BREAK_GLASS':
      return { ...open, kind: grant };
    case 'of another':
      return { ...open, subject: 'p-2' };
    case 'over':
      return { ...open, until: NOW };
  }
}

const incident = (state: State, grant: Grant): Task => ({
  ...{ kind: 'INCIDENT', entity: '09', municipality: null, endedAt: STATES[state] },
  ...{ units: [UNIT], offDuty: [], officers: [], beats: [], grant: grantOf(grant) },
});
const person = (role: Role, purpose: Purpose, told: Partial<Subject> = {}): Subject => ({
  ...{ id: 'p-1', role, purpose, entity: '09', unit: UNIT, competences: ALL, amr: ['mfa'], ...told },
});

/** The work itself: those who take calls and those who are sent, for dispatch, while it goes on and for three days. */
const works = (role: Role, purpose: Purpose, state: State) =>
  ['operator', 'officer'].includes(role) && purpose === 'DISPATCH' && state !== 'ended long ago';

const cells = ROLES.flatMap((role) =>
  PURPOSES.flatMap((purpose) =>
    CLASSES.flatMap((of) =>
      (Object.keys(STATES) as State[]).flatMap((state) =>
        GRANTS.map((grant) => ({ role, purpose, of, state, grant })),
      ),
    ),
  ),
);

test('a subject that is trained and strongly signed in opens exactly this', () => {
  const wrong = cells.filter(({ role, purpose, of, state, grant }) => {
    const opened = decideOpening(
      person(role, purpose),
      { class: of, forWhoIsSent: false, task: incident(state, grant) },
      NOW,
    ).allowed;
    const byGlass =
      grant === 'BREAK_GLASS' && purpose === 'DISPATCH' && ['PERSONAL', 'SENSITIVE'].includes(of);
    const byOwner = grant === 'NEED_TO_KNOW' && role === 'liaison' && purpose === 'INVESTIGATION_SUPPORT';
    return opened !== (works(role, purpose, state) || byGlass || byOwner);
  });
  expect(wrong).toEqual([]);
  expect(cells.length).toBe(8 * 5 * 4 * 3 * 5);
});

test('what is open stays open until the moment given, and what ends then is asked again', () => {
  const signedIn = Math.floor((NOW - DUTY_MAX_MS / 2) / 1_000);
  const wrong = cells.flatMap((cell) =>
    [undefined, signedIn].flatMap((authTime) => {
      const { role, purpose, of, state, grant } = cell;
      const subject = person(role, purpose, authTime === undefined ? {} : { auth_time: authTime });
      const task = incident(state, grant);
      const opens = (at: number) =>
        decideOpening(subject, { class: of, forWhoIsSent: false, task }, at).allowed;
      if (!opens(NOW)) return [];
      let at = NOW;
      for (let until = openUntil(subject, at, task); until !== undefined;) {
        if (!opens(until - 1)) return [cell];
        if (!opens(until)) return [];
        until = openUntil(subject, (at = until), task);
      }
      return opens(at + 10 * MASKED_AFTER_MS) ? [] : [cell];
    }),
  );
  expect(wrong).toEqual([]);
});

/** Who works on the other sealed data, and for which purposes; an officer on their own, the others on all of their entity. */
const WORK: Readonly<Record<Exclude<Task['kind'], 'INCIDENT'>, readonly string[]>> = {
  FOLLOW_UP: ['officer FOLLOW_UP', 'commander FOLLOW_UP'],
  CONTACT: ['officer PATROL', 'officer FOLLOW_UP', 'commander PATROL', 'commander FOLLOW_UP'],
  DOSSIER: ['academy SUPERVISION', 'commander SUPERVISION'],
};

test.each(Object.keys(WORK) as (keyof typeof WORK)[])('of a %s exactly those open who work on it', (kind) => {
  const asked = cells.filter(({ grant }) => grant === 'none');
  const wrong = asked.filter(({ role, purpose, of, state }) => {
    const task: Task = { ...incident(state, 'none'), kind, units: [], beats: [BEAT] };
    const opens = (told: Partial<Subject>) =>
      decideOpening(person(role, purpose, told), { class: of, forWhoIsSent: false, task }, NOW).allowed;
    const isOver = kind === 'CONTACT' ? state !== 'goes on' : state === 'ended long ago';
    const isWork = WORK[kind].includes(`${role} ${purpose}`) && !isOver;
    const isOwn = opens({ beats: [BEAT] }) === isWork;
    const isAnothers = opens({ beats: [UNIT] }) === (isWork && role !== 'officer');
    return !isOwn || !isAnothers || opens({ beats: [BEAT], entity: '14' });
  });
  expect(wrong).toEqual([]);
});

test('the person of a contact is opened until the time for which they agreed is over, and not a moment longer (BR-C1)', () => {
  const endedAt = NOW + 60_000;
  const task: Task = { ...incident('goes on', 'none'), kind: 'CONTACT', beats: [BEAT], endedAt };
  const officer = person('officer', 'PATROL', { beats: [BEAT] });
  const decided = (at: number) =>
    decideOpening(officer, { class: 'PERSONAL', forWhoIsSent: false, task }, at);
  expect(openUntil(officer, NOW, task)).toBe(endedAt);
  expect(decided(endedAt - 1)).toEqual({ allowed: true });
  expect(decided(endedAt)).toEqual({ allowed: false, reason: 'MASKED' });
});

test.each<[string, Partial<Subject>, DataClass, Grant, OpeningDenial | 'opened']>([
  ['untrained at work', { competences: [] }, 'SENSITIVE', 'none', 'TRAINING'],
  ['untrained with broken glass', { competences: [] }, 'SENSITIVE', 'BREAK_GLASS', 'opened'],
  ['weakly signed in with broken glass', { amr: ['pwd'] }, 'SENSITIVE', 'BREAK_GLASS', 'STEP_UP'],
  ['untrained with broken glass, of a minor', { competences: [] }, 'JUVENILE', 'BREAK_GLASS', 'TRAINING'],
  [
    'untrained with broken glass, of a complaint',
    { competences: [] },
    'COMPLAINT',
    'BREAK_GLASS',
    'TRAINING',
  ],
  ['of another entity with broken glass', { entity: '14' }, 'PERSONAL', 'BREAK_GLASS', 'ENTITY'],
  ['of another unit with broken glass', { role: 'officer', unit: BEAT }, 'PERSONAL', 'BREAK_GLASS', 'opened'],
  [
    'of another unit with the glass of another',
    { role: 'officer', unit: BEAT },
    'PERSONAL',
    'of another',
    'TASK',
  ],
  ['of another unit once it is over', { role: 'officer', unit: BEAT }, 'PERSONAL', 'over', 'TASK'],
  ['who watches for many with broken glass', { id: 'gateway:live' }, 'PERSONAL', 'BREAK_GLASS', 'PERSON'],
])('%s: %#', (_, told, of, grant, expected) => {
  const task = incident('goes on', grant);
  const decision = decideOpening(
    person('operator', 'DISPATCH', told),
    { class: of, forWhoIsSent: false, task },
    NOW,
  );
  expect(decision.allowed ? 'opened' : decision.reason).toBe(expected);
});

test('what those who are sent have to know stays open to who breaks the glass without a second factor', () => {
  const weakly = person('officer', 'DISPATCH', { competences: [], amr: ['pwd'] });
  for (const grant of ['none', 'BREAK_GLASS'] as const) {
    const address = { class: 'SENSITIVE', forWhoIsSent: true, task: incident('goes on', grant) } as const;
    expect(decideOpening(weakly, address, NOW)).toEqual({ allowed: true });
    expect(grantUsed(weakly, address, NOW)).toBeNull();
  }
});

test('once the shift that somebody signed in for is over, nothing is opened or searched for, whatever else would allow it', () => {
  const opening = { class: 'PERSONAL', forWhoIsSent: false, task: incident('goes on', 'none') } as const;
  const signedIn = (ago: number) =>
    person('operator', 'DISPATCH', { auth_time: Math.floor((NOW - ago) / 1_000) });
  for (const decided of [
    (who: Subject) => decideOpening(who, opening, NOW),
    (who: Subject) => decideOpening(who, { ...opening, task: incident('goes on', 'BREAK_GLASS') }, NOW),
    (who: Subject) => decideFinding(who, { entity: '09', kind: 'INCIDENT', class: 'PERSONAL' }, NOW),
  ]) {
    expect(decided(signedIn(DUTY_MAX_MS - 1_000))).toEqual({ allowed: true });
    expect(decided(signedIn(DUTY_MAX_MS))).toEqual({ allowed: false, reason: 'DUTY' });
  }
  const other = { ...signedIn(DUTY_MAX_MS), entity: '14' };
  expect(decideOpening(other, opening, NOW)).toEqual({ allowed: false, reason: 'ENTITY' });
});

/** Who may search for records, by the kind of work; officers already have the incidents they were sent to and the contacts they made. */
const SEARCHES: Readonly<Record<Task['kind'], readonly string[]>> = {
  INCIDENT: ['operator DISPATCH'],
  FOLLOW_UP: ['officer FOLLOW_UP', 'commander FOLLOW_UP'],
  CONTACT: [],
  DOSSIER: [],
};

test('only those who do that work and search in it look for a record by a value, in their own entity', () => {
  const asked = cells.filter(({ state, grant }) => state === 'goes on' && grant === 'none');
  for (const kind of Object.keys(SEARCHES) as Task['kind'][]) {
    const wrong = asked.filter(({ role, purpose, of }) => {
      const looks = (told: Partial<Subject>) =>
        decideFinding(person(role, purpose, told), { entity: '09', kind, class: of }, NOW).allowed;
      const may = SEARCHES[kind].includes(`${role} ${purpose}`);
      const open = may && of === 'PERSONAL';
      const told = [looks({}), looks({ competences: [] }), looks({ amr: ['pwd'] }), looks({ entity: '14' })];
      return told.join() !== [may, open, open, false].join();
    });
    expect([kind, wrong]).toEqual([kind, []]);
  }
});

test('a unit that was there and whose day has ended is off duty; one that was never sent has no task', () => {
  const task: Task = { ...incident('ended lately', 'none'), units: [], offDuty: [UNIT] };
  const opening = { class: 'PERSONAL', forWhoIsSent: false, task } as const;
  const officer = person('officer', 'DISPATCH');
  expect(decideOpening(officer, opening, NOW)).toEqual({ allowed: false, reason: 'DUTY' });
  expect(decideOpening({ ...officer, unit: BEAT }, opening, NOW)).toEqual({
    ...{ allowed: false, reason: 'TASK' },
  });
});

test('what a grant opened or denied is known for that, and what the task opens is not', () => {
  const opening = (grant: Grant) => ({
    ...{ class: 'PERSONAL' as const, forWhoIsSent: false, task: incident('goes on', grant) },
  });
  expect(grantUsed(person('operator', 'DISPATCH'), opening('BREAK_GLASS'), NOW)).toBe('BREAK_GLASS');
  const liaison = person('liaison', 'INVESTIGATION_SUPPORT', { competences: [] });
  expect(grantUsed(liaison, opening('NEED_TO_KNOW'), NOW)).toBe('NEED_TO_KNOW');
  expect(grantUsed(liaison, opening('none'), NOW)).toBeNull();
  const untrained = { ...opening('NEED_TO_KNOW'), class: 'SENSITIVE' } as const;
  expect(decideOpening(liaison, untrained, NOW)).toEqual({ allowed: false, reason: 'TRAINING' });
  expect(grantUsed(liaison, untrained, NOW)).toBe('NEED_TO_KNOW');
});
