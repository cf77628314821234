import { parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { linkAt, spans } from '../effective.ts';
import { authorities } from './authorities.ts';
import { authority, type AuthorityEvent, authorityId } from './authority.ts';

const day = (text: string) => parseDateTime(`${text}T00:00:00-06:00`);
const at = parseDateTime('2026-11-14T12:00:00-06:00');
const HASH = 'a'.repeat(64);

/** The federal force of the seed, under one code through all its names (docs/field.md). */
const federalPolice: AuthorityEvent = {
  type: 'AuthorityRegistered',
  ...{ code: 'policia-federal', kind: 'FEDERAL_FORCE', municipality: null, title: 'Policía Federal' },
  ...{ parent: 'segob', functions: ['PATROL', 'RESPOND'], from: day('2009-06-01') },
};
const guard: AuthorityEvent = {
  ...federalPolice,
  ...{ code: 'guardia-nacional', title: 'Guardia Nacional', parent: 'sspc', from: day('2019-05-27') },
};
const history: readonly AuthorityEvent[] = [
  guard,
  { type: 'AuthorityMoved', parent: 'sedena', from: day('2025-07-17'), decree: 'DOF-2025-07-16' },
];

test('an accent that was written apart from its letter is the same one', () => {
  const { title } = authority.commands.RegisterAuthority.input;
  expect(title.parse('Policía Federal'.normalize('NFD'))).toBe('Policía Federal');
});

describe("the seed's own history", () => {
  test('the force of the Commissioner passes to the National Guard with its functions, and no data without an inventory', () => {
    const passes = { type: 'SucceedAuthority', by: 'guardia-nacional', functions: ['PATROL'], at } as const;
    const succeeded = { from: day('2019-05-27'), decree: 'DOF-2019-05-27' };
    given(authority, [federalPolice])
      .when({ ...passes, functions: ['PATROL'], ...succeeded, other: 'known' })
      .expects([
        {
          ...{ type: 'AuthoritySucceeded', code: 'policia-federal', by: 'guardia-nacional' },
          ...{ functions: ['PATROL'], ...succeeded },
        },
      ]);
    const custody = { datasets: ['PLATAFORMA_MEXICO'], to: 'guardia-nacional', inventoryHash: HASH };
    given(authority, [federalPolice])
      .when({ type: 'TransferCustody', ...custody, ...succeeded, other: 'known', at })
      .expects([{ type: 'CustodyTransferred', ...custody, ...succeeded }]);
  });

  test('one law passes prevention to one institution and training to another, each function to one at a time', () => {
    const centre: AuthorityEvent = {
      ...{ ...federalPolice, code: 'centro-nacional', kind: 'SESNSP', title: 'Centro Nacional' },
      functions: ['PREVENTION', 'TRAINING'],
    };
    const decreed = { from: day('2025-07-17'), decree: 'DOF-2025-07-16' };
    const passed: AuthorityEvent = {
      ...{ type: 'AuthoritySucceeded', code: 'centro-nacional', by: 'sspc', functions: ['PREVENTION'] },
      ...decreed,
    };
    const passes = { type: 'SucceedAuthority', by: 'sesnsp', ...decreed, other: 'known', at } as const;
    given(authority, [centre, passed])
      .when({ ...passes, functions: ['TRAINING'] })
      .expects([{ ...passed, by: 'sesnsp', functions: ['TRAINING'] }]);
    given(authority, [centre, passed])
      .when({ ...passes, functions: ['TRAINING', 'PREVENTION'] })
      .expects('NotAfterTheLast');
    given(authority, [centre, passed])
      .when({ ...passes, functions: ['PREVENTION'], from: day('2025-07-18') })
      .expects([{ ...passed, by: 'sesnsp', from: day('2025-07-18') }]);
    // What passed before, and is told of later, takes nothing from what has passed since.
    const before: AuthorityEvent = { ...passed, functions: ['TRAINING'], from: day('2019-05-27') };
    given(authority, [centre, passed, before])
      .when({ ...passes, functions: ['TRAINING', 'PREVENTION'], from: day('2020-01-01') })
      .expects('NotAfterTheLast');
  });

  test.each([
    ['2019-05-26', undefined, undefined],
    ['2019-05-27', 'Guardia Nacional', 'sspc'],
    ['2025-07-16', 'Guardia Nacional', 'sspc'],
    ['2025-07-17', 'Guardia Nacional', 'sedena'],
  ])('on %s it is called %s and belongs to %s', (date, title, parent) => {
    const id = authorityId('00', 'guardia-nacional');
    const row = projected(authorities, eventsOf(authority, id, history)).get(id)!;
    const { ms } = day(date);
    expect(linkAt(row.titles, ms)?.title).toBe(title);
    expect(linkAt(row.parents, ms)?.parent ?? undefined).toBe(parent);
    expect(spans(row.parents).map(({ until }) => until)).toEqual([day('2025-07-17'), null]);
  });
});

describe('an authority', () => {
  const rename = { type: 'RenameAuthority', title: 'Guardia', decree: null, at } as const;

  test('is renamed only from a moment after its last name began', () => {
    given(authority, [guard])
      .when({ ...rename, from: day('2019-05-27') })
      .expects('NotAfterTheLast');
    given(authority, [guard])
      .when({ ...rename, from: day('2027-01-01') })
      .expects([{ type: 'AuthorityRenamed', title: 'Guardia', from: day('2027-01-01'), decree: null }]);
  });

  test('is not its own successor, nor one that nobody registered', () => {
    const passes = { type: 'SucceedAuthority', functions: ['PATROL'], from: at, decree: null, at } as const;
    given(authority, [guard])
      .when({ ...passes, functions: ['PATROL'], by: 'guardia-nacional', other: 'known' })
      .expects('AuthorityNotFound');
    given(authority, [guard])
      .when({ ...passes, functions: ['PATROL'], by: 'nadie', other: 'unknown' })
      .expects('AuthorityNotFound');
  });

  test('is registered once, under a code that is nobody else’s', () => {
    const {
      type: _,
      functions,
      ...fields
    } = guard as Extract<AuthorityEvent, { type: 'AuthorityRegistered' }>;
    const register = {
      type: 'RegisterAuthority',
      ...fields,
      functions,
      other: 'known',
      taken: false,
      outside: false,
      at,
    } as const;
    given(authority, []).when(register).expects([guard]);
    given(authority, [guard]).when(register).expects('AlreadyRegistered');
    given(authority, [])
      .when({ ...register, taken: true })
      .expects('AlreadyRegistered');
    given(authority, [])
      .when({ ...register, outside: true })
      .expects('OutsideEntity');
  });
});
