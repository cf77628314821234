import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '@proximidad/eventsourcing';
import { faultProxy, kafkaBus, needing, testKafka } from '@proximidad/testing';
import kafkajs from 'kafkajs';
import { isSilence, kafkaClient, mayGoBetter } from './client.ts';

const broker = await testKafka();
const CHECKS_PER_SECOND_MAX = 50;

interface RequestQueue {
  checkPendingRequests(): void;
}

needing(broker.missing).describe('a client of Kafka', () => {
  test('looks at its request queue only while something waits in it', async () => {
    const client = kafkaClient(kafkaBus(broker.brokers ?? []), 'idle');
    const load = createRequire(import.meta.url);
    const { prototype } = load('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
    const check = prototype.checkPendingRequests;
    let checks = 0;
    prototype.checkPendingRequests = function (this: RequestQueue) {
      checks++;
      check.call(this);
    };
    const admin = client.admin();
    try {
      await admin.connect();
      await admin.listTopics();
      checks = 0;
      await sleep(1_000);
      expect(checks).toBeLessThan(CHECKS_PER_SECOND_MAX);
    } finally {
      prototype.checkPendingRequests = check;
      await admin.disconnect();
    }
  });

  test('nobody there, and somebody who does not answer, are silences that may end', async () => {
    const proxy = await faultProxy({ port: 1 });
    const silent = await faultProxy({ port: Number(brokerPort()) });
    silent.set('frozen');
    for (const port of [proxy.port, silent.port]) {
      const times = { retry: { retries: 0 }, requestTimeout: 300, connectionTimeout: 300 };
      const admin = kafkaClient({ brokers: [`127.0.0.1:${port}`] }, 'nobody', times).admin();
      const error: unknown = await admin.connect().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect([port, isSilence(error), mayGoBetter(error)]).toEqual([port, true, true]);
      await admin.disconnect();
    }
    await Promise.all([proxy.close(), silent.close()]);
  });

  const brokerPort = () => broker.brokers![0]!.split(':')[1]!;
});

test.each([
  ['a refused message', { type: 'MESSAGE_TOO_LARGE', code: 10, message: 'too large' }, false, false],
  ['a leader that moved', { type: 'NOT_LEADER_FOR_PARTITION', code: 6, message: 'moved' }, true, false],
  ['who may not', { type: 'TOPIC_AUTHORIZATION_FAILED', code: 29, message: 'no' }, false, false],
])('%s', (_what, reason, better, silence) => {
  const error = new kafkajs.KafkaJSProtocolError(reason as never);
  const givenUp = new kafkajs.KafkaJSNumberOfRetriesExceeded(error, { retryCount: 5, retryTime: 100 });
  for (const one of [error, givenUp]) expect([mayGoBetter(one), isSilence(one)]).toEqual([better, silence]);
});

test('what is no error of Kafka’s does not get better by itself', () => {
  for (const error of [new TypeError('bug'), new StoreUnavailable('store'), 'text', undefined])
    expect(mayGoBetter(error)).toBe(false);
});
