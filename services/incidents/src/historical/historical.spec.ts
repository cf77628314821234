import { type CommandOf, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { z } from 'zod';
import {
  historical,
  type HistoricalEvent,
  historicalCommandIdOf,
  historicalIdOf,
  isSensitiveCategory,
} from './historical.ts';

const facts = {
  source: 'cdmx-c5',
  sourceKey: 'C5/180327/08751',
  occurredAt: parseDateTime('2018-03-27T21:57:15-06:00'),
  arrivedAt: null,
  closedAt: parseDateTime('2018-04-25T18:20:04-05:00'),
  outcome: 'DUPLICATE' as const,
  classification: { system: 'c5-incidente', code: 'accidente-choque con lesionados' },
  municipality: '09007',
  beatId: null,
  point: { lon: -99.03605, lat: 19.36753 },
  placeBasis: 'POINT' as const,
  sensitive: false,
  legs: null,
};
const record: CommandOf<typeof historical> = {
  type: 'RecordHistoricalIncident',
  ...facts,
  at: facts.occurredAt,
};
const recorded: HistoricalEvent = { type: 'HistoricalIncidentRecorded', ...facts };

test('a past incident is recorded once; a second time it is known', () => {
  given(historical, []).when(record).expects([recorded]);
  given(historical, [recorded]).when(record).expects([]);
});

test('the same row has the same id and the same command, another entity another', () => {
  const key = ['cdmx-c5', 'C5/180327/08751'] as const;
  expect(historicalIdOf('09', ...key)).toBe(historicalIdOf('09', ...key));
  expect(historicalIdOf('09', 'cdmx-delitos', 'C5/180327/08751')).not.toBe(historicalIdOf('09', ...key));
  expect(historicalCommandIdOf('09', ...key)).not.toBe(historicalCommandIdOf('15', ...key));
});

test('M10, R13: no point is kept of what the source calls rape or home robbery, whatever the importer says', () => {
  for (const code of [
    'VIOLACION',
    'ROBO A CASA HABITACION C.V.',
    'Violación',
    'robo a casa habitación s.v.',
    'VIOLENCIA FAMILIAR',
    'ABUSO SEXUAL',
    'FEMINICIDIO POR ARMA BLANCA',
    'Tentativa de violación',
    'Acoso sexual agravado',
  ]) {
    const classification = { system: 'sspdf', code };
    given(historical, [])
      .when({ ...record, classification })
      .expects('PointOnSensitiveKind');
    const without = { classification, point: null };
    given(historical, [])
      .when({ ...record, ...without })
      .expects([{ ...recorded, ...without }]);
  }
  given(historical, [])
    .when({ ...record, sensitive: true })
    .expects('PointOnSensitiveKind');
});

test('other crimes of the same files are not sensitive', () => {
  for (const code of ['ROBO A NEGOCIO C.V.', 'HOMICIDIO DOLOSO', 'ROBO A TRANSEUNTE C.V.']) {
    expect(isSensitiveCategory({ system: 'sspdf', code })).toBe(false);
  }
  expect(isSensitiveCategory({ system: 'CNIE', code: '30701' })).toBe(true);
});

test('nobody arrives and nothing closes before it happened', () => {
  const before = parseDateTime('2018-03-27T21:57:14-06:00');
  given(historical, [])
    .when({ ...record, closedAt: before })
    .expects('EndsBeforeStart');
  given(historical, [])
    .when({ ...record, arrivedAt: before })
    .expects('EndsBeforeStart');
});

test('an accent that was written apart from its letter is the same one', () => {
  const { classification } = historical.commands.RecordHistoricalIncident.input;
  const code = 'Lesiones en riña';
  expect(classification.parse({ system: 'x', code: code.normalize('NFD') })).toMatchObject({ code });
});

test('a sentence is not a category', () => {
  const input = z.object(historical.commands.RecordHistoricalIncident.input);
  const code = 'Llama la señora: "mi vecino", tel. 55-1234-5678';
  expect(input.safeParse(facts).success).toBe(true);
  expect(input.safeParse({ ...facts, classification: { system: 'x', code } }).success).toBe(false);
});

test('H11, R13: a category is a code or words, not a person at a house number', () => {
  const { classification } = historical.commands.RecordHistoricalIncident.input;
  const isTaken = (code: string, version?: string) =>
    classification.safeParse({ system: 'x', code, ...(version !== undefined && { version }) }).success;
  for (const code of ['JUAN PEREZ LOPEZ, ROBLE 12', 'PEREZ 5512345678', 'PEREZ LOPEZ, ROBLE １２'])
    expect(isTaken(code)).toBe(false);
  for (const code of ['ROBO A TRANSEUNTE C.V.', '459A', 'Gas Leak (Natural and LP Gases)', 'Code 3 (FE)'])
    expect(isTaken(code, '2013')).toBe(true);
  expect(isTaken('ROBO', '5512345678 J PEREZ')).toBe(false);
});
