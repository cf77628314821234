import { implausibleIn, refusePersonal } from './plausible.ts';

/** The paths in `fields` of the error. */
function refusedIn(command: object): readonly string[] {
  try {
    refusePersonal(command);
    return [];
  } catch (error) {
    const { details, message } = error as { details: { fields: { path: string }[] }; message: string };
    expect(JSON.stringify([details, message])).not.toMatch(/\d{6}|PEREZ|@/);
    return details.fields.map(({ path }) => path);
  }
}

// Request R13 of the review.
test.each<[string, object, readonly string[]]>([
  [
    'a version',
    { classification: { system: 'x', version: '5512345678 J PEREZ' } },
    ['classification.version'],
  ],
  ['a folio', { folio: 'T5512345678' }, ['folio']],
  ['the title of a course', { titleEs: 'Juan Perez Lopez 55 1234 5678' }, ['titleEs']],
  ['the code of a beat', { code: 'JUAN PEREZ 5512345678', edition: '2026' }, ['code']],
  ['whom a system asks for', { type: 'CloseIncident', onBehalfOf: 'juan.perez@ssc.example' }, ['onBehalfOf']],
  ['one of a list', { items: [{ key: 'a' }, { key: 'GODE561231HDFRRN09' }] }, ['items.1.key']],
  ['nothing', { folio: 'C5/180401/00118', at: { ms: 1_780_000_000_000, offsetMin: -360 } }, []],
])('H11, R13: no telephone, key of a register or mail address is recorded: %s', (_, command, paths) =>
  expect(refusedIn(command)).toEqual(paths),
);

const NOW = Date.UTC(2026, 10, 29);
const inYears = (years: number) => ({ ms: NOW + years * 366 * 86_400_000, offsetMin: -360 });
const townFrom = (since: number) => (cvegeo: string) =>
  cvegeo === '09099' ? { since: { ms: since, offsetMin: -360 }, until: null } : undefined;

/** The code and the path of each implausible field. */
function faultsIn(input: object): readonly string[] {
  const error = implausibleIn(input, { entity: '09', ms: NOW, decreed: townFrom(inYears(1).ms) });
  const fields = (error?.details['fields'] ?? []) as readonly { path: string; code: string }[];
  return fields.map(({ path, code }) => `${path} ${code}`);
}

test.each<[string, object, readonly string[]]>([
  ['a territory that there is not', { territory: '09777' }, ['territory UNKNOWN_MUNICIPALITY']],
  ['one of several', { territory: ['09007', '09777'] }, ['territory.1 UNKNOWN_MUNICIPALITY']],
  ['none of those that there are', { territory: ['09', '09007'] }, []],
  ['none that a decree makes next year', { territory: '09099', from: inYears(1) }, []],
  [
    'a place of today that a decree makes next year',
    { municipality: '09099' },
    ['municipality MUNICIPALITY_TO_COME'],
  ],
  ['none of what begins there when it does', { municipality: '09099', from: inYears(2) }, []],
  [
    'what begins there before',
    { municipality: '09099', from: inYears(0.5) },
    ['municipality MUNICIPALITY_TO_COME'],
  ],
  ['half of a character, wherever', { parts: [{ factor: 'a\ud800' }] }, ['parts.0.factor ILLEGIBLE']],
  ['no character of two halves', { parts: [{ factor: '\u{1f46e}' }] }, []],
  ['a beginning in a year that was slipped', { from: inYears(36) }, ['from TOO_FAR_AHEAD']],
  ['of a version, too', { profile: { validFrom: inYears(11) } }, ['profile.validFrom TOO_FAR_AHEAD']],
  ['no beginning in some years', { from: inYears(9), validFrom: inYears(9) }, []],
  ['no end, however far', { validUntil: inYears(900) }, []],
])('refused is %s', (_, input, faults) => expect(faultsIn(input)).toEqual(faults));
