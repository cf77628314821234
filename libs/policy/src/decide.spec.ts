import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import { type Action, decide, looksInto, mayReadField, ownsCounts, type Resource } from './decide.ts';
import { admits, countedScopeOf, scopeOf as scopeAt } from './scope.ts';
import { isStronglySignedIn, purposeFor, purposesOf, Purpose, Role, Subject } from './subject.ts';
import { FIELD_SETS, READS, type Kind } from './tables.ts';

const KINDS = Object.keys(READS) as Kind[];
const PUBLIC: readonly Kind[] = [
  ...(['entity', 'municipality', 'geography', 'beat', 'course'] as const),
  ...(['authority', 'body', 'session', 'agreement', 'liaison', 'modelprofile', 'adoption'] as const),
];
const OWN_ROLES: readonly Role[] = ['commander', 'operator', 'officer', 'machine'];
const ENTITIES = Array.from({ length: 33 }, (_, i) => String(i).padStart(2, '0')).concat('99');

const as = (role: Role, entity?: string, municipality?: string): Subject => ({
  id: `dev:${role}`,
  role,
  purpose: purposeFor(role)!,
  ...(entity !== undefined && { entity }),
  ...(municipality !== undefined && { municipality }),
});
const scopeOf = (subject: Subject, kind: Kind) => scopeAt(subject, kind, { now: 0 });
const may = (subject: Subject, action: Action, resource: Resource) =>
  decide(subject, action, resource).allowed;

/** The rights of commands of a call centre. */
const CENTRE = { roles: ['operator', 'machine'] };
const jalisco = as('commander', '14');
const analyst = as('analyst');
const iztapalapa = as('operator', '09', '09007');

describe('territory', () => {
  test('a commander of Jalisco reads nothing of what happens in Ciudad de México', () => {
    const kinds = KINDS.filter((kind) => !PUBLIC.includes(kind));
    expect(kinds.filter((kind) => may(jalisco, 'read', { kind, entity: '09' }))).toEqual([]);
    expect(kinds.map((kind) => scopeOf(jalisco, kind))).toEqual(
      kinds.map((kind) => (['access', 'accesslog'].includes(kind) ? [] : [{ entity: { in: ['14'] } }])),
    );
  });

  test('beats and courses are public to every role, in all 32 entities and the national one', () => {
    for (const role of Role.options)
      for (const kind of PUBLIC)
        for (const entity of ENTITIES.filter((code) => code !== '99'))
          expect([role, kind, entity, may(as(role, '14'), 'read', { kind, entity })]).toEqual([
            role,
            kind,
            entity,
            true,
          ]);
  });

  test('the sandbox is read by the analyst and its own machine alone', () => {
    const readers = Role.options.flatMap((role) =>
      ['99', '14', undefined]
        .filter((home) => KINDS.some((kind) => may(as(role, home), 'read', { kind, entity: '99' })))
        .map((home) => `${role} ${home}`),
    );
    expect(readers).toEqual(['analyst 99', 'analyst 14', 'analyst undefined', 'machine 99']);
  });

  test('the machine of the sandbox writes there and nowhere else', () => {
    const sandbox = as('machine', '99');
    const written = ENTITIES.filter((entity) =>
      may(sandbox, { roles: ['machine'] }, { kind: 'historical', entity }),
    );
    expect(written).toEqual(['99']);
  });

  test('a municipal operator serves one municipality; a record without a known one is not theirs', () => {
    const incident = { kind: 'incident', entity: '09' } as const;
    expect(may(iztapalapa, CENTRE, { ...incident, municipality: '09007' })).toBe(true);
    expect(decide(iztapalapa, CENTRE, { ...incident, municipality: '09015' })).toEqual({
      allowed: false,
      reason: 'MUNICIPALITY',
    });
    expect(may(iztapalapa, 'read', incident)).toBe(false);
    expect(scopeOf(iztapalapa, 'incident')).toEqual([
      { entity: { in: ['09'] }, municipality: { in: ['09007'] } },
    ]);
  });

  test('a municipal operator sees whether the own entity reports', () => {
    expect(scopeOf(iztapalapa, 'source')).toEqual([{ entity: { in: ['09'] } }]);
  });

  test('a municipality of another entity gives no territory at all', () => {
    const confused = as('operator', '09', '14039');
    expect(scopeOf(confused, 'incident')).toEqual([]);
    expect(may(confused, CENTRE, { kind: 'call', entity: '09', municipality: '14039' })).toBe(false);
    expect(Subject.safeParse(confused).success).toBe(false);
  });

  test('nobody is at home in the national records: only the academy publishes national courses', () => {
    const publishers = Role.options.filter((role) =>
      may(as(role, '00'), { roles: ['academy', 'machine'] }, { kind: 'course', entity: '00' }),
    );
    expect(publishers).toEqual(['academy']);
  });

  test('a state subject whose token names no entity gets nothing of a state', () => {
    for (const role of OWN_ROLES) expect(scopeOf(as(role), 'incident')).toEqual([]);
  });

  test('its own totals are shown exactly', () => {
    const owners = Role.options.filter((role) => ownsCounts(as(role, '14'), 'incident', '14'));
    expect(owners).toEqual(['commander', 'operator', 'officer', 'machine', 'wall']);
    expect(ownsCounts(jalisco, 'incident', '09')).toBe(false);
    expect(ownsCounts(as('academy'), 'officer', '09')).toBe(true);
  });
});

