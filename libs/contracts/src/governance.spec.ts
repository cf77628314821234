import { type AgreementTerms, commandedBy } from './governance.ts';

const MAZATLAN = 'America/Mazatlan';
/** Local midnight in Mazatlán, where the town is; an hour later than in the capital. */
const midnight = Date.parse('2026-11-01T00:00:00-07:00');
const at = (ms: number) => ({ ms, offsetMin: -420 });
const terms: AgreementTerms = {
  kind: 'MANDO_COORDINADO',
  parties: [{ code: 'seguridad-25', kind: 'STATE_FORCE', entity: '25' }],
  territory: ['25012'],
  functions: ['OPERATIONS', 'ADMINISTRATION'],
  commandingAuthority: 'seguridad-25',
  periods: [
    { from: at(midnight), until: at(midnight + 10) },
    { from: at(midnight + 20), until: at(midnight + 30) },
  ],
};
const asked = { municipality: '25012', doing: 'OPERATIONS' } as const;

test('the state commands from local midnight of the town to the millisecond of an end, not while it is suspended, and again after', () => {
  expect(
    new Intl.DateTimeFormat('es-MX', { timeZone: MAZATLAN, hour: 'numeric', hourCycle: 'h23' }).format(
      midnight,
    ),
  ).toBe('00');
  const moments = [-1, 0, 9, 10, 19, 20, 29, 30].map((ms) =>
    commandedBy(terms, { ...asked, ms: midnight + ms }),
  );
  const yes = 'seguridad-25';
  expect(moments).toEqual([undefined, yes, yes, undefined, undefined, yes, yes, undefined]);
});

test('coordinated command leaves administration to the town, unified command takes it, and a convenio takes neither', () => {
  const by = (kind: AgreementTerms['kind'], doing: 'OPERATIONS' | 'ADMINISTRATION') =>
    commandedBy({ ...terms, kind }, { ...asked, doing, ms: midnight });
  expect([by('MANDO_COORDINADO', 'ADMINISTRATION'), by('MANDO_UNICO', 'ADMINISTRATION')]).toEqual([
    undefined,
    'seguridad-25',
  ]);
  expect([by('CONVENIO', 'OPERATIONS'), by('INSTANCIA', 'OPERATIONS')]).toEqual([undefined, undefined]);
});

test('a mando takes what it names and where it says, in a whole state too', () => {
  const ms = midnight;
  expect(commandedBy({ ...terms, functions: ['PATROL'] }, { ...asked, ms })).toBeUndefined();
  expect(commandedBy(terms, { ...asked, municipality: '25006', ms })).toBeUndefined();
  expect(commandedBy({ ...terms, territory: ['25'] }, { ...asked, municipality: '25006', ms })).toBe(
    'seguridad-25',
  );
});
