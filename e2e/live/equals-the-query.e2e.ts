import { randomUUID } from 'node:crypto';
import { askOfAll, eventually } from '../platform.ts';
import { availableUnit } from '../scene.ts';
import { platform, scene } from '../stage.ts';
import { type Frame, frames } from '../watcher.ts';
import { follow, followed, namesSilence } from './following.ts';
import { close, registerOfficer, report, unitStatus } from './writing.ts';

describe('a live picture equals the picture', () => {
  const TEST_TIMEOUT_MS = 600_000;

  /** What a service could not answer at one moment it answers at another. */
  const asOf = (user: string, body: string, position: string) =>
    eventually(`every service says what was as of ${position}`, async () => {
      const query = `query ($position: Position!) @asOf(position: $position) ${body}`;
      const answer: Frame = await platform.ask(user, query, { position });
      return answer.errors || namesSilence(answer) ? undefined : answer;
    });

  const NATION = `{ nationalPicture { asOf position
  completeness { entitiesReporting entitiesExpected servicesDown stale { entity { code } reason lastEventAt } }
  entities { entity { code }
    incidents { recorded open { priority count } reported24h closed24h asOf lagSeconds }
    presence { beats beatsWithoutUnit officersOnDuty units { status count } lagSeconds }
    contacts { recorded followUpsDue followUpsOverdue } training { officers certified } } } }`;
  const ROOM = `{ operationsPicture(entity: "09") { asOf position stateHash reporting servicesDown
  openIncidents { id status } units { code status }
  figures { incidents { recorded open { priority count } } presence { beats units { status count } }
    contacts { recorded followUpsDue } training { officers } } } }`;

  test(
    'who asks is told who they are, live as otherwise, beside somebody with the same rights',
    async () => {
      const who = '{ viewer { subject role entity { code } } }';
      const users = ['commander-09', 'commander-09-2'];
      const told = await Promise.all(users.map((user) => followed(user, `query @live ${who}`)));
      for (const [n, user] of users.entries()) {
        // What a service could not answer at one moment it answers at another, live too.
        const first = await eventually(`${user} is told`, async () =>
          told[n]!.seen.find(({ errors }) => !errors),
        );
        expect(first.data).toEqual((await askOfAll(platform, user, who)).data);
        expect(first.data!['viewer']).not.toBeNull();
      }
      await Promise.all(told.map(({ stop }) => stop()));
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'BR-A3: a municipality that a decree makes is there live as otherwise, and its changes are followed from then on',
    async () => {
      const cvegeo = '05039';
      const questions = [
        `{ municipality(cvegeo: "${cvegeo}") { cvegeo title since entity { code } } }`,
        '{ municipalities(entity: "05", search: "barroteran") { edges { node { cvegeo title since } } } }',
        `{ incidents(municipality: "${cvegeo}") { totalCount } }`,
        '{ entity(code: "05") { code name profile { profileId territory } } }',
      ];
      const user = 'commander-05';
      const ask = (body: string): Promise<Frame> => platform.ask(user, body);
      const shows = ({ data, errors }: Frame) => ({
        data,
        codes: errors?.map(({ extensions }) => extensions['code']),
      });
      const watched = await Promise.all(
        questions.map(async (body) => ({ body, ...(await followed(user, `query @live ${body}`)) })),
      );
      const equal = (what: string) =>
        eventually(what, async () => {
          const told = await Promise.all(questions.map(ask));
          const live = watched.map(({ seen }) => seen.at(-1));
          const [now, then] = [told.map(shows), live.map((frame) => frame && shows(frame))];
          return JSON.stringify(now) === JSON.stringify(then) ? now : undefined;
        });
      const changesIn = (place: string, from = '') =>
        `subscription { incidentChanged(municipality: "${place}"${from}) { kind id } }`;
      const refusedFor = async (place: string) => {
        const codes = (errors: Frame['errors']) => errors?.map(({ extensions }) => extensions['code']);
        try {
          const asked = { transport: 'ws' as const, user, query: changesIn(place) };
          for await (const { errors } of frames(platform, asked)) return codes(errors);
        } catch (errors) {
          return codes(errors as Frame['errors']);
        }
        return undefined;
      };
      const [before] = await equal('all are the queries before the decree');
      expect(await refusedFor(cvegeo)).toEqual(['BAD_USER_INPUT']);
      expect(before!.data).toMatchObject({ municipality: { title: null, since: null } });

      const from = new Date(Date.now() - 86_400_000).toISOString().replace('Z', '+00:00');
      const unit = { cvegeo, name: 'Barroterán' };
      const decree = { commandId: randomUUID(), municipality: '05020', unit, decree: 'POE-2026-11-01', from };
      const executed = await platform.execute(user, 'createMunicipality', decree);
      expect(executed.code).toBeUndefined();
      const made = await eventually('all are the queries after the decree', async () => {
        const now = await equal('all are the queries');
        return now.every(({ codes }) => codes === undefined) ? now : undefined;
      });
      expect(made.map(({ data }) => data)).toMatchObject([
        { municipality: { cvegeo, title: 'Barroterán', entity: { code: '05' } } },
        { municipalities: { edges: [{ node: { cvegeo, title: 'Barroterán' } }] } },
        { incidents: { totalCount: 0 } },
        { entity: { code: '05' } },
      ]);

      const { cursor } = watched[2]!.seen.at(-1)!.extensions!;
      const changes = follow(user, changesIn(cvegeo, `, resume: "${cursor}"`));
      expect(await refusedFor('05998')).toEqual(['BAD_USER_INPUT']);
      const selected = '... on IncidentAccepted { incident { id } }';
      const reporting = { commandId: randomUUID(), municipality: cvegeo, code: '30421' };
      const { incident } = await platform.execute('operator-05', 'reportIncident', reporting, selected);
      const { id } = incident as { id: string };
      const told = await eventually('the subscription tells of the report', async () => changes.seen[0]);
      expect(told.data).toEqual({ incidentChanged: { kind: 'APPEARED', id } });
      await eventually('the live list counts it', async () => {
        const data = watched[2]!.seen.at(-1)?.data as
          | { incidents: { totalCount: number } }
          | null
          | undefined;
        return data?.incidents.totalCount === 1 || undefined;
      });
      await Promise.all([...watched, changes].map(({ stop }) => stop()));
    },
    TEST_TIMEOUT_MS,
  );

  interface Nation {
    readonly nationalPicture: {
      readonly entities: readonly {
        readonly entity: { readonly code: string };
        readonly incidents: { readonly recorded: number };
        readonly presence: { readonly units: readonly { readonly status: string; readonly count: number }[] };
        readonly training: { readonly officers: number };
      }[];
    };
  }
  interface Room {
    readonly operationsPicture: {
      readonly openIncidents: readonly { readonly id: string }[];
      readonly units: readonly { readonly code: string; readonly status: string }[];
      readonly figures: {
        readonly contacts: object | null;
        readonly incidents: { readonly recorded: number };
      };
    };
  }
  const cityIn = ({ data }: Frame) =>
    (data as unknown as Nation).nationalPicture.entities.find(({ entity }) => entity.code === '09')!;
  const roomIn = ({ data }: Frame) => (data as unknown as Room).operationsPicture;

  test(
    'the national picture is live: each fact shows, and each frame is the picture as of its cursor',
    async () => {
      const { seen, stop } = await followed('commander-09', `query @live ${NATION}`);
      const newest = (shows: (city: ReturnType<typeof cityIn>) => boolean) =>
        eventually(
          'the picture shows it',
          async () => (seen.length > 0 && shows(cityIn(seen.at(-1)!))) || undefined,
        );
      await newest(() => true);
      const { recorded } = cityIn(seen.at(-1)!).incidents;
      const { officers } = cityIn(seen.at(-1)!).training;
      // Units of other stories may be busy, too.
      await unitStatus('AVAILABLE');
      await report();
      await newest(({ incidents }) => incidents.recorded === recorded + 1);
      const busy = ({ presence }: ReturnType<typeof cityIn>) =>
        presence.units.find(({ status }) => status === 'BUSY')?.count ?? 0;
      const before = busy(cityIn(seen.at(-1)!));
      await unitStatus('BUSY');
      await newest((city) => busy(city) === before + 1);
      await registerOfficer();
      await newest(({ training }) => training.officers === officers + 1);
      await stop();
      for (const { data, errors, extensions } of seen) {
        expect(errors).toBeUndefined();
        expect((await asOf('commander-09', NATION, extensions!.cursor!)).data).toEqual(data);
      }
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'an operations picture is live, and what nobody has done is 0 in its figures',
    async () => {
      const { seen, stop } = await followed('operator-09', `query @live ${ROOM}`);
      const newest = (shows: (room: ReturnType<typeof roomIn>) => boolean) =>
        eventually(
          'the room shows it',
          async () => (seen.length > 0 && shows(roomIn(seen.at(-1)!))) || undefined,
        );
      await newest(() => true);
      expect(roomIn(seen.at(-1)!).figures.contacts).toEqual({
        recorded: 0,
        followUpsDue: expect.any(Number),
      });
      const id = await report();
      await newest(({ openIncidents }) => openIncidents.some((incident) => incident.id === id));
      await unitStatus('AVAILABLE');
      await newest(({ units }) =>
        units.some(({ code, status }) => code === 'U-102' && status === 'AVAILABLE'),
      );
      await close(id);
      await newest(({ openIncidents }) => !openIncidents.some((incident) => incident.id === id));
      await stop();
      for (const { data, errors, extensions } of seen) {
        expect(errors).toBeUndefined();
        expect((await asOf('operator-09', ROOM, extensions!.cursor!)).data).toEqual(data);
      }
    },
    TEST_TIMEOUT_MS,
  );

  const PARTS = `servicesDown truncated units { id code status since municipality beat incident }
  openIncidents { id folio code label priority status occurredAt reportedAt municipality beat units }`;

  test(
    'a room that is watched shows its parts as a question of its own would, whatever comes, goes and moves',
    async () => {
      const user = 'operator-09';
      const rooms = ['', ', municipality: "09007"', ', municipality: "09015"', `, beat: "${scene.beatId}"`];
      const watched = await Promise.all(
        rooms.map(async (place) => {
          const body = `{ operationsPicture(entity: "09"${place}) { ${PARTS} } }`;
          return { body, ...(await followed(user, `query @live(patch: true) ${body}`)) };
        }),
      );
      const eachIsAtTheHead = (what: string) =>
        Promise.all(
          watched.map(({ body, seen }) =>
            eventually(`${what} shows in ${body}`, async () => {
              const head: Frame = await platform.ask(user, body);
              expect(seen.at(-1)?.data).toEqual(head.data);
              return true;
            }),
          ),
        );
      await eachIsAtTheHead('what there is');
      const incidentId = await report();
      const code = `U-${randomUUID().slice(0, 8)}`;
      const unitId = await availableUnit(platform.execute, { code, beatId: scene.beatId, ...scene.point });
      await eachIsAtTheHead('what came');
      const beyond = { lat: 19.2, lon: -99.3, accuracyM: 8, at: new Date().toISOString() };
      const positions = { commandId: randomUUID(), positions: [{ unitId, ...beyond }] };
      await platform.execute('machine-09', 'reportPositions', positions, 'accepted');
      await eachIsAtTheHead('what moved');
      const retired = { commandId: randomUUID(), unitId, reason: 'SOLD' };
      expect((await platform.execute('commander-09', 'retireUnit', retired)).code).toBeUndefined();
      await close(incidentId);
      await eachIsAtTheHead('what went');
      await Promise.all(watched.map(({ stop }) => stop()));
      for (const { body, seen } of watched) {
        const whole = seen.filter((frame) => !namesSilence(frame));
        expect(whole.length).toBeGreaterThan(0);
        for (const { data, extensions } of whole)
          expect({ body, data: (await asOf(user, body, extensions!.cursor!)).data }).toEqual({ body, data });
      }
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'units alone that are watched are there again once their service is, though nothing happens',
    async () => {
      const user = 'operator-09';
      const body = '{ operationsPicture(entity: "09") { servicesDown units { id status } } }';
      platform.signal('beats', 'SIGSTOP');
      const { seen, stop } = follow(user, `query @live ${body}`);
      try {
        const silent = { operationsPicture: { servicesDown: ['beats'], units: null } };
        await eventually('the picture is without units', async () => {
          expect(seen.at(-1)?.data).toEqual(silent);
          return true;
        });
      } finally {
        platform.signal('beats', 'SIGCONT');
      }
      await eventually('the picture has its units', async () => {
        expect(seen.at(-1)?.data).toEqual((await platform.ask(user, body)).data);
        return JSON.stringify(seen.at(-1)).includes(scene.far) || undefined;
      });
      await stop();
    },
    TEST_TIMEOUT_MS,
  );
});
