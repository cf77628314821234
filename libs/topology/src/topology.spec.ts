import {
  brokerPorts,
  localAddress,
  localStore,
  PORT_MAX,
  portOf,
  shunnedPort,
  urlSettingOf,
} from './addresses.ts';
import { PROCESSES, SERVICES, SUBGRAPHS } from './processes.ts';

test('no two processes share a port, and none takes one of the broker’s', () => {
  const { clients, controller, health } = brokerPorts();
  const taken = [...PROCESSES.map(({ name }) => portOf(name)), controller, health];
  expect(new Set(taken).size).toBe(taken.length);
  expect(taken).toContain(clients);
});

test('with the highest port of the gateway every other is still a port', () => {
  for (const { name } of PROCESSES) expect(portOf(name, PORT_MAX)).toBeLessThanOrEqual(65_535);
  expect(brokerPorts(PORT_MAX).health).toBe(65_535);
});

test('every service is a process and a subgraph; nation is a subgraph in the gateway’s process', () => {
  expect(PROCESSES.map(({ name }) => name)).toEqual(expect.arrayContaining([...SERVICES]));
  const subgraphs = SUBGRAPHS.map(({ name }) => name);
  expect(subgraphs).toEqual([...SERVICES, 'nation'].toSorted());
});

test('addresses follow from the port', () => {
  expect(localAddress('gateway')).toBe('http://127.0.0.1:4000');
  expect(localAddress('beats', 5000)).toBe('http://127.0.0.1:5011');
  expect(localStore(5000)).toBe('esdb://127.0.0.1:5001?tls=false');
  expect(urlSettingOf('beats')).toBe('BEATS_URL');
});

test('a base of which fetch would not go to the gateway or to the identity provider is told', async () => {
  expect([6_000, 5_998, 4_000, 6_100].map(shunnedPort)).toEqual([6_000, 6_000, undefined, undefined]);
  await expect(fetch('http://127.0.0.1:6000/')).rejects.toMatchObject({ cause: { message: 'bad port' } });
});
