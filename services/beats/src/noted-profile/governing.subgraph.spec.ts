import { modelProfiles } from '@proximidad/catalogues/profiles';
import { formatInstant, idFor, instantAt } from '@proximidad/eventsourcing';
import { type FeedChange, type Footprint, touches } from '@proximidad/feed';
import { eventually, passportFor } from '@proximidad/testing';
import {
  ask,
  commander09,
  commander14,
  drawing,
  execute,
  idOf,
  MINUTE_MS,
  others,
  query,
  running,
  squareAt,
  useBeats,
} from '../testing/subgraph.ts';

const france = modelProfiles.find(({ profileId }) => profileId === 'fr-psq')!;
const begun = Date.now();
const FEED_TIMEOUT_MS = 150_000;
const adoptionId = idFor('09', 'adoption', '09007');
const local = (ms: number) => formatInstant(instantAt(ms, 'America/Mexico_City'));

interface Watched {
  readonly beat: {
    readonly emptySince: string | null;
    readonly emptyTooLong: boolean;
    readonly shifts: { readonly edges: readonly { readonly node: { readonly presence: object } }[] };
  };
}

interface Carried {
  readonly startsAt: string;
  readonly carriedOver: readonly object[];
  readonly history: {
    readonly edges: readonly { readonly node: { readonly type: string; readonly by: object } }[];
  };
}

let shiftId = '';
const assign = (officer: string, role: string) =>
  execute('assignOfficer', { officerId: idFor('09', 'officer', officer), shiftId, role });

