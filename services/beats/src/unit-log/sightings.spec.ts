import { idFor, type RecordedEvent, uuidv5 } from '@proximidad/eventsourcing';
import { KEYS_MAX, openReadModels } from '@proximidad/readmodel';
import { unit } from '../unit/unit.ts';
import { units } from '../unit/units.ts';
import { openUnitSightings } from './sightings.ts';
import type { Telemetry } from './telemetry.ts';
import { unitLog } from './unit-log.ts';

const at = { ms: 0, offsetMin: -360 };
const idOf = (n: number) => idFor('09', 'unit', n);

test('where units are is known however many there are', () => {
  const families = { [unit.category]: unit.events, [unitLog.category]: unitLog.events };
  const readModels = openReadModels({ file: ':memory:', models: [units], families });
  const { version } = unit.events.UnitRegistered;
  const registered = (n: number) => {
    const registration = { code: `U-${n}`, kind: 'PATROL', municipality: '09007', homeBeatId: null };
    const stored = { id: uuidv5(n), stream: `unit_${idOf(n)}`, revision: 0, position: n + 1, recordedAt: n };
    const metadata = { version, occurredAt: at, jurisdiction: { entity: '09' } };
    const data = { ...registration, registeredAt: at };
    return { ...stored, type: 'UnitRegistered', data, metadata } as unknown as RecordedEvent;
  };
  const count = KEYS_MAX + 1;
  readModels.apply(Array.from({ length: count }, (_, n) => registered(n)));
  const point = { lon: -99.1, lat: 19.4 };
  const located = Array.from({ length: count }, (_, n) => ({
    ...{ unitId: idOf(n), beatId: null, point, accuracyMetres: 8, at },
  }));
  const telemetry = { all: () => located } as Partial<Telemetry> as Telemetry;
  const { source } = openUnitSightings({ readModels, telemetry, now: () => 0 });
  expect(source.known()).toHaveLength(count);
  readModels.close();
});
