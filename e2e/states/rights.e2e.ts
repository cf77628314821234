import { randomUUID } from 'node:crypto';
import type { Kind, Purpose } from '@proximidad/policy';
import { HOLDERS, PURPOSES, type Scene, seenBy } from '@proximidad/testing/rights';
import { HOLDER_OF } from '../holders.ts';
import { askOfAll, eventually } from '../platform.ts';
import { frames, type Transport } from '../watcher.ts';
import { platform, scene as place } from '../stage.ts';

describe('rights', () => {
  /*
   * T17 through a started gateway: what pictures, frames, live queries and replay show each role is what the oracle
   * says.
   */

  const TRANSPORTS: readonly Transport[] = ['ws', 'sse'];
  const TEST_TIMEOUT_MS = 600_000;
  const FRAME_TIMEOUT_MS = 150_000;

  /* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
  type Answer = any;

  let from: string;
  const incidents: Partial<Record<Scene, string>> = {};
  const units: Partial<Record<Scene, string>> = {};

  async function report(entity: string, municipality: string, code: string, point?: object): Promise<string> {
    const input = { commandId: randomUUID(), municipality, code, ...(point && { point }) };
    const accepted = '... on IncidentAccepted { incident { id } position }';
    const { incident } = await platform.execute(`operator-${entity}`, 'reportIncident', input, accepted);
    return (incident as { id: string }).id;
  }

  async function register(entity: string, municipality: string, code: string): Promise<string> {
    const input = { commandId: randomUUID(), code, kind: 'PATROL', municipality };
    const accepted = '... on UnitAccepted { unit { id } }';
    const { unit } = await platform.execute(`commander-${entity}`, 'registerUnit', input, accepted);
    return (unit as { id: string }).id;
  }

  beforeAll(async () => {
    const first = await platform.ask<Answer>('auditor', '{ nationalPicture { position } }');
    from = first.data.nationalPicture.position;
    units.oneself = place.near;
    units.ownBeat = place.far;
    units.otherTown = await register('09', '09015', 'U-301');
    units.otherState = await register('14', '14039', 'U-401');
    // Changes from before `from` are not shown: the caller's own units report something once more.
    for (const unitId of [place.near, place.far])
      await platform.execute('commander-09', 'reportUnitStatus', {
        commandId: randomUUID(),
        unitId,
        status: 'BUSY',
      });
    incidents.ownBeat = await report('09', '09007', '31112', place.point);
    incidents.otherBeat = await report('09', '09007', '31112');
    incidents.otherTown = await report('09', '09015', '31112');
    incidents.arms = await report('09', '09007', '30202');
    incidents.otherState = await report('14', '14039', '31112');
    incidents.armsElsewhere = await report('14', '14039', '30202');
  });

  const scenesOf = (ids: Partial<Record<Scene, string>>, told: readonly string[]) =>
    (Object.keys(ids) as Scene[]).filter((scene) => told.includes(ids[scene]!));

  /** Which of these the holder sees, in one entity or in any. */
  function expected(
    user: string,
    kind: Kind,
    ids: Partial<Record<Scene, string>>,
    entity = '',
  ): readonly Scene[] {
    const holder = HOLDER_OF[user]!;
    const purpose = PURPOSES[HOLDERS[holder].role][0] as Purpose;
    const scenes = (Object.keys(ids) as Scene[]).filter((scene) => ids[scene]!.startsWith(entity));
    return seenBy(kind, holder, purpose, scenes);
  }

  const idsIn = (list: Answer): readonly string[] => (list ?? []).map(({ id }: Answer) => id);

  interface Room {
    readonly units: readonly Scene[];
    readonly incidents: readonly Scene[];
  }
  const roomOf = (picture: Answer): Room => ({
    units: scenesOf(units, idsIn(picture?.units)),
    incidents: scenesOf(incidents, idsIn(picture?.openIncidents)),
  });

  /** A user who sees no unit of an entity does not look into its rooms. */
  function expectedRoom(user: string, entity: string): Room {
    const ofUnits = expected(user, 'unit', units, entity);
    const looks = HOLDERS[HOLDER_OF[user]!].entity === entity && HOLDERS[HOLDER_OF[user]!].role !== 'liaison';
    return { units: ofUnits, incidents: looks ? expected(user, 'incident', incidents, entity) : [] };
  }

  const SHOWN = 'servicesDown units { id } openIncidents { id }';
  const ROOM = (entity: string) => `operationsPicture(entity: "${entity}") { ${SHOWN} }`;

  const ask = <T>(user: string, query: string) => askOfAll<T>(platform, user, query);

  /** On a busy machine a service may be silent for a moment, and a room says so itself. */
  const isWhole = (picture: Answer) => (picture?.servicesDown ?? []).length === 0;
  const askRoom = (user: string, query: string, pictureIn: (data: Answer) => Answer) =>
    eventually('the whole room is told', async () => {
      const { data } = await ask<Answer>(user, query);
      const picture = pictureIn(data);
      return isWhole(picture) ? { room: roomOf(picture) } : undefined;
    }).then(({ room }) => room);

  /** The room as the last frame shows it: on a busy machine a page ends before its frames do. */
  const lastOfPages = (user: string, span: string) =>
    eventually('the last frame is told whole', async () => {
      let after = '';
      for (;;) {
        const selected = `edges { node { ${SHOWN} } } pageInfo { hasNextPage endCursor }`;
        const query = `{ replayFrames(${span}, step: 3600, first: 50${after}) { ${selected} } }`;
        const { edges, pageInfo } = (await ask<Answer>(user, query)).data?.replayFrames ?? {};
        // A holder who may not look into it is told of none.
        if (!edges) return { room: roomOf(undefined) };
        if (pageInfo.hasNextPage) after = `, after: "${pageInfo.endCursor}"`;
        else return isWhole(edges.at(-1)?.node) ? { room: roomOf(edges.at(-1)?.node) } : undefined;
      }
    }).then(({ room }) => room);

  async function firstWhole(user: string, query: string, transport: Transport): Promise<Answer> {
    const stopping = AbortSignal.timeout(FRAME_TIMEOUT_MS);
    for await (const { data } of frames(platform, { transport, user, query }, stopping))
      if (isWhole(data?.['operationsPicture'])) return data?.['operationsPicture'];
    return undefined;
  }

  describe.each(Object.keys(HOLDER_OF))('T17: %s', (user) => {
    test.each(['09', '14'])(
      'H9: sees of the rooms of %s what is theirs: now, as of, in frames, live and in replay',
      async (entity) => {
        const room = expectedRoom(user, entity);
        const picture = (data: Answer) => data?.operationsPicture;
        expect(['now', await askRoom(user, `{ ${ROOM(entity)} }`, picture)]).toEqual(['now', room]);
        const head = (await ask<Answer>('auditor', '{ nationalPicture { position } }')).data.nationalPicture
          .position;
        const then = await askRoom(user, `query @asOf(position: "${head}") { ${ROOM(entity)} }`, picture);
        expect(['as of', then]).toEqual(['as of', room]);
        const span = `entity: "${entity}", from: "${from}", to: "${head}"`;
        const paged = await lastOfPages(user, span);
        expect(['frames', paged]).toEqual(['frames', room]);
        for (const transport of TRANSPORTS) {
          const live = await firstWhole(user, `query @live { ${ROOM(entity)} }`, transport).catch(
            () => undefined,
          );
          expect([transport, roomOf(live)]).toEqual([transport, room]);
        }
        expect(['replay', await lastReplayed(user, `${span}, speed: null`)]).toEqual(['replay', room]);
      },
      TEST_TIMEOUT_MS,
    );

    test(
      'H9: is told of what is theirs by changes, live and between two moments',
      async () => {
        const own = {
          incident: expected(user, 'incident', incidents),
          unit: expected(user, 'unit', units),
        };
        for (const [index, [kind, ids]] of (
          [
            ['incident', incidents],
            ['unit', units],
          ] as const
        ).entries()) {
          const told = await resumed(user, kind, ids, own[kind], TRANSPORTS[index % 2]!);
          expect([kind, told]).toEqual([kind, own[kind]]);
        }
        const between = `{ changesBetween(from: "${from}") { incidents(first: 50) { edges { node { id } } }
        units(first: 50) { edges { node { id } } } } }`;
        const { data } = await platform.ask<Answer>(user, between);
        const nodes = (field: string) =>
          (data?.changesBetween?.[field]?.edges ?? []).map(({ node }: Answer) => node.id as string);
        expect({
          incident: scenesOf(incidents, nodes('incidents')),
          unit: scenesOf(units, nodes('units')),
        }).toEqual(own);
      },
      TEST_TIMEOUT_MS,
    );

    test('H9: sees of the nation the entities that are theirs', async () => {
      const { data } = await platform.ask<Answer>(
        user,
        '{ nationalPicture { entities { entity { code } } } }',
      );
      const codes: string[] = (data?.nationalPicture?.entities ?? []).map(
        ({ entity }: Answer) => entity.code,
      );
      const probes = { ofTheState: '09', otherState: '14' };
      expect(scenesOf(probes, codes)).toEqual(expected(user, 'source', probes));
    });
  });

  async function lastReplayed(user: string, args: string): Promise<Room> {
    const query = `subscription { replay(${args}) { ${SHOWN} } }`;
    let last: Answer;
    try {
      for await (const { data } of frames(
        platform,
        { transport: 'ws', user, query },
        AbortSignal.timeout(FRAME_TIMEOUT_MS),
      ))
        last = (isWhole(data?.['replay']) && data?.['replay']) || last;
    } catch {
      // A room outside their rights.
    }
    return roomOf(last);
  }

  /** The records that a subscription shows from `from` on; it ends a moment after all have come. */
  async function resumed(
    user: string,
    kind: 'incident' | 'unit',
    ids: Partial<Record<Scene, string>>,
    own: readonly Scene[],
    transport: Transport,
  ): Promise<readonly Scene[]> {
    const told = new Set<string>();
    const stopping = new AbortController();
    const query = `subscription { ${kind}Changed(resume: "${from}") { id } }`;
    const reading = (async () => {
      try {
        for await (const { data } of frames(platform, { transport, user, query }, stopping.signal)) {
          const id = (data?.[`${kind}Changed`] as { id?: string } | undefined)?.id;
          if (id) told.add(id);
        }
      } catch {
        // None of it is within their rights.
      }
    })();
    const all = async () => own.every((scene) => told.has(ids[scene]!)) || undefined;
    await eventually(`${user} is told of their ${kind}s`, all).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    stopping.abort();
    await reading;
    return scenesOf(ids, [...told]);
  }
});
