import { openLoopTurns } from '../identity/loop-turns.ts';
import { openAllowances } from '../identity/allowances.ts';
import { openStrangers } from '../identity/strangers.ts';
import { openAdmission } from '../live/admission.ts';
import { type FrameStream, openHub } from '../live/hub.ts';
import { trialGateway } from './trial-gateway.ts';

const LOG = '3d9e1b1e-1f0e-5c1a-9b53-0a1b2c3d4e5f';
export const streamingCaller = {
  ...{ exp: Number.MAX_SAFE_INTEGER / 1_000, passport: () => Promise.resolve('passport') },
  subject: { id: 'a', role: 'operator', entity: '09', purpose: 'DISPATCH' } as const,
};

/** Gives no frame until it is closed. */
export function silentStream(): FrameStream {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { next: () => promise, close: () => resolve(undefined) };
}

/**
 * What a streaming transport needs, over services of a trial; each live query is answered by a stream that `open` makes,
 * and listed in `opened`.
 */
export async function trialStreaming(open: () => FrameStream = silentStream) {
  const trial = await trialGateway();
  const admission = openAdmission({
    isRevoked: () => false,
    onRevoked: () => () => undefined,
    now: Date.now,
  });
  const allowances = openAllowances();
  const opened: string[] = [];
  const hub = openHub({
    ...{ graph: trial.graph, executor: trial.executor, sources: [], logId: LOG, now: Date.now },
    passportOf: () => Promise.resolve('passport'),
    freshnessOfEntities: () => [],
    allowances,
    position: () => 0,
    onTrouble: () => undefined,
    onFailure: () => undefined,
  });
  const deps = {
    ...{ graph: trial.graph, executor: trial.executor, admission, introspection: true, overTls: false },
    hub: { ...hub, live: () => (opened.push('live'), open()) },
    positionOf: () => 0,
    resolveCut: () => Promise.resolve({ position: 0, clock: 0 }),
    authenticate: () => Promise.resolve(streamingCaller),
    ...{ allowances, strangers: openStrangers(Date.now), loopTurns: openLoopTurns() },
    addressOf: () => '127.0.0.1',
    onFailure: () => undefined,
    replays: { open: () => Promise.reject(new Error('nobody asks here')), count: () => 0 },
  };
  const streams = () => allowances.counts().find(({ kind }) => kind === 'streams')!.inUse;
  return { deps, opened, streams, close: () => (hub.close(), trial.close()) };
}
