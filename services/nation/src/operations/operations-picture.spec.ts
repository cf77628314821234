import type { Asker } from '../ask.ts';
import { picture, PICTURE_SERVICES } from '../picture/picture.ts';
import { figureSources } from '../picture/figure-sources.ts';
import { operationsPicture } from './operations-picture.ts';
import { openRoomRows } from './room-rows.ts';

const asker: Asker = {
  subject: { id: 'dev:operator-09', role: 'operator', purpose: 'DISPATCH', entity: '09' },
};
const LOG = '3f8a54d6-5c2e-4f7b-9d10-6f0b8a2c7e11';
const cut = { position: 7, clock: Date.UTC(2026, 10, 14, 18) };
const CITY = { entity: '09', municipality: null, beat: null };
const FIGURES = {
  beats: 'presence',
  contacts: 'contacts',
  incidents: 'incidents',
  training: 'training',
} as const;

const nothing = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
/** Services that hold nothing, some of which are down. */
const asking = (down: readonly string[]) => (service: string) =>
  down.includes(service)
    ? Promise.reject(new Error(`${service} is down`))
    : Promise.resolve({
        data: {
          ...{ incidents: nothing, roomUnits: [] },
          ...{ presenceFigures: [], contactFigures: [], incidentFigures: [], trainingFigures: [] },
        },
        lagSeconds: 3,
      });

const seen = (down: readonly string[], isHeard: boolean, { subject, note }: Asker = asker) => {
  const ask = asking(down);
  const onSilence = () => undefined;
  return operationsPicture({
    rowsOf: openRoomRows({ ask, onSilence, logId: () => LOG }),
    askFigures: figureSources(ask, onSilence),
    reportingAt: () => isHeard,
  })({ subject, note }, CITY, cut);
};

test('figures are 0 where nothing happened in a state that is heard', async () => {
  const { figures, reporting, servicesDown } = await seen([], true);
  expect({ reporting, servicesDown }).toEqual({ reporting: true, servicesDown: [] });
  expect(figures).toMatchObject({
    incidents: { recorded: 0, open: [], reported24h: 0, closed24h: 0 },
    presence: { beats: 0, beatsWithoutUnit: 0, officersOnDuty: 0, units: [] },
    contacts: { recorded: 0, followUpsDue: 0, followUpsOverdue: 0 },
    training: { officers: 0, certified: 0 },
  });
});

test('figures are null where the state itself is silent, whatever the services hold', async () => {
  const { figures, reporting } = await seen([], false);
  expect(reporting).toBe(false);
  expect(figures).toEqual({ incidents: null, presence: null, contacts: null, training: null });
});

test('of what is not for a wall nothing is told, which is no 0, and no service is down', async () => {
  const subject = { id: 'dev:wall-09', role: 'wall', purpose: 'STATISTICS', entity: '09' } as const;
  const { figures, servicesDown } = await seen([], true, { subject });
  expect(figures).toMatchObject({ contacts: null, training: null, presence: { beats: 0 } });
  expect([figures!.incidents === null, servicesDown]).toEqual([false, []]);
});

test.each(PICTURE_SERVICES)(
  'without %s its own figures are null, and 0 stays 0 in the others',
  async (service) => {
    const { figures, servicesDown } = await seen([service], true);
    expect(servicesDown).toEqual([service]);
    for (const [from, part] of Object.entries(FIGURES))
      expect({ part, isNull: figures![part] === null }).toEqual({ part, isNull: from === service });
  },
);

test('figures are those of the national picture at the same cut', async () => {
  const ask = asking(['training']);
  const answers = await figureSources(ask, () => undefined)(asker, cut);
  for (const isHeard of [true, false]) {
    const heard = new Map(isHeard ? [['09', cut.clock]] : []);
    const [national] = picture((code) => code === '09', answers, heard, cut.clock).entities;
    const { figures } = await seen(['training'], isHeard);
    for (const part of Object.values(FIGURES)) {
      const lag = figures![part] && { lagSeconds: answers.beats!.lagSeconds };
      expect(national![part]).toEqual(lag && { ...figures![part], ...lag });
    }
  }
});

test('a picture without a service holds for a second, though nothing changes', async () => {
  const ends: number[] = [];
  const nothingElse = () => undefined;
  const note: Asker['note'] = {
    ...{ keys: nothingElse, where: nothingElse, timeDependent: nothingElse, unfed: nothingElse },
    ...{ elsewhere: nothingElse, named: nothingElse, until: (ms: number) => ends.push(ms) },
    footprint: () => ({ reads: [], timeDependent: false, unfed: false }),
  };
  await seen([], true, { ...asker, note });
  expect(ends).toEqual([]);
  await seen(['beats'], true, { ...asker, note });
  expect(ends).toEqual([cut.clock + 1_000]);
});
