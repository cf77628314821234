import { decisionWords } from '../../words/decisions.ts';
import {
  askedOf,
  byWhatIsDue,
  type Detail,
  marksOf,
  mayBeOne,
  mayStay,
  type OpenIncident,
  pointIn,
  proposedFor,
  type RoomUnit,
  selected,
  type Selection,
  sideOf,
  timelineOf,
  townOf,
} from './board.ts';
import { understood } from './orders.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 14, 21, minute)).toISOString();
const incident = (id: string, changes: Partial<OpenIncident> = {}): OpenIncident => ({
  ...{ id, folio: null, priority: 'MEDIA', status: 'REPORTED', exercise: false, calls: 1, point: null },
  ...{ initialCode: { code: '30421', label: 'Robo' }, municipality: { cvegeo: '09007', name: 'Iztapalapa' } },
  ...{
    occurredAt: at(0),
    reportedAt: at(0),
    nextDue: 'DISPATCH',
    nextDueAt: at(10),
    beat: null,
    deadlines: [],
    support: [],
  },
  ...changes,
});
const unit = (code: string, changes: Partial<RoomUnit> = {}): RoomUnit => ({
  ...{
    id: `09-${code}`,
    code,
    status: 'AVAILABLE',
    since: at(0),
    municipality: '09007',
    beat: null,
    incident: null,
  },
  ...changes,
});

test('what is due first stands first, whatever its priority; what has no term comes behind it', () => {
  const late = incident('late', { nextDueAt: at(3) });
  const high = incident('high', { priority: 'ALTA', nextDueAt: at(5) });
  const low = incident('low', { priority: 'BAJA', nextDue: null, nextDueAt: null });
  const there = incident('there', { priority: 'ALTA', status: 'ON_SCENE', nextDue: null, nextDueAt: null });
  expect(byWhatIsDue([low, there, high, late]).map(({ id }) => id)).toEqual(['late', 'high', 'there', 'low']);
});

describe('of what is chosen its own list stays whole, and every other one shows what belongs to it', () => {
  const beat = { id: 'b1', code: 'C-1' };
  const shown = {
    incidents: [incident('a', { beat }), incident('b')],
    units: [unit('U-1', { incident: 'b', beat: 'b1' }), unit('U-2', { beat: 'b1' }), unit('U-3')],
  };
  const seen = (selection: Selection) => {
    const { incidents, units, ids } = selected(shown, selection);
    return [incidents.map(({ id }) => id), units.map(({ code }) => code), ids && [...ids].toSorted()];
  };

  test.each<[string, Selection, unknown]>([
    ['nothing', {}, [['a', 'b'], ['U-1', 'U-2', 'U-3'], undefined]],
    [
      'an incident: who is sent to it, and who is of its beat',
      { incident: 'a' },
      [
        ['a', 'b'],
        ['U-1', 'U-2'],
        ['09-U-1', '09-U-2', 'a', 'b1'],
      ],
    ],
    ['an incident without a beat', { incident: 'b' }, [['a', 'b'], ['U-1'], ['09-U-1', 'b']]],
    [
      'a unit that was sent: its incident',
      { unit: '09-U-1' },
      [['b'], ['U-1', 'U-2', 'U-3'], ['09-U-1', 'b', 'b1']],
    ],
    [
      'a unit that is free: what is open in its beat',
      { unit: '09-U-2' },
      [['a'], ['U-1', 'U-2', 'U-3'], ['09-U-2', 'a', 'b1']],
    ],
    ['a unit of no beat', { unit: '09-U-3' }, [[], ['U-1', 'U-2', 'U-3'], ['09-U-3']]],
    ['a beat', { beat: 'b1' }, [['a'], ['U-1', 'U-2'], ['09-U-1', '09-U-2', 'a', 'b1']]],
    [
      'what has left the board: all there is',
      { incident: 'gone' },
      [['a', 'b'], ['U-1', 'U-2', 'U-3'], undefined],
    ],
  ])('%s', (_, selection, expected) => {
    expect(seen(selection)).toEqual(expected);
  });
});

