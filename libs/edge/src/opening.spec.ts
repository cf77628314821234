import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { idFor, personal } from '@proximidad/eventsourcing';
import { Task } from '@proximidad/policy';
import { newCredential, vaultClient, VaultUnavailable } from '@proximidad/vault';
import { z } from 'zod';
import { opener } from './opening.ts';

/** Shorter than a vault client's own timeout. */
const WAITED_MS = 1_000;
const name = personal({
  ...{ of: 'Told.name', class: 'PERSONAL', subject: 'somebody' },
  plain: z.string().max(80),
});
const task = Task.parse({
  ...{ kind: 'INCIDENT', entity: '09', municipality: null, endedAt: null },
  ...{ units: [], officers: [], beats: [] },
});

test('a vault that accepts a request and never answers is given up before the caller gives up the answer', async () => {
  const taken: Socket[] = [];
  const hangs = createServer((socket) => taken.push(socket.resume()));
  hangs.listen(0, '127.0.0.1');
  await once(hangs, 'listening');
  const { port } = hangs.address() as AddressInfo;
  const { credential } = await newCredential('incidents');
  const vault = vaultClient({ url: `http://127.0.0.1:${port}`, credential });
  const deadline = Date.now() + WAITED_MS;
  const open = opener({ vault, passport: 'p', correlationId: 'c', language: 'es', deadline });
  const opened = open(name, 'v1.told', {
    category: 'call',
    id: idFor('09', 'opening-spec'),
    task: () => task,
  });
  const first = await Promise.race([
    opened!.catch((error: unknown) => error),
    sleep(WAITED_MS, 'nobody waits'),
  ]);
  expect(first).toBeInstanceOf(VaultUnavailable);
  for (const socket of taken) socket.destroy();
  hangs.close();
});
