import { randomUUID } from 'node:crypto';
import { type WholeGateway, wholeGateway } from './testing/whole-gateway.ts';
import { analyst } from './testing/issuer.ts';

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
