import { randomUUID } from 'node:crypto';
import { eventually, pseudonymOf } from '../platform.ts';
import { platform, scene } from '../stage.ts';
import { frames } from '../watcher.ts';
import { incidentId } from './overdue.e2e.ts';

describe('what time brings: it has passed', () => {
  const AHEAD_MS = 432_000;
  const device = randomUUID();
  const operator = 'operator-09';
  /** Answered once it has been projected: later queries see it. */
  const PROJECTED = '... on IncidentAccepted { known incident { id } }';

  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const command = (occurredAt = at(0)) => ({ commandId: randomUUID(), occurredAt });

  interface Seen {
    readonly reportedAt: string;
    readonly deadlines: readonly {
      readonly kind: string;
      readonly passedAt: string | null;
      readonly acknowledgedAt: string | null;
    }[];
    readonly dispatches: readonly Readonly<Record<string, string>>[];
    readonly history: { readonly edges: readonly { readonly node: { readonly type: string } }[] };
  }

  async function seen(): Promise<Seen & { readonly types: readonly string[] }> {
    const { data } = await platform.ask<{ incident: Seen }>(
      operator,
      `query ($id: ID!) { incident(id: $id) { reportedAt
        deadlines { kind passedAt acknowledgedAt }
        dispatches { status dispatchedAt enRouteAt arrivedAt }
        history(first: 100) { edges { node { type } } } } }`,
      { id: incidentId },
    );
    const { incident } = data!;
    return { ...incident, types: incident.history.edges.map(({ node }) => node.type) };
  }

  const ofDispatch = ({ deadlines }: Seen) => deadlines.find(({ kind }) => kind === 'DISPATCH');

  interface Shown {
    readonly subject: string;
    readonly what: string;
    readonly records: readonly string[];
  }

  async function alarmsShown(): Promise<readonly Shown[]> {
    const { data } = await platform.ask<{ accesses: { incidents: { edges: { node: Shown }[] } } }>(
      'auditor',
      '{ accesses(entity: "09") { incidents(first: 100) { edges { node { subject what records } } } } }',
    );
    const nodes = data!.accesses.incidents.edges.map(({ node }) => node);
    return nodes.filter(({ what }) => what === 'alarm.DISPATCH');
  }

  async function dueFirst(): Promise<readonly string[]> {
    const { data } = await platform.ask<{ incidents: { edges: { node: { id: string } }[] } }>(
      operator,
      `query ($before: DateTime) { incidents(entity: "09", dueBefore: $before, nextDue: [DISPATCH], soonestDueFirst: true) {
        edges { node { id } } } }`,
      { before: at(0) },
    );
    return data!.incidents.edges.map(({ node }) => node.id);
  }

  test('ST-1, BR-I3: a deadline that passes is a fact once, is shown first, and is seen to by a person', async () => {
    const passed = await eventually('the dispatch is overdue', async () => {
      const incident = await seen();
      return ofDispatch(incident)?.passedAt ? incident : undefined;
    });
    expect(passed.types.filter((type) => type === 'DeadlinePassed').length).toBeGreaterThan(0);
    const over = new AbortController();
    const query = `query @live { incidents(entity: "09", nextDue: [DISPATCH]) { edges { node { deadlines { kind } } } } }`;
    const watching = frames(platform, { transport: 'ws', user: 'commander-09', query }, over.signal);
    await watching.next();
    const told = await Promise.all([operator, 'commander-09'].map((user) => pseudonymOf(platform, user)));
    await eventually('that it was shown is noted of who asks and of who watches', async () => {
      const subjects = (await alarmsShown())
        .filter(({ records }) => records.includes(incidentId))
        .map(({ subject }) => subject);
      return told.every((subject) => subjects.includes(subject)) || undefined;
    });
    over.abort();
    await watching.return(undefined);
    await eventually('it is listed', async () => (await dueFirst()).includes(incidentId) || undefined);
    const acknowledged = await platform.execute(
      'commander-09',
      'acknowledgeDeadline',
      { ...command(), incidentId, kind: 'DISPATCH' },
      PROJECTED,
    );
    expect(acknowledged).toMatchObject({ __typename: 'IncidentAccepted' });
    expect(ofDispatch(await seen())?.acknowledgedAt).toEqual(expect.any(String));
    expect(await dueFirst()).not.toContain(incidentId);
  });

  test('N2, N4: what a device tells late, twice and with a hole stands by its own time, and its clock before a supervisor', async () => {
    const sent = { incidentId, unitId: scene.near };
    // Sent in time but reported late: what raised an alarm then stays as it was.
    const before = await seen();
    const inTime = new Date(Date.parse(before.reportedAt) + 1_000).toISOString();
    await platform.execute(operator, 'dispatchPatrol', {
      ...{ ...command(inTime), ...sent, overrideReason: 'CLOSER_UNIT' },
    });
    // By the device's clock.
    const agoByDevice = (seconds: number) => command(at(AHEAD_MS - seconds * 1_000));
    const [heard, underWay, there] = [agoByDevice(17), agoByDevice(15), agoByDevice(1)];
    const tell = (sequence: number, mutation: string, fact: ReturnType<typeof command>) => {
      const told = { id: device, sequence, clock: at(AHEAD_MS), clockSource: 'MANUAL' };
      return platform.execute('officer-09', mutation, { ...fact, ...sent, device: told }, PROJECTED);
    };
    expect(await tell(88, 'acknowledgeDispatch', heard)).toMatchObject({ known: false });
    expect(await tell(90, 'reportArrival', there)).toMatchObject({ known: false });
    expect(await tell(88, 'acknowledgeDispatch', heard)).toMatchObject({ known: true });

    const ASKED = `query ($off: Boolean) { devices(entity: "09", holes: true, clockOff: $off) { edges { node {
      id holes { from to } clockOff offFacts { type recordId toldAt normalisedAt clockSource } } } } }`;
    interface Device {
      readonly id: string;
      readonly holes: readonly object[];
      readonly offFacts: readonly { readonly toldAt: string; readonly normalisedAt: string }[];
    }
    const listed = async () => {
      const { data } = await platform.ask<{ devices: { edges: { node: Device }[] } }>('commander-09', ASKED, {
        off: true,
      });
      return data!.devices.edges.map(({ node }) => node).find(({ id }) => id === `09-${device}`);
    };
    const off = (type: string) => ({ type, recordId: incidentId, clockSource: 'MANUAL' });
    const shown = await eventually('the device is listed', async () => await listed());
    expect(shown).toMatchObject({
      ...{ holes: [{ from: 89, to: 89 }], clockOff: true },
      offFacts: [off('UnitArrived'), off('DispatchAcknowledged')],
    });
    for (const { toldAt, normalisedAt } of shown.offFacts) {
      const offset = Date.parse(toldAt) - Date.parse(normalisedAt);
      expect(Math.abs(offset - AHEAD_MS)).toBeLessThan(120_000);
    }
    expect(await tell(89, 'reportEnRoute', underWay)).toMatchObject({ known: false });
    await eventually('nothing is missing', async () => ((await listed()) === undefined ? true : undefined));

    const after = await seen();
    const [job] = after.dispatches;
    expect(job).toMatchObject({ status: 'ARRIVED' });
    const times = [job!['dispatchedAt'], job!['enRouteAt'], job!['arrivedAt']].map((time) =>
      Date.parse(time!),
    );
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(times.at(-1)).toBeLessThan(Date.now());
    const told = after.types.filter((type) => /^(Dispatch|Unit)/.test(type));
    expect(told).toEqual(['DispatchAcknowledged', 'UnitArrived', 'UnitEnRoute']);
    const { passedAt, acknowledgedAt } = ofDispatch(before)!;
    expect(ofDispatch(after)).toMatchObject({ passedAt, acknowledgedAt });
  });
});
