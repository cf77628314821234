import type { Operation } from 'rfc6902';
import { type Client, createClient, MessageType } from 'graphql-ws';
import type { Document } from '../documents/documents.gen.ts';
import type { Session } from '../session/session.ts';
import { hearClock } from '../words/present.ts';
import { saysNothing, type Trouble } from './absence.ts';
import { closed } from './closed.ts';
import { type Line, type LineWatch, watchLine } from './line.ts';
import { patched } from './patched.ts';
import { type FieldNames, type FieldTrouble, saidOf } from './said.ts';

/** The moment of the log at which an answer was computed. */
export interface Cut {
  readonly at: string;
  readonly position: string;
}

export interface Answer<Data> {
  readonly data: Data | undefined;
  readonly troubles: readonly Trouble[];
  readonly cut: Cut | undefined;
}

/** How a question is asked, where that differs from the usual. */
export interface Asking {
  /** A past instant or position. */
  readonly asOf?: string | undefined;
  /** The purpose, if it is not the session's current one. */
  readonly purpose?: string | undefined;
  readonly language: string;
  readonly signal?: AbortSignal;
}

interface Frame {
  readonly data?: unknown;
  readonly patch?: readonly Operation[];
  readonly errors?:
    | readonly {
        readonly message: string;
        readonly extensions?: {
          readonly code?: string;
          readonly bound?: unknown;
          readonly reason?: string;
          readonly service?: string;
          readonly fields?: readonly FieldTrouble[];
          /** Given where asking again may help: of a limit, where there is only too much at once. */
          readonly retryAfterMs?: number;
        };
      }[]
    | undefined;
  readonly extensions?: { readonly cursor?: string; readonly cut?: Cut };
  /** Nothing of it was looked at, for there is too much at once. */
  readonly isTooMuch?: boolean;
}

/** The graph: one connection for everything live, and one request for each other question. */
export interface Graph {
  ask<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
    asking: Asking,
  ): Promise<Answer<Data>>;
  /** Goes on across reconnections until it is ended. */
  live<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
    onAnswer: (answer: Answer<Data>) => void,
  ): () => void;
  line(): Line;
  subscribe(listener: () => void): () => void;
  /** A connection that cannot be opened any more is closed, too. */
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** How often to ping the gateway. */
const PULSE_MS = 2_000;
const RETRY_MS = 1_000;
/** The connection was closed for a reason that would have the same token refused again. */
const FORBIDDEN = 4403;
const UNAUTHORIZED = 4401;
const TOO_MANY = 429;

/** `names` are the names that the console's forms give to fields, in the user's language. */
export function openGraph(session: Session, language: () => string, names: () => FieldNames): Graph {
  const watch: LineWatch = watchLine(() => client.terminate());
  const client = connection(session, language, watch);
  return {
    ask: (document, variables, asking) => answered(session, { document, variables, asking }, names()),
    live(document, variables, onAnswer) {
      const [query, given] = [liveOf(document), variables as object];
      return follow({ client, watch, session, names }, query, given, onAnswer as never);
    },
    line: watch.line,
    subscribe: watch.subscribe,
    close: () => closed(client),
  };
}

