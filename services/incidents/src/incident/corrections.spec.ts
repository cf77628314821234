import { type CommandOf, idFor, type Instant, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { z } from 'zod';
import { CORRECTIONS_MAX } from './corrections.ts';
import { AuthorityId, type IncidentEvent } from './incident-events.ts';
import { incident } from './incident.ts';
import { measured } from '../testing/measured.ts';

type IncidentCommand = CommandOf<typeof incident>;

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;
type Command<Type extends IncidentCommand['type']> = Extract<IncidentCommand, { type: Type }>;

/** A homicide in Culiacán in September, and what the prosecutor finds in October (ST-8). */
const at = (text: string): Instant => parseDateTime(`2026-${text}-07:00`);
const beatId = idFor('25', 'beat', 1);
const point = { lon: -107.39, lat: 24.81 };
const place = { municipality: '25006', beatId, point };
const authorisedBy = 'dev:commander-25';
const happenedAt = at('09-18T22:10:00');

const reported: Of<'IncidentReported'> = {
  ...{
    rural: false,
    ...measured,
    type: 'IncidentReported',
    callIds: [],
    place,
    initialCode: '30202',
    catalogueVersion: '3.0',
  },
  ...{ priority: 'ALTA', folio: null, exercise: false, happenedAt, callStartedAt: null },
  reportedAt: at('09-18T22:12:00'),
};
const closed: Of<'IncidentClosed'> = {
  ...{ type: 'IncidentClosed', outcome: 'REFERRED', finalCode: '30906', catalogueVersion: '3.0', victims: 1 },
  ...{
    rndNumber: null,
    rndDelayReason: null,
    unitIds: [],
    initialCode: '30202',
    municipality: '25006',
    beatId,
  },
  ...{ sensitive: false, exercise: false, closedAt: at('09-19T03:00:00') },
};
const reclassify: Command<'ReclassifyIncident'> = {
  ...{ type: 'ReclassifyIncident', finalCode: '30903', validFrom: null, reason: 'PROSECUTOR_FINDING' },
  ...{ victims: null, authorisedBy, at: at('10-20T11:00:00') },
};
const reclassified: Of<'IncidentReclassified'> = {
  ...{ type: 'IncidentReclassified', system: 'CNIE', from: '30906', to: '30903', catalogueVersion: '3.0' },
  ...{ validFrom: happenedAt, reason: 'PROSECUTOR_FINDING', authorisedBy, statPeriod: '2026-09' },
  ...{ sensitive: true, municipality: '25006', beatId, exercise: false, reclassifiedAt: reclassify.at },
  closing: { outcome: 'REFERRED', victims: 1, exercise: false, closedAt: closed.closedAt },
};
const relocate: Command<'RelocateIncident'> = {
  ...{ type: 'RelocateIncident', to: { municipality: '25019', beatId: null, point: null } },
  ...{ reason: 'BOUNDARY_RULING', authorisedBy, at: at('10-20T11:00:00') },
};
const relocated: Of<'IncidentRelocated'> = {
  ...{ type: 'IncidentRelocated', from: { municipality: '25006', beatId }, to: relocate.to },
  ...{ reason: 'BOUNDARY_RULING', authorisedBy, statPeriod: '2026-09', relocatedAt: relocate.at },
};
const history = [reported, closed];

describe('reclassifying', () => {
  const when = (change: Partial<Command<'ReclassifyIncident'>>, events: IncidentEvent[] = history) =>
    given(incident, events).when({ ...reclassify, ...change });

  test('a closed incident takes another code, since it happened unless another moment is named', () => {
    when({}).expects([reclassified]);
    const validFrom = at('09-30T00:00:00');
    when({ validFrom }).expects([{ ...reclassified, validFrom }]);
  });

  test('the next one begins where the last one ended, and may lead back', () => {
    const back = { ...reclassified, from: '30903', to: '30906' };
    when({ finalCode: '30906' }, [...history, reclassified]).expects([back]);
    when({ finalCode: '30909' }, [...history, reclassified, back]).expects([
      { ...reclassified, from: '30906', to: '30909' },
    ]);
  });

  test('what was once sensitive stays guarded, whichever code made it so', () => {
    const ordinary = { ...reclassified, to: '30909', sensitive: false };
    when({ finalCode: '30909' }).expects([ordinary]);
    const sensitive = { ...ordinary, sensitive: true };
    when({ finalCode: '30909' }, [
      { ...reported, initialCode: '30502' },
      { ...closed, initialCode: '30502' },
    ]).expects([sensitive]);
    when({ finalCode: '30909' }, [reported, { ...closed, finalCode: '30903' }]).expects([
      { ...sensitive, from: '30903' },
    ]);
  });

  test('it needs an incident with a final code', () => {
    when({}, [reported]).expects('NotClosed');
    when({}, []).expects('IncidentNotFound');
  });

  test('to another code, valid in the catalogue when it happened', () => {
    when({ finalCode: '30906' }).expects('AlreadyClassified');
    when({ finalCode: '30903' }, [...history, reclassified]).expects('AlreadyClassified');
    when({ finalCode: '30704' }).expects('CodeNotInForce');
    const old = { ...reported, happenedAt: parseDateTime('2019-03-01T10:00:00-07:00') };
    when({ finalCode: '31201' }, [old, closed]).expects('CodeNotInForce');
  });

  test('BR-I14, BR-I12: the code is one that the closing could have had, and victims are never silently counted as none', () => {
    for (const finalCode of ['70104', '60210', '60205']) when({ finalCode }).expects('NotAFinalCode');
    const nothing = [reported, { ...closed, outcome: 'UNFOUNDED', victims: 0, finalCode: '70104' } as const];
    when({ finalCode: '70101' }, nothing).expects([
      {
        ...{ ...reclassified, from: '70104', to: '70101', sensitive: false },
        closing: { ...reclassified.closing!, outcome: 'UNFOUNDED', victims: 0 },
      },
    ]);
    const nobody = [reported, { ...closed, victims: 0, finalCode: '31112' } as const];
    when({}, nobody).expects('VictimsNotTold');
    const closing = { ...reclassified.closing!, victims: 0 };
    const told = { ...reclassified, from: '31112', closing };
    when({ victims: 0 }, nobody).expects([told]);
    when({ victims: 2 }, nobody).expects([
      told,
      {
        ...{ type: 'ClosingCorrected', from: closing, to: { ...closing, victims: 2 }, authorisedBy },
        ...{ rndNumber: null, rndDelayReason: null, reason: 'VICTIMS_FOUND', statPeriod: '2026-09' },
        ...{ finalCode: '30903', municipality: '25006', beatId, correctedAt: reclassify.at },
      },
    ]);
  });

  test('it applies from a moment between the event and the decision, which comes after the closing', () => {
    when({ validFrom: { ...happenedAt, ms: happenedAt.ms - 1 } }).expects('ValidBeforeItHappened');
    when({ validFrom: { ...reclassify.at, ms: reclassify.at.ms + 1 } }).expects('ValidAfterDecision');
    when({ validFrom: reclassify.at }).expects([{ ...reclassified, validFrom: reclassify.at }]);
    when({ at: { ...closed.closedAt, ms: closed.closedAt.ms - 1 } }).expects('CorrectedBeforeClosed');
  });

  test.each([
    ['2026-10-01T00:30:00-06:00', '25006', '2026-09'],
    ['2026-10-01T06:30:00Z', '25006', '2026-09'],
    ['2026-10-01T01:00:00-06:00', '25006', '2026-10'],
    ['2026-10-01T00:30:00-06:00', '09007', '2026-10'],
  ])(
    'BR-I13: what happened at %s in %s counts for %s, by the wall clock there',
    (time, municipality, statPeriod) => {
      const then = { happenedAt: parseDateTime(time), place: { municipality, beatId: null, point: null } };
      const state = history.reduce(
        (folded, event) =>
          incident.evolve(folded, event.type === 'IncidentReported' ? { ...event, ...then } : event),
        incident.initialState,
      );
      expect(incident.decide(state, reclassify)).toMatchObject([{ statPeriod }]);
    },
  );

  test('a reason and an accountable person are required, and neither is a sentence', () => {
    const input = z.object(incident.commands.ReclassifyIncident.input);
    const parses = (change: object) => input.safeParse({ ...reclassify, ...change }).success;
    expect(parses({})).toBe(true);
    expect(parses({ reason: '' })).toBe(false);
    expect(parses({ reason: 'La víctima era la señora de la esquina.' })).toBe(false);
    expect(parses({ finalCode: '309' })).toBe(false);
    expect(AuthorityId.safeParse(reclassify.authorisedBy).success).toBe(true);
    expect(AuthorityId.safeParse('').success).toBe(false);
    for (const type of ['IncidentReclassified', 'IncidentRelocated'] as const) {
      expect(incident.events[type].schema.shape.authorisedBy).toBe(AuthorityId);
    }
  });
});

describe('relocating', () => {
  const when = (change: Partial<Command<'RelocateIncident'>>, events: IncidentEvent[] = history) =>
    given(incident, events).when({ ...relocate, ...change });
  const there = { ...place, point: { lon: -107.4, lat: 24.8 } };

  test('a closed incident turns out to have happened in another municipality', () => {
    when({}).expects([relocated]);
    when({}, [...history, relocated]).expects('AlreadyThere');
    when({ to: place }, [...history, relocated]).expects([
      { ...relocated, from: { municipality: '25019', beatId: null }, to: place },
    ]);
  });

  test('or at another point of the same beat', () => {
    when({ to: there }).expects([{ ...relocated, to: there }]);
    when({ to: { ...place, point: null } }).expects('AlreadyThere');
  });

  test('no point is kept of sensitive kinds, not even when they are no longer classified as such', () => {
    when({ to: there }, [...history, reclassified]).expects('PointOnSensitiveKind');
    const back = { ...reclassified, from: '30903', to: '30906' };
    when({ to: there }, [...history, reclassified, back]).expects('PointOnSensitiveKind');
  });

  test('neither an open incident nor one that was never reported is relocated', () => {
    when({}, [reported]).expects('NotClosed');
    when({}, []).expects('IncidentNotFound');
    when({ at: { ...closed.closedAt, ms: closed.closedAt.ms - 1 } }).expects('CorrectedBeforeClosed');
  });

  test('a reclassification after it counts for the new place', () =>
    given(incident, [...history, relocated])
      .when(reclassify)
      .expects([{ ...reclassified, municipality: '25019', beatId: null }]));
});

test('corrections of either kind are bounded together', () => {
  const again = Array.from({ length: CORRECTIONS_MAX / 2 }, () => [reclassified, relocated]).flat();
  for (const command of [reclassify, relocate]) {
    given(incident, [...history, ...again])
      .when(command)
      .expects('TooManyCorrections');
  }
});

test('corrections that come before their closing fold without changing anything', () => {
  const open = incident.evolve(incident.initialState, reported);
  expect([reclassified, relocated].reduce((state, event) => incident.evolve(state, event), open)).toEqual(
    open,
  );
});

describe('what came of it', () => {
  const from = { outcome: 'REFERRED', victims: 1, exercise: false, closedAt: closed.closedAt } as const;
  const nothing = { outcome: null, victims: null, exercise: null, rndNumber: null, rndDelayReason: null };
  const command: Command<'CorrectClosing'> = {
    ...{ type: 'CorrectClosing', ...nothing, reason: 'VICTIMS_FOUND', authorisedBy },
    at: at('10-20T11:00:00'),
  };
  const corrected = (to: Partial<Of<'ClosingCorrected'>['to']>): Of<'ClosingCorrected'> => ({
    ...{ type: 'ClosingCorrected', from, to: { ...from, ...to }, rndNumber: null, rndDelayReason: null },
    ...{ reason: 'VICTIMS_FOUND', authorisedBy, statPeriod: '2026-09', finalCode: '30906' },
    ...{ municipality: '25006', beatId, correctedAt: command.at },
  });
  const when = (change: Partial<Command<'CorrectClosing'>>, events: IncidentEvent[] = history) =>
    given(incident, events).when({ ...command, ...change });

  test('A7: outcome, victims and exercise of a closing are corrected, each by itself, and back', () => {
    when({ victims: 3 }).expects([corrected({ victims: 3 })]);
    when({ outcome: 'UNFOUNDED' }).expects([corrected({ outcome: 'UNFOUNDED' })]);
    when({ exercise: true }).expects([corrected({ exercise: true })]);
    when({ victims: 1 }, [...history, corrected({ victims: 3 })]).expects([
      { ...corrected({ victims: 1 }), from: { ...from, victims: 3 } },
    ]);
  });

  test('a correction that says nothing new, or comes before the closing, is refused', () => {
    when({}).expects('NothingCorrected');
    when({ victims: 1 }).expects('NothingCorrected');
    when({ victims: 2, at: at('09-19T02:00:00') }).expects('CorrectedBeforeClosed');
    when({ victims: 2 }, [reported]).expects('NotClosed');
  });

  test('BR-I14, BR-I12: the corrected ending is one that a closing could have had', () => {
    const nothing = [reported, { ...closed, outcome: 'UNFOUNDED', victims: 0, finalCode: '70104' } as const];
    when({ outcome: 'RESOLVED' }, nothing).expects('NotAFinalCode');
    const drill = [reported, { ...closed, exercise: true, finalCode: '60210' } as const];
    const played = [{ ...reported, exercise: true }, drill[1]!];
    when({ exercise: false }, played).expects('NotAFinalCode');
    const unfounded = [
      reported,
      { ...closed, outcome: 'UNFOUNDED', victims: 0, finalCode: '30503' } as const,
    ];
    when({ outcome: 'RESOLVED' }, unfounded).expects('VictimsNotTold');
    const zero = { ...from, outcome: 'UNFOUNDED', victims: 0 } as const;
    when({ outcome: 'RESOLVED', victims: 0 }, unfounded).expects([
      { ...corrected({}), from: zero, to: { ...zero, outcome: 'RESOLVED' }, finalCode: '30503' },
    ]);
  });

  test('a detention found out later needs its number, or why it is late (BR-I6)', () => {
    when({ outcome: 'DETAINED' }).expects('RndRequired');
    when({ outcome: 'DETAINED', rndNumber: 'RND/2026/000123' }).expects([
      { ...corrected({ outcome: 'DETAINED' }), rndNumber: 'RND/2026/000123' },
    ]);
  });
});
