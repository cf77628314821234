import { idFor, parseDateTime } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { IncidentStatus } from '../incident/values.ts';
import {
  academy,
  analyst,
  type Answer,
  ask,
  at,
  beatId,
  beatsPublish,
  commander,
  cuauhtemoc,
  execute,
  failing,
  iztapalapa,
  jalisco,
  machine,
  operator,
  ownEvents,
  point,
  read,
  report,
} from './incidents-stage.ts';

/** Who sees what. */
export function sightContract(): void {
  describe('what one may see', () => {
    let id: string;
    beforeAll(async () => {
      id = (await report()).id;
    });
    const everywhere = (incidentId: string) => `{
    incident(id: "${incidentId}") { id }
    incidents(first: 1) { totalCount edges { node { id } } }
    _entities(representations: [
      { __typename: "Incident", id: "${incidentId}" }, { __typename: "Beat", id: "${beatId}" }
    ]) { ... on Incident { folio } ... on Beat { openIncidents { totalCount edges { node { id } } } } }
    incidentFigures { entity recorded }
  }`;

    test('a commander of another state sees nothing by any path', async () => {
      const nothing = { totalCount: 0, edges: [] };
      for (const who of [jalisco, academy]) {
        expect(await read(who, everywhere(id))).toEqual({
          incident: null,
          incidents: nothing,
          _entities: [null, { openIncidents: nothing }],
          incidentFigures: [],
        });
      }
    });

    test('F5: a list of another state is refused as such, and takes nothing else with it', async () => {
      const lists = `{ incidents(first: 1) { totalCount } byEntity: incidents(entity: "09") { totalCount } }`;
      expect(await ask(jalisco, lists)).toMatchObject({
        data: { incidents: { totalCount: 0 }, byEntity: null },
        errors: [{ path: ['byEntity'], extensions: { code: 'FORBIDDEN', reason: 'ENTITY' } }],
      });
    });

    test('an operator of another municipality sees none of this one’s', async () => {
      const { incident, incidents, _entities, incidentFigures } = await read(cuauhtemoc, everywhere(id));
      expect([incident, incidents.totalCount, _entities[0], incidentFigures]).toEqual([null, 0, null, []]);
    });

    test('those who may see it by every path', async () => {
      for (const who of [operator, iztapalapa, commander]) {
        const { incident, incidents, _entities, incidentFigures } = await read(who, everywhere(id));
        expect(incident).toEqual({ id });
        expect(incidents.totalCount).toBeGreaterThan(0);
        expect(_entities[1].openIncidents.totalCount).toBeGreaterThan(0);
        expect(incidentFigures).toEqual([{ entity: '09', recorded: expect.any(Number) }]);
      }
    });

    test('a place is for those in the field, and not for figures', async () => {
      const query = `{ incident(id: "${id}") { point { lat lon } } }`;
      expect((await read(operator, query)).incident.point).toEqual(point);
      expect(await failing({ ...commander, purpose: 'STATISTICS' }, query)).toEqual(['FORBIDDEN']);
      expect((await read(analyst, query)).incident).toBeNull();
      const measured = `{ duplicateCandidates(code: "30421", at: "${at(25)}", point: { lat: 19.3579, lon: -99.0921 }) {
      distanceMetres } }`;
      expect(await failing(analyst, measured)).toEqual(['FORBIDDEN']);
    });

    test('a unit that was retired is neither proposed nor sent', async () => {
      const [gone, other] = [idFor('09', 'unit', 'gone'), idFor('09', 'unit', 'other')];
      const retired = { unitId: gone, municipality: '09007', retiredAt: parseDateTime(at(0)) };
      await beatsPublish('restricted', { type: 'UnitRetired', ...retired });
      const incident = await report();
      const candidate = (unitId: string) => {
        return { unitId, distanceMetres: 1, etaSeconds: null, sameBeat: true, score: 0.9, reasons: [] };
      };
      const ranking = { incidentId: incident.id, round: 0, modelVersion: 'p1' };
      const candidates = [gone, other].map(candidate);
      await beatsPublish('restricted', { type: 'PatrolCandidatesRanked', ...ranking, candidates });
      const query = `{ incident(id: "${incident.id}") { proposal { candidates { unit { id } } } } }`;
      expect((await read(operator, query)).incident.proposal.candidates).toEqual([{ unit: { id: other } }]);
      const sent = { incidentId: incident.id, unitId: gone, overrideReason: 'LOCAL_KNOWLEDGE' };
      expect(await execute(operator, 'dispatchPatrol', sent)).toMatchObject({ code: 'UnitRetired' });
    });

    test('a proposal is for those who dispatch, and for nobody else who sees its incident', async () => {
      const { id: armsId } = await report({ code: '30202' });
      const ranking = { incidentId: armsId, round: 0, modelVersion: 'p1' };
      const near = {
        unitId: idFor('09', 'unit', 'near'),
        distanceMetres: 71,
        etaSeconds: 60,
        sameBeat: true,
      };
      const candidates = [{ ...near, score: 0.9, reasons: ['SAME_BEAT'] }];
      await beatsPublish('restricted', { type: 'PatrolCandidatesRanked', ...ranking, candidates });
      const query = `{ incident(id: "${armsId}") { id proposal { candidates { distanceMetres } } }
        counterfactualDispatch(incident: "${armsId}", ranking: OWN_BEAT) { candidates { unit { id } } } }`;
      const hidden = { incident: { id: armsId, proposal: null }, counterfactualDispatch: null };
      const auditor: Subject = {
        ...{ id: 'p-auditor', role: 'auditor', purpose: 'AUDIT' },
        order: { number: 'ORD-1', entities: ['09'] },
      };
      for (const who of [operator, commander, machine, iztapalapa, auditor])
        expect((await read(who, query)).incident.proposal.candidates).toEqual([{ distanceMetres: 71 }]);
      const officer: Subject = { ...operator, role: 'officer', purpose: 'PATROL', beats: [beatId] };
      const wall: Subject = { ...operator, role: 'wall', purpose: 'STATISTICS' };
      const liaison: Subject = { id: 'p-liaison', role: 'liaison', entity: '14', purpose: 'SUPERVISION' };
      for (const who of [officer, wall, liaison, analyst]) expect(await read(who, query)).toEqual(hidden);
    });

    test('a list has only the requested priorities, now and at a past moment', async () => {
      const calm = await report({ priority: 'BAJA' });
      const query = `query L($validAt: DateTime) {
      low: incidents(beat: "${beatId}", priority: [BAJA], validAt: $validAt, first: 100) {
        edges { node { id priority } } }
      urgent: incidents(beat: "${beatId}", priority: [ALTA, MEDIA], validAt: $validAt, first: 100) {
        edges { node { priority } } } }`;
      for (const validAt of [undefined, at(30)]) {
        const { low, urgent } = await read(operator, query, { validAt });
        expect(low.edges).toContainEqual({ node: { id: calm.id, priority: 'BAJA' } });
        expect(urgent.edges.length).toBeGreaterThan(0);
        const priorities = [low, urgent].map((list) => list.edges.map(({ node }: Answer) => node.priority));
        expect(new Set(priorities[0])).toEqual(new Set(['BAJA']));
        expect(priorities[1]).not.toContain('BAJA');
      }
    });

    test('a list has only the requested statuses, any of them together', async () => {
      const query = `query L($status: [IncidentStatus!]) {
      incidents(beat: "${beatId}", status: $status, first: 100) { edges { node { id status } } } }`;
      const listed = async (status?: readonly string[]) =>
        (await read(operator, query, { status })).incidents.edges.map(({ node }: Answer) => node);
      const all = await listed();
      const statuses = IncidentStatus.options;
      for (let chosen = 1; chosen < 2 ** statuses.length; chosen++) {
        const wanted = statuses.filter((_, n) => chosen & (2 ** n));
        expect(await listed(wanted)).toEqual(all.filter(({ status }: Answer) => wanted.includes(status)));
      }
      expect(await listed([])).toEqual([]);
      expect(new Set(all.map(({ status }: Answer) => status)).size).toBeGreaterThan(1);
    });

    test('lists come in pages, the newest first', async () => {
      const query = `query L($after: String, $first: Int, $from: DateTime) {
      incidents(beat: "${beatId}", status: [REPORTED], first: $first, after: $after, from: $from) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { occurredAt } } } }`;
      await report({ occurredAt: at(1_000) });
      const first = (await read(operator, query, { first: 1 })).incidents;
      expect(first).toMatchObject({
        pageInfo: { hasNextPage: true, hasPreviousPage: false },
        edges: [{ node: { occurredAt: at(1_000) } }],
      });
      const rest = (await read(operator, query, { first: 100, after: first.pageInfo.endCursor })).incidents;
      expect(rest.edges).toHaveLength(first.totalCount - 1);
      expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
      const { incidents } = await read(operator, query, { from: at(1_000) });
      expect(incidents.totalCount).toBe(1);
      expect(await failing(operator, query, { first: 101 })).toEqual(['LIMIT_EXCEEDED']);
      expect(await failing(operator, query, { first: -1 })).toEqual(['BAD_USER_INPUT']);
    });

    test('a page of size 0 is empty, now, at a past moment and for a beat', async () => {
      const none = { totalCount: expect.any(Number), edges: [], pageInfo: { endCursor: null } };
      const page = '{ totalCount edges { cursor } pageInfo { endCursor } }';
      const query = `{
        incidents(entity: "09", first: 0) ${page}
        then: incidents(entity: "09", validAt: "${at(3_000)}", first: 0) ${page}
        _entities(representations: [{ __typename: "Beat", id: "${beatId}" }]) {
          ... on Beat { openIncidents(first: 0) ${page} } } }`;
      const answer = await read(operator, query);
      expect(answer).toEqual({ incidents: none, then: none, _entities: [{ openIncidents: none }] });
      expect(answer.incidents.totalCount).toBeGreaterThan(0);
      const then = `{ incidents(entity: "09", validAt: "${at(3_000)}", first: 101) { totalCount } }`;
      expect(await failing(operator, then)).toEqual(['LIMIT_EXCEEDED']);
    });
  });

  test('the point of a sensitive kind is used to find the beat and is nowhere in the log', async () => {
    const secret = { lon: -99.0911111, lat: 19.3622222 };
    const incident = await report({ code: '30502', point: secret });
    expect(incident.beat).toEqual({ id: beatId });
    const item = {
      ...{ entity: '09', source: 'cdmx-delitos', sourceKey: 'secret', occurredAt: at(-86_400) },
      ...{ classification: { system: 'SSPDF', code: 'VIOLACION' }, point: secret },
    };
    const bulk =
      'mutation B($items: [HistoricalIncidentInput!]!) { recordHistoricalIncidents(input: { items: $items }) { results { outcome } } }';
    expect((await read(machine, bulk, { items: [item] })).recordHistoricalIncidents.results).toEqual([
      { outcome: 'ACCEPTED' },
    ]);
    const written = JSON.stringify(await ownEvents());
    expect(written).toContain('VIOLACION');
    expect(written).not.toContain('99.0911111');
    expect(written).not.toContain('19.3622222');
  });
}
