import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slicedServices } from './services.ts';
import { root } from './workspace.ts';

/*
 * BR-A4: which kinds of record continue under another version of a model. Anyone who adds a kind says here what
 * happens to it.
 */

const NOTED = 'noted from another service';
const MOMENT = 'one moment: nothing of it is open';
const NO_MODEL = 'no model says anything about it';
const TARGETS = 'is measured by the targets of when it happened, which its first fact holds (ADR 220)';
/** Kinds that have nothing open under a version of a model, and why. */
const NOT_CARRIED: Readonly<Record<string, string>> = {
  ...{ beat: 'the map is drawn by editions', beatstudy: MOMENT, ranking: MOMENT },
  ...{ unit: 'its kind is a code that it keeps', unitlog: NO_MODEL },
  officerduty: 'an assignment ends with its shift, which is carried over, and holds what its gate rested on',
  ...{ eligibility: NOTED, beatsagreement: NOTED, beatsprofile: NOTED, beatsgeography: NOTED },
  ...{ contact: MOMENT, contactarea: NOTED, contactperson: NO_MODEL, victim: NO_MODEL },
  ...{ contactsprofile: NOTED, contactsgeography: NOTED },
  ...{ incident: TARGETS, call: TARGETS, historical: MOMENT, monthlycut: MOMENT },
  ...{
    description: NO_MODEL,
    involved: NO_MODEL,
    vehicle: NO_MODEL,
    breakglass: NO_MODEL,
    needtoknow: NO_MODEL,
  },
  ...{ knownunit: NOTED, retiredunit: NOTED, crewduty: NOTED, beatboundary: NOTED, devicenumbers: NO_MODEL },
  ...{ incidentsagreement: NOTED, incidentsprofile: NOTED, incidentsgeography: NOTED },
  ...{ course: NO_MODEL, dossier: NO_MODEL, enrolment: NO_MODEL, trainingprofile: NOTED },
};
/** Neither the registry nor the national picture has work that continues under a model. */
const WITHOUT_WORK = ['authorities', 'nation'];
/** The access log of each service. */
const ACCESS_LOG = /accesslog$/;
/** Where each service lists its open items. */
const OPEN_ITEMS: Readonly<Record<string, string>> = {
  beats: 'services/beats/src/noted-profile/open-items.ts',
  contacts: 'services/contacts/src/open-items.ts',
};

async function kindsOfRecord() {
  const services = (await slicedServices()).filter(({ name }) => !WITHOUT_WORK.includes(name));
  return services.flatMap(({ name: service, definition }) =>
    definition.slices.map(({ aggregate: { category, events, commands } }) => {
      const named = (of: object, pattern: RegExp) => Object.keys(of).filter((name) => pattern.test(name));
      const [carried, carries] = [named(events, /CarriedOver$/), named(commands, /^CarryOver/)];
      return { service, category, carried, carries };
    }),
  );
}

test('BR-A4: every kind of record is carried over, or it is said why nothing of it is', async () => {
  const kinds = await kindsOfRecord();
  const known = new Map(kinds.map((kind) => [kind.category, kind]));
  const isNamed = (category: string) => category in NOT_CARRIED || ACCESS_LOG.test(category);
  const unnamed = kinds.filter(({ carried, category }) => carried.length === 0 && !isNamed(category));
  expect(unnamed.map(({ category }) => category)).toEqual([]);
  const wrong = Object.keys(NOT_CARRIED).filter((category) => known.get(category)?.carried.length !== 0);
  expect(wrong).toEqual([]);
});

test('BR-A4: what can be carried over is looked for amongst what is open', async () => {
  const carrying = (await kindsOfRecord()).filter(
    ({ carried, carries }) => carried.length + carries.length > 0,
  );
  expect(carrying.length).toBeGreaterThan(8);
  const notLooked = carrying.filter(({ service, carried, carries }) => {
    const file = OPEN_ITEMS[service];
    const text = file === undefined ? '' : readFileSync(join(root, file), 'utf8');
    return carried.length !== 1 || carries.length !== 1 || !text.includes(`type: '${carries[0]}'`);
  });
  expect(notLooked.map(({ category }) => category)).toEqual([]);
});
