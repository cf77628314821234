import { randomUUID } from 'node:crypto';
import type { Subject } from '@proximidad/policy';
import { type OpenService, openService } from '@proximidad/service';
import { eventually, type Ground, openGround } from '@proximidad/testing';
import { type Answer, askAs, executeAs } from '@proximidad/testing/rights';
import { definition } from '../service.ts';

/* The terms of the law run by the calendar of the place, and one that is missed is recorded without anybody looking for it. */

const commander: Subject = {
  ...{ id: 'p-1', role: 'commander', entity: '09', authority: 'seguridad-09', purpose: 'ARCO' },
  ...{ amr: ['pwd', 'mfa'], auth_time: Math.floor(Date.now() / 1_000) },
};
let ground: Ground;
let service: OpenService;

beforeAll(async () => {
  ground = await openGround();
  service = await openService(definition, ground.config('authorities'));
  await service.caughtUp;
});
afterAll(async () => {
  await service?.close();
  await ground?.clear();
});

const FIELDS = 'id status answerBy extended effectBy missed';
async function tell(command: string, input: object): Promise<Answer> {
  const told = { commandId: randomUUID(), ...input };
  const answer = await executeAs(
    service,
    commander,
    command,
    told,
    `... on DataRequestAccepted { dataRequest { ${FIELDS} } } ... on Refusal { code }`,
  );
  return answer.dataRequest ?? answer;
}
const received = (folio: string, occurredAt: string) =>
  tell('receiveDataRequest', { entity: '09', right: 'ACCESS', folio, occurredAt });

function missed(dataRequestId: string, terms: readonly string[]): Promise<unknown> {
  return eventually(
    async () => {
      const { data } = await askAs(
        service,
        commander,
        `{ dataRequest(id: "${dataRequestId}") { ${FIELDS} } }`,
      );
      return JSON.stringify(data.dataRequest.missed) === JSON.stringify(terms) ? data.dataRequest : undefined;
    },
    `${terms.join(', ')} noted as missed`,
  );
}

test('twenty working days end with the last of them, the sixteenth of September not counted', async () => {
  // A Tuesday; the working days are 2 to 4, 7 to 11, 14, 15, 17, 18, 21 to 25, 28 to 30 September.
  const { id, answerBy } = await received('ARCO-2026-101', '2026-09-01T12:00:00-06:00');
  expect(answerBy).toBe('2026-09-30T23:59:59.000-06:00');
  await missed(id, ['ANSWER']);
});

test('a term that passed is noted by itself; what comes too late is refused, or on the record as late', async () => {
  const { id } = await received('ARCO-2026-102', '2026-07-01T12:00:00-06:00');
  await missed(id, ['ANSWER']);
  expect(await tell('extendDataRequest', { dataRequestId: id })).toMatchObject({ code: 'AnswerTermOver' });
  const granted = { dataRequestId: id, resolution: 'GRANTED', occurredAt: '2026-09-01T12:00:00-06:00' };
  // Fifteen working days: up to 23 September.
  expect(await tell('resolveDataRequest', granted)).toMatchObject({
    ...{ status: 'GRANTED', effectBy: '2026-09-23T23:59:59.000-06:00' },
  });
  await missed(id, ['ANSWER', 'EFFECT']);
  expect(await tell('fulfilDataRequest', { dataRequestId: id })).toMatchObject({
    ...{ status: 'FULFILLED', missed: ['ANSWER', 'EFFECT'] },
  });
});

test('a term that passed is on the record too when the answer it runs from is taken back and told again', async () => {
  const { id: dataRequestId } = await received('ARCO-2026-106', '2026-08-20T12:00:00-06:00');
  const told = { dataRequestId, occurredAt: '2026-09-01T12:00:00-06:00' };
  await tell('resolveDataRequest', { ...told, resolution: 'GRANTED' });
  await missed(dataRequestId, ['EFFECT']);
  await tell('reopenDataRequest', { dataRequestId, reason: 'RECORDED_BY_MISTAKE' });
  await missed(dataRequestId, ['ANSWER']);
  const right = { ...told, resolution: 'PARTLY', ground: 'LEGAL_IMPEDIMENT' };
  expect(await tell('resolveDataRequest', right)).toMatchObject({ status: 'GRANTED' });
  await missed(dataRequestId, ['EFFECT']);
});

test('extended in time, ten working days more run from the end of the first twenty', async () => {
  const { id } = await received('ARCO-2026-103', '2026-09-01T12:00:00-06:00');
  const extended = { dataRequestId: id, occurredAt: '2026-09-29T12:00:00-06:00' };
  expect(await tell('extendDataRequest', extended)).toMatchObject({
    ...{ extended: true, answerBy: '2026-10-14T23:59:59.000-06:00' },
  });
});

test('a term that is still to come is not missed', async () => {
  const { id, answerBy } = await tell('receiveDataRequest', {
    ...{ entity: '09', right: 'ACCESS', folio: 'ARCO-2026-104' },
  });
  expect(Date.parse(answerBy)).toBeGreaterThan(Date.now());
  // What falls due is noted in order: this one would come before the next.
  const { id: late } = await received('ARCO-2026-105', '2026-08-03T12:00:00-06:00');
  await missed(late, ['ANSWER']);
  await missed(id, []);
});