describe('roles', () => {
  test('a command is for the roles that it names, at home, and for no others', () => {
    const resource = { kind: 'beat', entity: '14' } as const;
    for (const named of Role.options)
      for (const role of Role.options) {
        const decision = decide(as(role, '14'), { roles: [named] }, resource);
        const executes = role === named && role !== 'auditor' && role !== 'wall';
        expect([named, role, decision]).toEqual([
          ...[named, role],
          executes ? { allowed: true } : { allowed: false, reason: 'ROLE' },
        ]);
      }
  });

  test('a denial names role, entity, municipality or purpose', () => {
    const at = (entity: string, municipality?: string) =>
      ({ kind: 'incident', entity, ...(municipality && { municipality }) }) as const;
    expect(decide(as('liaison', '09'), CENTRE, at('09'))).toEqual({ allowed: false, reason: 'ROLE' });
    expect(decide(iztapalapa, CENTRE, at('14'))).toEqual({ allowed: false, reason: 'ENTITY' });
    expect(decide(iztapalapa, CENTRE, at('09', '09015'))).toEqual({ allowed: false, reason: 'MUNICIPALITY' });
    expect(decide({ ...iztapalapa, purpose: 'AUDIT' }, CENTRE, at('09', '09007'))).toEqual({
      allowed: false,
      reason: 'PURPOSE',
    });
  });

  test('the academy reads officers and their training everywhere, and nothing that happens in a street', () => {
    const read = KINDS.filter((kind) => may(as('academy'), 'read', { kind, entity: '31' }));
    expect(new Set(read)).toEqual(new Set([...PUBLIC, 'officer', 'dossier', 'enrolment']));
  });

  test('H9: an analyst reads of records what is a federal matter, and the sandbox', () => {
    const read = KINDS.filter((kind) => may(as('analyst'), 'read', { kind, entity: '09' }));
    expect(new Set(read)).toEqual(new Set([...PUBLIC, 'source', 'access']));
    const flagged = { kind: 'incident', entity: '09', columns: { federal: 1 } } as const;
    expect(may(as('analyst'), 'read', flagged)).toBe(true);
    expect(may(as('analyst'), 'read', { ...flagged, columns: { federal: 0 } })).toBe(false);
    expect(may(as('analyst'), 'read', { kind: 'incident', entity: '99' })).toBe(true);
  });

  test('H9: an auditor reads records where an order says so, and nowhere else', () => {
    const ordered = { ...as('auditor'), order: { number: 'ORD-1', entities: ['09'] } };
    const read = (who: Subject, entity: string) => KINDS.filter((kind) => may(who, 'read', { kind, entity }));
    expect(read(ordered, '09')).toEqual(KINDS);
    for (const [who, entity] of [
      [ordered, '14'],
      [as('auditor'), '09'],
    ] as const)
      expect(new Set(read(who, entity))).toEqual(new Set([...PUBLIC, 'source', 'access']));
  });

  test('H9: an officer sees the own beats for 30 days, and the own unit’s tasks', () => {
    const id = (n: number) => `09-00000000-0000-5000-8000-00000000000${n}`;
    const officer = { ...as('officer', '09'), beats: [id(1)], unit: id(2) };
    const now = 100 * 86_400_000;
    const sees = (columns: object) =>
      decide(officer, 'read', { kind: 'incident', entity: '09', columns: { ...columns } }, now).allowed;
    expect(sees({ beatId: id(1), reportedAt: { ms: now - 29 * 86_400_000 } })).toBe(true);
    expect(sees({ beatId: id(1), reportedAt: { ms: now - 31 * 86_400_000 } })).toBe(false);
    expect(sees({ beatId: id(3), reportedAt: { ms: now } })).toBe(false);
    expect(sees({ beatId: id(3), reportedAt: { ms: now }, unitIds: ` ${id(4)} ${id(2)} ` })).toBe(true);
    expect(sees({ beatId: id(3), reportedAt: { ms: now }, unitIds: ` ${id(4)} ` })).toBe(false);
  });

  test('an analyst sees the nation’s totals and looks into no room', () => {
    expect(admits(countedScopeOf(analyst, 'incident'), { entity: '09', municipality: null })).toBe(true);
    expect(looksInto(analyst, 'unit', '09')).toEqual({ allowed: false, reason: 'ROLE' });
    expect(looksInto(jalisco, 'unit', '09')).toEqual({ allowed: false, reason: 'ENTITY' });
    expect(looksInto(iztapalapa, 'unit', '09')).toEqual({ allowed: true });
  });

  test('only the analyst and the auditor read who is shut out of the platform', () => {
    const readers = Role.options.filter((role) =>
      may(as(role, '14'), 'read', { kind: 'access', entity: '14' }),
    );
    expect(readers).toEqual(['analyst', 'auditor']);
  });
});

