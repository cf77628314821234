import { FeedLine, type FeedRequest, SightingsLine } from '@proximidad/feed';
import type { OpenService } from '@proximidad/service';
import { Pool } from 'undici';

/** A line comes each second: after this long without one the feed counts as broken. */
const SILENCE_MAX_MS = 5_000;
const CONNECT_TIMEOUT_MS = 1_000;
/** Characters of one line of a feed. */
const LINE_LENGTH_MAX = 4 * 2 ** 20;

/** Which changes of a service are wanted. */
export type FeedWish = Omit<FeedRequest, 'passport' | 'log'>;

/** The feed of one service. It breaks off with an error, or ends with a line that says so. */
export interface FeedSource {
  readonly service: string;
  lines(wish: FeedWish, passport: string, signal: AbortSignal): AsyncIterable<FeedLine>;
  /** Where moving things are seen; not every service has it. */
  sightings?(passport: string, signal: AbortSignal): AsyncIterable<SightingsLine>;
  close(): Promise<void>;
}

/** The service did not open its feed, or broke it off. */
export class FeedBroken extends Error {
  override readonly name = 'FeedBroken';
}

/** `POST /changes` and `POST /sightings` of a service across the network; each reader has a connection of its own. */
export function remoteFeed(service: string, url: string, log: string): FeedSource {
  const pool = new Pool(new URL(url).origin, {
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: SILENCE_MAX_MS,
    bodyTimeout: SILENCE_MAX_MS,
  });
  async function* linesOf(path: string, asked: object, signal: AbortSignal): AsyncGenerator<unknown> {
    const { statusCode, body } = await pool.request({
      ...{ method: 'POST', path, signal },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
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
      for (const line of lines) yield JSON.parse(line);
    }
  }
  return {
    service,
    async *lines(wish, passport, signal) {
      for await (const line of linesOf('/changes', { ...wish, passport, log }, signal)) {
        yield FeedLine.parse(line);
      }
    },
    async *sightings(passport, signal) {
      for await (const line of linesOf('/sightings', { passport }, signal)) yield SightingsLine.parse(line);
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