test('of who was proposed those who are still free stand first, whoever was sent in none of them until it was taken away', () => {
  const candidate = (code: string, status: RoomUnit['status']) => ({
    ...{ unit: { id: code, code, kind: 'PATROL', status }, distanceMetres: 1, etaSeconds: 1 },
    ...{ sameBeat: false, reasons: [] },
  });
  const sent = (code: string, status: string) => ({ status, unit: { id: code, code } });
  const given = {
    proposal: {
      at: at(1),
      candidates: [
        ...[candidate('near', 'ON_SCENE'), candidate('gone', 'EN_ROUTE'), candidate('free', 'AVAILABLE')],
        ...[candidate('taken', 'AVAILABLE'), { ...candidate('unknown', 'AVAILABLE'), unit: null }],
      ],
    },
    dispatches: [sent('gone', 'EN_ROUTE'), sent('taken', 'REASSIGNED')],
  } as unknown as Detail;
  expect(proposedFor(given).map(({ unit: { code } }) => code)).toEqual(['free', 'taken', 'near']);
});

test('a municipality that nobody has named yet is told so, and not by its key', () => {
  expect(townOf({ cvegeo: '09999', name: null }, 'por precisar')).toBe('por precisar');
  expect(townOf({ cvegeo: '09015', name: null }, 'por precisar')).toBe('09015');
  expect(townOf({ cvegeo: '09015', name: 'Cuauhtémoc' }, 'por precisar')).toBe('Cuauhtémoc');
});

test('two of one code are told apart by their ids, and whatever has a folio by it', () => {
  const fire = { code: '50305', label: 'Incendio' };
  const shown = [
    ...[incident('09-b3a2e0ab-4446'), incident('09-ebd7ce98-5803')],
    ...[incident('c', { initialCode: fire }), incident('d', { folio: 'F-4512' })],
  ];
  expect([...marksOf(shown)]).toEqual([
    ...[
      ['09-b3a2e0ab-4446', '09-b3a2e0ab'],
      ['09-ebd7ce98-5803', '09-ebd7ce98'],
    ],
    ['d', 'F-4512'],
  ]);
  expect(marksOf([incident('a'), incident('c', { initialCode: fire })]).size).toBe(0);
});

test('a place is two numbers, and nothing else is one', () => {
  expect(pointIn(' 19.43, -99.1332 ')).toEqual({ lat: 19.43, lon: -99.1332 });
  expect(['', '19', '19,-99,3', 'x, y'].map(pointIn)).toEqual(Array(4).fill(undefined));
  expect(['99, -99', '19, 200', '-91, 0'].map(pointIn)).toEqual(Array(3).fill(undefined));
});

test('a timeline is in the order of what happened', () => {
  const dispatch = {
    ...{
      jobId: 'j',
      status: 'ARRIVED',
      proposalAccepted: true,
      overrideReason: null,
      unit: { id: 'u', code: 'U-1' },
    },
    ...{ dispatchedAt: at(2), acknowledgedAt: null, enRouteAt: at(3), arrivedAt: at(9) },
  } as const;
  const detail = {
    ...incident('a'),
    dispatches: [dispatch],
    reopenings: [],
    reclassifications: [],
    closedAt: at(30),
  };
  expect(timelineOf(detail as never).map(({ what }) => what)).toEqual([
    ...['occurred', 'reported', 'dispatched', 'enRoute', 'arrived', 'closed'],
  ]);
});

