import { refusePersonal } from './plausible.ts';

/** What stands in `fields` of the error, of each field its path. */
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
