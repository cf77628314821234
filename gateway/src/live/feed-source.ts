import { FeedLine, type FeedRequest } from '@proximidad/feed';
import type { OpenService } from '@proximidad/service';
import { Pool } from 'undici';

/** A line comes each second: after so long without one the feed is dead. */
const SILENCE_MAX_MS = 5_000;
const CONNECT_TIMEOUT_MS = 1_000;
const LINE_LENGTH_MAX = 4 * 2 ** 20;

/** Which changes of a service are wanted. */
export type FeedWish = Omit<FeedRequest, 'passport' | 'log'>;

/** The feed of one service. It breaks off with an error, or ends with a line that says so. */
export interface FeedSource {
  readonly service: string;
  lines(wish: FeedWish, passport: string, signal: AbortSignal): AsyncIterable<FeedLine>;
  close(): Promise<void>;
}

/** The service did not open its feed, or broke it off. */
export class FeedBroken extends Error {
  override readonly name = 'FeedBroken';
}

/** `POST /changes` of a service across the network; each feed has a connection of its own. */
export function remoteFeed(service: string, url: string, log: string): FeedSource {
  const pool = new Pool(new URL(url).origin, {
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: SILENCE_MAX_MS,
    bodyTimeout: SILENCE_MAX_MS,
  });
  return {
    service,
    async *lines(wish, passport, signal) {
      const { statusCode, body } = await pool.request({
        ...{ method: 'POST', path: '/changes', signal },
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...wish, passport, log }),
      });
      if (statusCode !== 200) {
        await body.dump();
        throw new FeedBroken(`${service} answered ${statusCode}`);
      }
      body.setEncoding('utf8');
      let rest = '';
      for await (const text of body as AsyncIterable<string>) {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        if (rest.length > LINE_LENGTH_MAX) throw new FeedBroken(`${service}: a line without an end`);
        for (const line of lines) yield FeedLine.parse(JSON.parse(line));
      }
    },
    close: () => pool.destroy(),
  };
}

/** The feed of a service in this process. */
export function localFeed(service: Pick<OpenService, 'name' | 'feeds'>, log: string): FeedSource {
  return {
    service: service.name,
    async *lines(wish, passport, signal) {
      yield* await service.feeds.open({ ...wish, passport, log }, signal);
    },
    close: () => Promise.resolve(),
  };
}