describe('the gate of a territory is that of the model that governs it (BR-T3)', () => {
  useBeats();
  beforeAll(async () => {
    await execute('designBeat', drawing('G-1', squareAt(91)));
    const shift = { beatId: idOf('G-1'), kind: 'H24', startsAt: local(begun - 120 * MINUTE_MS) };
    const opened = await execute('openShift', { ...shift, endsAt: local(begun + 8 * 60 * MINUTE_MS) });
    shiftId = (opened['shift'] as { id: string }).id;
  });

  test('BR-B6, BR-B7: a beat shows since when it is empty, a shift its presence, only to callers of the place', async () => {
    const asked = `query ($id: ID!) { beat(id: $id) { emptySince emptyTooLong shifts { edges { node { presence {
      presentMinutes requiredMinutes projectedShare } } } } } }`;
    const { beat } = await query<Watched>(commander09, asked, { id: idOf('G-1') });
    expect(Date.parse(beat.emptySince!)).toBeGreaterThanOrEqual(begun - MINUTE_MS);
    expect(beat.emptyTooLong).toBe(false);
    expect(beat.shifts.edges[0]!.node.presence).toMatchObject({ presentMinutes: 0, requiredMinutes: 360 });
    const elsewhere = await query<Watched>(commander14, asked, { id: idOf('G-1') });
    expect(elsewhere.beat).toEqual({ emptySince: null, emptyTooLong: false, shifts: { edges: [] } });
  });

  test('W1: without a model the national one governs, and blocks', async () => {
    expect(await assign('a', 'OWNER')).toMatchObject({ code: 'OfficerNotRegistered', rule: 'BR-T3' });
    expect(await assign('a', 'AUXILIARY')).toMatchObject({ code: 'RoleNotInModel', rule: 'BR-B11' });
  });

  test('W1: under a model that warns the same officer serves, and the decision keeps what it rested on', async () => {
    await others.tell('authorities', 'public', adoptionId, {
      ...{
        type: 'ProfileAdopted',
        territory: '09007',
        version: 1,
        certificationGate: 'WARN',
        profile: france,
      },
      from: { ms: begun - 60 * MINUTE_MS, offsetMin: -360 },
    });
    await eventually(
      async () => ((await assign('a', 'OWNER')).code === undefined ? true : undefined),
      'the adoption was noted',
    );
    expect(await assign('b', 'AUXILIARY')).toMatchObject({
      assignment: { eligibility: { decision: 'EXEMPT' } },
    });
    const { beat } = await query<{ beat: { shifts: { edges: { node: { roster: object[] } }[] } } }>(
      commander09,
      `query ($id: ID!) { beat(id: $id) { shifts { edges { node { undersizedCell roster {
        role eligibility { decision basis { profileId profileVersion territory parameter } } } } } } } }`,
      { id: idOf('G-1') },
    );
    const basis = { profileId: 'fr-psq', profileVersion: 1, territory: '09007' };
    expect(beat.shifts.edges[0]!.node.roster).toEqual(
      expect.arrayContaining([
        {
          role: 'OWNER',
          eligibility: { decision: 'WARN', basis: { ...basis, parameter: 'enforcement.certificationGate' } },
        },
        {
          role: 'AUXILIARY',
          eligibility: { decision: 'EXEMPT', basis: { ...basis, parameter: 'auxiliaries' } },
        },
      ]),
    );
  });

  test('BR-A4: a change of model carries over the shift that runs and the one to come, each by its rule, on its own record', async () => {
    const offered = async () => {
      const text =
        'query ($id: ID!) { beat(id: $id) { worksByActions ownersInModel jointPatrolCorps { code } } }';
      return (await query<{ beat: object }>(commander09, text, { id: idOf('G-1') })).beat;
    };
    expect(await offered()).toEqual({ worksByActions: false, ownersInModel: 0, jointPatrolCorps: [] });
    const coming = { beatId: idOf('G-1'), kind: 'H24', startsAt: local(begun + 26 * 60 * MINUTE_MS) };
    await execute('openShift', { ...coming, endsAt: local(begun + 30 * 60 * MINUTE_MS) });
    const colombia = modelProfiles.find(({ profileId }) => profileId === 'co-mnvcc-cuadrantes')!;
    const from = { ms: Date.now(), offsetMin: -360 };
    await others.tell('authorities', 'public', adoptionId, {
      ...{ type: 'ProfileAdopted', territory: '09007', version: 2, certificationGate: 'WARN' },
      ...{ profile: colombia, from },
    });
    const carriedOver = async () => {
      const { beat } = await query<{ beat: { shifts: { edges: { node: Carried }[] } } }>(
        commander09,
        `query ($id: ID!) { beat(id: $id) { shifts { edges { node { startsAt
          carriedOver { from { profileId profileVersion territory } to { profileId } rule since }
          history { edges { node { type by { role } } } } } } } } }`,
        { id: idOf('G-1') },
      );
      const nodes = beat.shifts.edges.map(({ node }) => node);
      return nodes.toSorted((one, other) => (one.startsAt < other.startsAt ? -1 : 1));
    };
    const [running, next] = await eventually(async () => {
      const shifts = await carriedOver();
      return shifts.every((shift) => shift.carriedOver.length > 0) ? shifts : undefined;
    }, 'the shifts were carried over');
    expect(await offered()).toEqual({ worksByActions: true, ownersInModel: 12, jointPatrolCorps: [] });
    const change = {
      from: { profileId: 'fr-psq', profileVersion: 1, territory: '09007' },
      ...{ to: { profileId: 'co-mnvcc-cuadrantes' }, since: local(from.ms) },
    };
    expect(running!.carriedOver).toEqual([{ ...change, rule: 'PINNED' }]);
    expect(next!.carriedOver).toEqual([{ ...change, rule: 'TAKEN_OVER' }]);
    expect(running!.history.edges.map(({ node }) => node.type)).toEqual([
      ...['BeatShiftOpened', 'BeatShiftCarriedOver'],
    ]);
    expect(running!.history.edges.at(-1)!.node.by).toEqual({ role: 'SYSTEM' });
  });

  test('as of before, a model that was noted later governed nothing, from whenever it governs', async () => {
    const drawn = drawing('G-2', squareAt(94), { municipality: '09003', population: 500 });
    const { beat } = (await execute('designBeat', drawn)) as unknown as { beat: { id: string } };
    const shift = { beatId: beat.id, kind: 'H24', startsAt: local(begun - 30 * MINUTE_MS) };
    await execute('openShift', { ...shift, endsAt: local(begun + 8 * 60 * MINUTE_MS) });
    const asked = `query ($id: ID!) {
      coverageIndex(municipality: "09003") { name basis { profileId territory } }
      beat(id: $id) { emptyTooLong beyondDesign coverageIndex { formula basis { profileId } }
        shifts { edges { node { undersizedCell ownersBeyondModel presence { requiredMinutes } } } } } }`;
    type Asked = { readonly coverageIndex: { readonly basis: { readonly profileId: string } } };
    const asOf = (cut?: object) => query<Asked>(commander09, asked, { id: beat.id }, { cut });
    const cut = { position: running.service.readModels.position, clock: Date.now() };
    const then = await asOf(cut);
    await others.tell('authorities', 'public', idFor('09', 'adoption', '09003'), {
      ...{ type: 'ProfileAdopted', territory: '09003', version: 1, certificationGate: 'WARN' },
      ...{ profile: france, from: { ms: begun - 60 * MINUTE_MS, offsetMin: -360 } },
    });
    await eventually(
      async () => ((await asOf()).coverageIndex.basis.profileId === 'fr-psq' ? true : undefined),
      'the adoption was noted',
    );
    expect(await asOf(cut)).toEqual(then);
  });

  test('who watches what follows from a model is told when their place adopts another', async () => {
    const drawn = drawing('G-3', squareAt(97), { municipality: '09004' });
    const { beat } = (await execute('designBeat', drawn)) as unknown as { beat: { id: string } };
    const asked = 'query ($id: ID!) { beat(id: $id) { beyondDesign } }';
    const { extensions } = await ask(commander09, asked, { id: beat.id }, { footprint: true });
    const { footprint, position } = extensions as { footprint: Footprint; position: number };
    expect(footprint).toMatchObject({ timeDependent: false, unfed: false });
    expect(footprint.reads).toContainEqual({
      ...{ type: 'ProfileNoted', keys: expect.arrayContaining([beat.id, '09004', '09', '00']) as string[] },
    });
    await others.tell('authorities', 'public', idFor('09', 'adoption', '09004'), {
      ...{ type: 'ProfileAdopted', territory: '09004', version: 1, certificationGate: 'WARN' },
      ...{ profile: france, from: { ms: begun - 60 * MINUTE_MS, offsetMin: -360 } },
    });
    const passport = await passportFor(commander09, 'beats');
    const until = AbortSignal.timeout(FEED_TIMEOUT_MS);
    const lines = await running.service.feeds.open({ passport, after: position }, until);
    const told: FeedChange[] = [];
    for await (const { changes } of lines) {
      told.push(...changes.filter((change) => touches(footprint, change)));
      if (told.length > 0) break;
    }
    expect(told).toMatchObject([{ type: 'ProfileNoted', key: '09004', after: { entity: '09' } }]);
  });
});