function connection(session: Session, language: () => string, watch: LineWatch): Client {
  const { protocol, host } = location;
  return createClient({
    url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/graphql`,
    connectionParams: async () => ({
      authorization: `Bearer ${await session.token()}`,
      ...{ 'x-purpose': session.purpose(), 'accept-language': language() },
    }),
    ...{ lazy: true, retryAttempts: 0, keepAlive: PULSE_MS },
    on: {
      connected: () => watch.connected(),
      ping: (received) => received || watch.pinged(),
      message: ({ type }) => watch.heard(type === MessageType.Pong),
      closed: (event) => {
        const { code, reason } = event as CloseEvent;
        watch.closed({ isTurn: code === FORBIDDEN && /token over/.test(reason) });
        if (code === FORBIDDEN && /revoked/i.test(reason)) session.end('revoked');
        if (code === UNAUTHORIZED) session.end('over');
      },
    },
  });
}

/** The same question, live: with patches, and resuming from where it was. */
function liveOf<Data, Variables>(document: Document<Data, Variables>): string {
  const { length } = document;
  if (/^subscription/.test(document)) return document;
  const live = document
    .replace(
      /^query (\w+)\s*\(([^)]*)\)/,
      'query $1($2, $resume: String) @live(patch: true, resume: $resume)',
    )
    .replace(/^query (\w+)\s*\{/, 'query $1($resume: String) @live(patch: true, resume: $resume) {');
  if (live.length === length) throw new Error('a live question is a query with a name');
  return live;
}

interface Following {
  readonly client: Client;
  readonly watch: LineWatch;
  readonly session: Session;
  readonly names: () => FieldNames;
}

/** Goes on with a live question, over one connection after another, until it is ended. */
export function follow(
  { client, watch, session, names }: Following,
  query: string,
  variables: object,
  onAnswer: (answer: Answer<unknown>) => void,
): () => void {
  let [ended, cursor] = [false, undefined as string | undefined];
  let stop = () => {};
  let isShown = false;
  // A subscription may have no position to report, so its answer is not awaited.
  const question = /^subscription/.test(query) ? undefined : {};
  const told = () => question && watch.told(question);
  const run = async () => {
    while (!ended && session.ending() === undefined) {
      let result: { data?: unknown; errors?: Frame['errors'] } = {};
      if (question) watch.awaits(question);
      const isRefused = await new Promise<boolean>((over) => {
        const given = cursor === undefined ? variables : { ...variables, resume: cursor };
        stop = client.subscribe<Record<string, unknown>>(
          { query, variables: given as Record<string, unknown> },
          {
            next(message) {
              const frame = message as Frame;
              cursor = frame.extensions?.cursor ?? cursor;
              if (frame.patch) {
                try {
                  result = patched(result, frame.patch);
                } catch {
                  // It does not fit what is held: the whole is asked for again.
                  cursor = undefined;
                  stop();
                  return;
                }
              } else result = { data: frame.data, errors: frame.errors };
              if (frame.errors?.some(({ extensions }) => extensions?.code === 'STALE')) cursor = undefined;
              const { extensions } = frame;
              const answer = answerIn<unknown>({ ...result, ...(extensions && { extensions }) }, names());
              const isNothing = saysNothing(answer);
              if (isShown && isNothing && question) return watch.missed(question);
              isShown = !isNothing;
              onAnswer(answer);
              told();
            },
            // A refusal is a list of errors; a connection that was lost is not.
            error: (cause) => over(Array.isArray(cause)),
            complete: () => over(false),
          },
        );
      });
      if (isRefused && isShown && question) watch.missed(question);
      else told();
      if (!ended) await new Promise((again) => setTimeout(again, RETRY_MS));
    }
  };
  void run();
  return () => {
    ended = true;
    stop();
    told();
  };
}

interface Posted {
  readonly document: string;
  readonly variables: unknown;
  readonly asking: Asking;
}

/** The one answer to a question. @throws when none comes. */
export async function answered<Data>(
  session: Session,
  asked: Posted,
  names: FieldNames,
): Promise<Answer<Data>> {
  return answerIn(await post(session, asked), names);
}

async function post(session: Session, { document: query, variables, asking }: Posted): Promise<Frame> {
  const { asOf, language, purpose = session.purpose(), signal } = asking;
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const headers = {
    ...{ 'content-type': 'application/json', accept: 'application/json', 'accept-language': language },
    ...{ authorization: `Bearer ${await session.token()}`, 'x-purpose': purpose },
    ...(asOf !== undefined && { 'x-as-of': asOf }),
  };
  const askedMs = Date.now();
  const response = await fetch('/graphql', {
    ...{ method: 'POST', headers, body: JSON.stringify({ query, variables }) },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  hearClock({ date: response.headers.get('date'), askedMs, arrivedMs: Date.now() });
  const frame = (await response.json()) as Frame;
  if (response.status === 401) session.end('over');
  if (frame.errors?.some(({ extensions }) => extensions?.reason === 'REVOKED')) session.end('revoked');
  return { ...frame, isTooMuch: response.status === TOO_MANY };
}

function answerIn<Data>(
  { data, errors = [], extensions, isTooMuch = false }: Frame,
  names: FieldNames,
): Answer<Data> {
  return {
    data: (data ?? undefined) as Data | undefined,
    troubles: errors.map(({ message, extensions: more }) => ({
      ...{ message: saidOf(message, more?.fields, names), code: more?.code ?? 'INTERNAL' },
      bound: typeof more?.bound === 'string' ? more.bound : undefined,
      ...{ service: more?.service, reason: more?.reason },
      isForNow: isTooMuch || (more?.code === 'LIMIT_EXCEEDED' && more.retryAfterMs !== undefined),
    })),
    cut: extensions?.cut,
  };
}
