import { eventually } from '../platform.ts';
import { platform } from '../stage.ts';
import type { Frame } from '../watcher.ts';
import { follow } from './following.ts';
import { close, registerOfficer, report, unitStatus } from './writing.ts';

describe('a live picture equals the picture', () => {
  const TEST_TIMEOUT_MS = 180_000;

  /** What a service could not say at one moment it says at another. */
  const asOf = (user: string, body: string, position: string) =>
    eventually(`every service says what was as of ${position}`, async () => {
      const query = `query ($position: Position!) @asOf(position: $position) ${body}`;
      const answer: Frame = await platform.ask(user, query, { position });
      return answer.errors || JSON.stringify(answer.data).includes('"servicesDown":["') ? undefined : answer;
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
      const told = users.map((user) => follow(user, `query @live ${who}`));
      for (const [n, user] of users.entries()) {
        const first = await eventually(`${user} is told`, async () => told[n]!.seen[0]);
        expect(first.data).toEqual((await platform.ask(user, who)).data);
      }
      await Promise.all(told.map(({ stop }) => stop()));
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
      const { seen, stop } = follow('commander-09', `query @live ${NATION}`);
      const newest = (shows: (city: ReturnType<typeof cityIn>) => boolean) =>
        eventually(
          'the picture shows it',
          async () => (seen.length > 0 && shows(cityIn(seen.at(-1)!))) || undefined,
        );
      await newest(() => true);
      const { recorded } = cityIn(seen.at(-1)!).incidents;
      const { officers } = cityIn(seen.at(-1)!).training;
      await report();
      await newest(({ incidents }) => incidents.recorded === recorded + 1);
      await unitStatus('BUSY');
      await newest(({ presence }) =>
        presence.units.some(({ status, count }) => status === 'BUSY' && count === 1),
      );
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
      const { seen, stop } = follow('operator-09', `query @live ${ROOM}`);
      const newest = (shows: (room: ReturnType<typeof roomIn>) => boolean) =>
        eventually(
          'the room shows it',
          async () => (seen.length > 0 && shows(roomIn(seen.at(-1)!))) || undefined,
        );
      await newest(() => true);
      expect(roomIn(seen.at(-1)!).figures.contacts).toEqual({ recorded: 0, followUpsDue: 0 });
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
});