describe('the command line', () => {
  const known = {
    incidents: [incident('a', { folio: 'F-4512' }), incident('b', { folio: 'F-4599' })],
    units: [unit('U-101'), unit('U-102')],
    statuses: {
      ...{ AVAILABLE: 'Disponible', EN_ROUTE: 'En camino', ON_SCENE: 'En sitio', BUSY: 'Ocupada' },
      ...{ OUT_OF_SERVICE: 'Fuera de servicio', OFFLINE: 'Sin señal' },
    },
    selected: 'a',
  };

  test.each([
    ['u 101 disponible', { kind: 'status', status: 'AVAILABLE' }],
    ['/u u-102 sin senal', { kind: 'status', status: 'OFFLINE' }],
    ['u 102', { kind: 'show', selection: { unit: '09-U-102' } }],
    ['i 4512', { kind: 'show', selection: { incident: 'a' } }],
    ['i 4599 cerrar', { kind: 'close', incident: 'b' }],
    ['d 101', { kind: 'dispatch', incident: 'a' }],
    ['dispatch 101', { kind: 'dispatch', incident: 'a' }],
    ['unit 102', { kind: 'show', selection: { unit: '09-U-102' } }],
    ['incident 4599 close', { kind: 'close', incident: 'b' }],
  ])('%s', (line, order) => {
    expect(understood(line, known)).toMatchObject(order);
  });

  test.each([
    ['u 10 disponible', { kind: 'unknown', why: 'noUnit' }],
    ['u u-10 disponible', { kind: 'unknown', why: 'noUnit' }],
    ['i f-45', { kind: 'unknown', why: 'noIncident' }],
    ['u 101 en', { kind: 'unknown', why: 'unknown' }],
    ['despachar', { kind: 'unknown', why: 'unknown' }],
    ['z 101', { kind: 'unknown', why: 'unknown' }],
  ])('%s is asked back, never guessed', (line, order) => {
    expect(understood(line, known)).toEqual(order);
  });

  test('of two without a folio and of one code each has the id that stands on its row', () => {
    const alike = { ...known, incidents: [incident('09-b3a2e0ab-4446'), incident('09-ebd7ce98-5803')] };
    expect(understood('i 30421', alike)).toEqual({ kind: 'unknown', why: 'noIncident' });
    for (const line of ['i 09-ebd7ce98', 'i ebd7ce98', 'i 09-eb'])
      expect(understood(line, alike)).toMatchObject({ selection: { incident: '09-ebd7ce98-5803' } });
  });

  test('nothing is dispatched to an incident that nobody chose', () => {
    expect(understood('d 101', { ...known, selected: undefined })).toEqual({ kind: 'noSelection' });
  });
});

test('a similar incident was before or after what is told, and where it happened before and was reported after it, neither is said', () => {
  const other = { occurredAt: at(10), reportedAt: at(12) };
  expect([at(14), at(12)].map((told) => sideOf(told, other))).toEqual(['before', 'before']);
  expect([at(10), at(2)].map((told) => sideOf(told, other))).toEqual(['after', 'after']);
  expect(sideOf(at(11), other)).toBe('neither');
});

test('help that was asked for and not answered is said, whoever asked for it', () => {
  const support = [
    { kind: 'MEDICAL', end: 'ANSWERED' },
    { kind: 'POLICE', end: null },
    { kind: 'STATE', end: null },
  ] as const;
  expect(askedOf(support, decisionWords.es)).toBe('Apoyo pedido: Policía, Estatal');
  expect(askedOf(support.slice(0, 1), decisionWords.es)).toBeUndefined();
});

test('records of one type may be of one event, and no drill is', () => {
  const [robbery, shot] = [incident('robbery'), incident('shot')];
  const drill = incident('drill', { exercise: true });
  const hurt = incident('hurt', { initialCode: { code: '10101', label: null } });
  expect([mayBeOne(robbery, shot), mayBeOne(robbery, drill), mayBeOne(robbery, hurt)]).toEqual([
    ...[true, false, false],
  ]);
});

test('of two records the earlier one stays, unless a unit works on the other: that one is not given up', () => {
  const [earlier, later] = [incident('earlier'), incident('later', { reportedAt: at(4) })];
  const stays = (...atWork: string[]) => mayStay([later, earlier], new Set(atWork)).map(({ id }) => id);
  expect(stays()).toEqual(['earlier', 'later']);
  expect(stays('later')).toEqual(['later']);
  expect(stays('earlier')).toEqual(['earlier']);
  expect(stays('earlier', 'later')).toEqual([]);
});
