import { randomUUID } from 'node:crypto';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { formatInstant } from '@proximidad/eventsourcing';
import type { Kind, Subject } from '@proximidad/policy';
import {
  AUTHORITY,
  comparesBus,
  comparesRights,
  type Cut,
  EDITION,
  headOf,
  OTHER_BEAT,
  OTHER_TOWN,
  ELSEWHERE,
  OWN_BEAT,
  OWN_OFFICER,
  OWN_TOWN,
  OWN_UNIT,
  type Records,
  accessLogIn,
  askAs,
  executeAs,
  type Holder,
  HOLDERS,
  PURPOSES,
  seenBy,
} from '@proximidad/testing/rights';
import { idFor } from '@proximidad/eventsourcing';
import { eventually } from '@proximidad/testing';
import { beatId } from './beat/beat.ts';
import { demandId } from './coverage/beat-demand.ts';
import { isSetByCommand } from './coverage/formula.ts';
import {
  commander09,
  commander14,
  drawing,
  execute,
  now,
  others,
  running,
  squareAt,
  useBeats,
} from './testing/subgraph.ts';

/* Beats, units, shifts and duties of the oracle's scenes, asked for by everybody in every way. */

useBeats();

const PLACES = {
  ownBeat: { id: OWN_BEAT, code: 'own', municipality: OWN_TOWN, by: commander09 },
  otherBeat: { id: OTHER_BEAT, code: 'other', municipality: OWN_TOWN, by: commander09 },
  otherTown: {
    ...{ id: beatId(OTHER_TOWN, AUTHORITY, EDITION, 'town'), code: 'town', municipality: OTHER_TOWN },
    by: commander09,
  },
  otherState: {
    ...{ id: beatId(ELSEWHERE, AUTHORITY, EDITION, 'state'), code: 'state', municipality: ELSEWHERE },
    by: commander14,
  },
} as const;
type Place = keyof typeof PLACES;
const places = Object.keys(PLACES) as Place[];

const unitAt = (place: Place) => idFor(PLACES[place].municipality.slice(0, 2), 'unit', place);
const officerAt = (place: Place) => idFor(PLACES[place].municipality.slice(0, 2), 'officer', place);

const OWN_PATROL = idFor('09', 'patrol', 'oneself');
const SHIFT_MS = 8 * 3_600_000;

let began: Cut;
let end: Cut;
let logs: Records;
const shiftIds: Partial<Record<Place, string>> = {};
const demandAt = (place: Place) => demandId(PLACES[place].id);
const patrolAt = (place: Place) => idFor(PLACES[place].municipality.slice(0, 2), 'patrol', place);

/** Sets the demand of a place. */
async function demand(place: Place) {
  const { id, by } = PLACES[place];
  const input = { commandId: randomUUID(), beatId: id, parts: [{ amount: 8 }] };
  await eventually(async () => {
    const answer = '... on BeatDemandAccepted { demand { id } }';
    return (await executeAs(running.service, by, 'setDemand', input, answer)).demand as object | undefined;
  }, 'the adoption was noted');
}

/** A patrol of police and an auxiliary; with the caller's own officer in another beat, too. */
async function patrol(jointPatrolId: string, place: Place, commanderId: string, by: Subject) {
  const { id: beatId, municipality } = PLACES[place];
  const auxiliary = { officerId: idFor(municipality.slice(0, 2), 'sereno', jointPatrolId), corps: 'SERENO' };
  const input = {
    ...{ commandId: randomUUID(), jointPatrolId, beatId, commanderId },
    members: [{ officerId: commanderId, corps: 'PNP' }, auxiliary],
  };
  const registered = { officerId: commanderId, municipality };
  await others.tell('training', 'restricted', commanderId, { type: 'OfficerRegistered', ...registered });
  for (const officerId of [commanderId, auxiliary.officerId])
    await executeAs(
      ...([running.service, by, 'startDuty'] as const),
      { commandId: randomUUID(), officerId, method: 'ROLLCALL' },
      '... on OfficerDutyAccepted { known } ... on Refusal { code }',
    );
  await eventually(async () => {
    const answer = '... on JointPatrolAccepted { jointPatrol { id } }';
    const begun = await executeAs(running.service, by, 'beginJointPatrol', input, answer);
    return begun.jointPatrol as object | undefined;
  }, 'the officer was noted');
}

/** Puts all places under a model that has joint patrols and demands. */
async function adopted() {
  const withPatrols = modelProfiles.find(({ mixedPatrol }) => mixedPatrol !== null)!;
  const { supplyDemand } = modelProfiles.find((model) => isSetByCommand(model.supplyDemand.index.formula))!;
  const profile = { ...withPatrols, supplyDemand: { ...supplyDemand, demandFactors: [] } };
  for (const territory of [OWN_TOWN, OTHER_TOWN, ELSEWHERE])
    await others.tell('authorities', 'public', idFor(territory.slice(0, 2), 'adoption', territory), {
      ...{ type: 'ProfileAdopted', territory, version: 1, certificationGate: 'WARN', profile },
      from: { ms: now().ms - SHIFT_MS, offsetMin: -360 },
    });
}

