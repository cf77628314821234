import { randomUUID } from 'node:crypto';
import { encodePosition } from '@proximidad/eventsourcing';
import { type WholeGateway, wholeGateway } from './testing/whole-gateway.ts';
import { analyst } from './testing/issuer.ts';

/** A position that no log has reached, as anybody can write one. */
const ahead = (log: string) => encodePosition([{ log, position: Number.MAX_SAFE_INTEGER - 1, clock: 1 }]);

let gateway: WholeGateway;
beforeAll(async () => {
  gateway = await wholeGateway();
});
afterAll(() => gateway.close());

const metrics = async () => (await fetch(`${gateway.url}/metrics`)).text();

test.each(['text/event-stream', 'application/json'])(
  'M8 a mutation by GET is refused with 405 whatever is accepted (%s), and counted',
  async (accept) => {
    const query = `mutation { revokeAccess(input: { commandId: "${randomUUID()}", subject: "dev:victim", reason: MISUSE }) { __typename } }`;
    const authorization = `Bearer ${await gateway.issuer.token(analyst)}`;
    const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { accept, authorization },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    const method = accept === 'application/json' ? 'GET' : 'SSE';
    expect(await metrics()).toContain(
      `proximidad_gateway_operations_ms_count{method="${method}",outcome="BAD_USER_INPUT"} 1`,
    );
    const victim = await gateway.first('json', { sub: 'dev:victim', role: 'analyst' }, '{ __typename }');
    expect(victim.errors).toBeUndefined();
  },
);

test('a query by GET is still answered as an event stream', async () => {
  const authorization = `Bearer ${await gateway.issuer.token(analyst)}`;
  const query = encodeURIComponent('{ entity(code: "14") { name } }');
  const response = await fetch(`${gateway.url}/graphql?query=${query}`, {
    headers: { accept: 'text/event-stream', authorization },
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('"Jalisco"');
});

test('H5 whoever names a position ahead of the log waits alone', async () => {
  const resume = ahead(gateway.nation.logId);
  const token = await gateway.issuer.token(analyst);
  const waits = new AbortController();
  const open = (query: string) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'text/event-stream' },
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query, variables: { resume } }),
      signal: waits.signal,
    });
  const LIVE = '@live(resume: $resume) { entity(code: "14") { name } }';
  await open('subscription ($resume: ID) { incidentChanged(resume: $resume) { id } }');
  await open(`query ($resume: String) ${LIVE}`);
  for (const claims of [analyst, { sub: 'dev:other', role: 'analyst' }]) {
    const { data, errors } = await gateway.first(
      'sse',
      claims,
      'query @live { entity(code: "14") { name } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ entity: { name: 'Jalisco' } });
  }
  waits.abort();
});