describe('a subject acts for itself', () => {
  const unit = '09-00000000-0000-5000-8000-000000000001';
  const moving: Action = {
    roles: ['officer', 'operator'],
    oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
  };
  const what = (...named: string[]) => ({ kind: 'unit', entity: '09', named }) as const;

  test('H9: an officer moves the own unit and no other', () => {
    const officer = { ...as('officer', '09'), unit };
    expect(may(officer, moving, what(unit))).toBe(true);
    for (const named of [[], ['09-00000000-0000-5000-8000-000000000002']])
      expect(decide(officer, moving, what(...named))).toEqual({ allowed: false, reason: 'ONESELF' });
  });

  test('H9: an officer whose token names no unit moves none', () => {
    expect(decide(as('officer', '09'), moving, what(unit))).toEqual({ allowed: false, reason: 'ONESELF' });
  });

  test('who commands or dispatches is not bound to a unit', () => {
    expect(may(as('operator', '09'), moving, what(unit))).toBe(true);
  });

  test('an officer, a unit or beats of another entity make an invalid subject', () => {
    for (const tie of [{ unit }, { officer: unit }, { beats: [unit] }]) {
      expect(Subject.safeParse({ ...as('officer', '09'), ...tie }).success).toBe(true);
      expect(Subject.safeParse({ ...as('officer', '14'), ...tie }).success).toBe(false);
      expect(Subject.safeParse({ ...as('officer'), ...tie }).success).toBe(false);
    }
  });
});

describe('signing in', () => {
  test('M13: two factors, or a key, are strong; a password is not', () => {
    const strong = [{ amr: ['pwd', 'mfa'] }, { amr: ['hwk'] }, { acr: 'phr' }, { acr: 'aal2' }];
    const weak = [{}, { amr: ['pwd'] }, { acr: '0' }, { acr: 'mfa' }, { amr: [] }];
    expect([strong, weak].map((all) => all.map((how) => isStronglySignedIn(how)))).toEqual([
      strong.map(() => true),
      weak.map(() => false),
    ]);
  });
});

describe('purpose', () => {
  test('each role has a usual purpose, taken when none is asked for', () => {
    expect(Role.options.map((role) => purposeFor(role))).toEqual([
      ...[
        'STATISTICS',
        'SUPERVISION',
        'DISPATCH',
        'PATROL',
        'SUPERVISION',
        'AUDIT',
        'SUPERVISION',
        'DISPATCH',
        'STATISTICS',
      ],
    ]);
  });

  test('a purpose outside the list, or of another role, is none', () => {
    expect(purposeFor('operator', 'CURIOSITY')).toBeUndefined();
    expect(purposeFor('operator', 'AUDIT')).toBeUndefined();
    expect(purposeFor('commander', 'FOLLOW_UP')).toBe('FOLLOW_UP');
  });

  test('an auditor who does not audit reads nothing', () => {
    const curious: Subject = { ...as('auditor'), purpose: 'SUPERVISION' };
    expect(decide(curious, 'read', { kind: 'incident', entity: '09' })).toEqual({
      allowed: false,
      reason: 'PURPOSE',
    });
    expect(scopeOf(curious, 'incident')).toEqual([]);
    expect(mayReadField(curious, 'Incident.point')).toBe(false);
  });
});