async function register(unitId: string, place: Place, by: Subject) {
  const { municipality, id: homeBeatId } = PLACES[place];
  await execute(
    'registerUnit',
    { unitId, code: unitId.slice(-8), kind: 'PATROL', municipality, homeBeatId },
    by,
  );
}

beforeAll(async () => {
  began = await headOf(running.service);
  for (const [index, place] of places.entries()) {
    const { code, municipality, by } = PLACES[place];
    await execute(
      'designBeat',
      drawing(code, place === 'otherState' ? squareAt(-375, 132) : squareAt(index * 2), {
        authority: AUTHORITY,
        edition: EDITION,
        municipality,
      }),
      by,
    );
    await register(unitAt(place), place, by);
    const startsAt = formatInstant(now());
    const opened = await execute(
      'openShift',
      {
        beatId: PLACES[place].id,
        kind: 'M',
        startsAt,
        endsAt: formatInstant({ ...now(), ms: now().ms + SHIFT_MS }),
      },
      by,
    );
    expect(opened).toMatchObject({ shift: { id: expect.any(String) } });
    shiftIds[place] = (opened['shift'] as { id: string }).id;
    if (place !== 'ownBeat')
      await execute(
        'startDuty',
        { officerId: officerAt(place), unitId: unitAt(place), method: 'ROLLCALL' },
        by,
      );
  }
  await register(OWN_UNIT, 'otherBeat', commander09);
  await execute('startDuty', { officerId: OWN_OFFICER, unitId: OWN_UNIT, method: 'ROLLCALL' });
  await adopted();
  for (const place of places) await demand(place);
  for (const place of places) await patrol(patrolAt(place), place, officerAt(place), PLACES[place].by);
  await patrol(OWN_PATROL, 'otherBeat', OWN_OFFICER, commander09);
  logs = await accessLogIn(running.service);
  end = await headOf(running.service);
});

const idsOf = (idAt: (place: Place) => string, from: readonly Place[] = places) =>
  Object.fromEntries(from.map((place) => [place, idAt(place)]));

const inBeats = (id: (place: Place) => string) => places.map((place) => `beat(id: "${id(place)}")`);

const KINDS: Partial<Record<Kind, () => Records>> = {
  beat: () => ({
    ...{ type: 'Beat', ids: idsOf((place) => PLACES[place].id), changes: 'beats' },
    get: (id) => `beat(id: "${id}") { id }`,
    list: { field: 'beats' },
  }),
  unit: () => ({
    ...{ type: 'Unit', ids: { ...idsOf(unitAt), oneself: OWN_UNIT }, changes: 'units' },
    get: (id) => `unit(id: "${id}") { id }`,
    list: { field: 'units' },
  }),
  beatshift: () => ({
    ...{ type: 'BeatShift', ids: { ...shiftIds }, changes: 'shifts', reference: null },
    list: { field: 'shifts', in: inBeats((place) => PLACES[place].id) },
  }),
  beatdemand: () => ({ type: 'BeatDemand', ids: idsOf(demandAt), live: false }),
  jointpatrol: () => ({
    ...{ type: 'JointPatrol', ids: { ...idsOf(patrolAt), oneself: OWN_PATROL } },
    list: { field: 'jointPatrols', in: inBeats((place) => PLACES[place].id) },
  }),
  officerduty: () => ({
    ids: { ...idsOf(officerAt, ['otherBeat', 'otherTown', 'otherState']), oneself: OWN_OFFICER },
    ...{ type: 'OfficerDuty', changes: 'duties' },
    reference: { type: 'Officer', selects: 'duty { startedAt }', told: (officer) => officer.duty !== null },
  }),
  accesslog: () => logs,
};

test.each(Object.keys(HOLDERS) as Holder[])(
  'T17: a beat shows %s what it asks for as the oracle says',
  async (holder) => {
    const person = HOLDERS[holder];
    const purpose = PURPOSES[person.role][0]!;
    const asked = places.map((place) => `${place}: beat(id: "${PLACES[place].id}") { demand { id } }`);
    const { data } = await askAs(running.service, { ...person, purpose }, `{ ${asked.join('\n')} }`);
    const shown = places.filter((place) => data?.[place]?.demand);
    expect(shown).toEqual(seenBy('beatdemand', holder, purpose, places));
  },
);

comparesRights(() => ({ service: running.service, began, end }), KINDS);
/** Without kinds whose ids are two-digit keys: those occur in every message. */
const { accesslog: _logs, ...TOLD } = KINDS;
comparesBus(() => ({ service: running.service, began, end }), TOLD);
