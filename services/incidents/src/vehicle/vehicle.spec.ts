import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { vehicle, VEHICLE_TELLINGS_MAX, type VehicleEvent, VEHICLES_MAX } from './vehicle.ts';

const at = parseDateTime('2026-11-14T21:38:05-06:00');
const incidentId = idFor('09', 'incident', 1);
const which = { incidentId, number: 1, kind: 'CAR', part: 'FLEEING', unitId: null } as const;
const tell: CommandOf<typeof vehicle> = {
  ...{ type: 'TellVehicle', ...which, plate: 'v1.cGxhY2E', open: true, sent: true, at },
};
const told: VehicleEvent = { type: 'VehicleTold', ...which, plate: 'v1.cGxhY2E', toldAt: at };

test('vehicles are recorded while the incident is open, by a unit that was sent there', () => {
  given(vehicle, []).when(tell).expects([told]);
  given(vehicle, [])
    .when({ ...tell, open: false })
    .expects('AlreadyClosed');
  given(vehicle, [])
    .when({ ...tell, sent: false })
    .expects('NotDispatched');
  const often = Array.from({ length: VEHICLE_TELLINGS_MAX }, () => told);
  given(vehicle, often).when(tell).expects('TooManyTellings');
});

const retract: CommandOf<typeof vehicle> = {
  ...{
    type: 'RetractVehicle',
    incidentId,
    number: 1,
    unitId: null,
    reason: 'WRONG_INCIDENT',
    sent: true,
    at,
  },
};
const retracted: VehicleEvent = {
  ...{ type: 'VehicleRetracted', incidentId, number: 1, unitId: null, reason: 'WRONG_INCIDENT' },
  retractedAt: at,
};

test('a vehicle is taken back once, and may be recorded again; no more are recorded than can be shown', () => {
  given(vehicle, [told]).when(retract).expects([retracted]);
  given(vehicle, [told])
    .when({ ...retract, sent: false })
    .expects('NotDispatched');
  given(vehicle, [told, retracted]).when(retract).expects('NotRecorded');
  given(vehicle, [told, retracted]).when(tell).expects([told]);
  given(vehicle, [])
    .when({ ...tell, number: VEHICLES_MAX + 1 })
    .expects('TooManyTold');
});

test('the end of a plate’s retention period is noted once', () => {
  const came = { rule: 'INCIDENT_DESCRIPTION', dueAt: at } as const;
  const noted: VehicleEvent = { type: 'VehicleRetentionCame', ...came };
  given(vehicle, [told])
    .when({ type: 'NoteVehicleRetention', ...came })
    .expects([noted]);
  given(vehicle, [told, noted])
    .when({ type: 'NoteVehicleRetention', ...came })
    .expects([]);
});

test('a plate that is told again after that is kept on', () => {
  const came: VehicleEvent = { type: 'VehicleRetentionCame', rule: 'INCIDENT_DESCRIPTION', dueAt: at };
  const renewed: VehicleEvent = { type: 'VehicleRetentionRenewed', renewedAt: at };
  given(vehicle, [told, came]).when(tell).expects([told, renewed]);
  given(vehicle, [told, came])
    .when({ ...tell, plate: null })
    .expects([{ ...told, plate: null }]);
  given(vehicle, [told, came, told, renewed]).when(tell).expects([told]);
});