describe('fields', () => {
  test.each(Object.keys(FIELD_SETS) as `${string}.${string}`[])(
    '%s is for the field and its auditor',
    (field) => {
      const readers = Role.options.filter((role) => mayReadField(as(role, '14'), field));
      expect(readers).toEqual(['commander', 'operator', 'officer', 'auditor', 'machine']);
    },
  );

  test('figures open no exact place', () => {
    expect(mayReadField({ ...jalisco, purpose: 'STATISTICS' }, 'Incident.point')).toBe(false);
  });

  test('H9: the purpose selects the set of fields: an investigation needs no personnel, an answer to a citizen no place', () => {
    const opened = Purpose.options.map((purpose) => [
      purpose,
      ...['Incident.point', 'Officer.duty'].filter((field) =>
        mayReadField({ ...jalisco, purpose }, field as 'Incident.point'),
      ),
    ]);
    expect(opened).toEqual([
      ...['DISPATCH', 'PATROL', 'FOLLOW_UP', 'SUPERVISION'].map((purpose) => [
        ...[purpose, 'Incident.point', 'Officer.duty'],
      ]),
      ['INVESTIGATION_SUPPORT', 'Incident.point'],
      ['STATISTICS'],
      // A purpose that a commander does not have.
      ['AUDIT'],
      ['ARCO'],
      ['LEGAL_ORDER', 'Incident.point', 'Officer.duty'],
    ]);
  });

  test('a field that no table names follows its record', () => {
    expect(mayReadField(analyst, 'Incident.priority')).toBe(true);
    expect(mayReadField(analyst, 'constructor.name')).toBe(true);
  });
});

describe('whatever is asked', () => {
  const entity = fc.constantFrom(...ENTITIES);
  const municipality = fc.constantFrom('09007', '09015', '14039', '99001');
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const subject = fc
    .tuple(
      fc.constantFrom(...Role.options),
      maybe(entity),
      maybe(municipality),
      fc.constantFrom(...Purpose.options),
    )
    .map(([role, home, town, purpose]): Subject => ({ ...as(role, home, town), purpose }));
  const resource = fc.record({ kind: fc.constantFrom(...KINDS), entity, municipality: maybe(municipality) });
  const command = fc.subarray([...Role.options, 'nobody']).map((roles): Action => ({ roles }));

  test('the row filter admits exactly what may be read', () =>
    fc.assert(
      fc.property(
        subject,
        resource,
        (who, what) => admits(scopeOf(who, what.kind), { ...what }) === may(who, 'read', what),
      ),
      runs(5_000),
    ));

  test('outside its own entity a state subject records nothing, and reads only what is public', () =>
    fc.assert(
      fc.property(subject, resource, command, (who, what, action) => {
        fc.pre(OWN_ROLES.includes(who.role) && who.entity !== what.entity);
        expect(may(who, action, what)).toBe(false);
        if (!PUBLIC.includes(what.kind)) expect(may(who, 'read', what)).toBe(false);
      }),
      runs(5_000),
    ));

  test('outside its own municipality a municipal subject records nothing', () =>
    fc.assert(
      fc.property(subject, resource, command, (who, what, action) => {
        fc.pre(OWN_ROLES.includes(who.role) && who.municipality !== undefined);
        fc.pre(who.municipality !== what.municipality);
        expect(may(who, action, what)).toBe(false);
      }),
      runs(2_000),
    ));

  test('a purpose that is not the role’s allows nothing', () =>
    fc.assert(
      fc.property(subject, resource, command, (who, what, action) => {
        fc.pre(!purposesOf(who.role).includes(who.purpose));
        expect([may(who, 'read', what), may(who, action, what), scopeOf(who, what.kind)]).toEqual([
          false,
          false,
          [],
        ]);
      }),
      runs(2_000),
    ));

  test('an action, kind or role that nobody defined is denied, by whatever name', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty', 'Read', 'closeincident', ''),
    );
    fc.assert(
      fc.property(subject, resource, name, (who, what, unknown) => {
        fc.pre(unknown !== 'read' && !Object.hasOwn(READS, unknown));
        fc.pre(!Role.options.some((role) => role === unknown));
        expect(may(who, { roles: [unknown] }, what)).toBe(false);
        expect(may(who, unknown as unknown as Action, what)).toBe(false);
        expect(may(who, 'read', { ...what, kind: unknown as Kind })).toBe(false);
        expect(scopeOf(who, unknown as Kind)).toEqual([]);
        expect(may({ ...who, role: unknown as Role }, 'read', what)).toBe(false);
        expect(scopeOf({ ...who, role: unknown as Role }, what.kind)).toEqual([]);
      }),
    );
  });
});
