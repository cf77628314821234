import type { Fetcher } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';
import { createClient, type FormattedExecutionResult } from 'graphql-ws';
import { closed } from '../graph/closed.ts';
import { said } from './words.ts';

/** Operations that go on being answered: they are sent over a WebSocket. */
const LIVE = /(^|[}\s])subscription\b|@live\b/;

export interface Access {
  readonly token: string;
  readonly purpose: string;
}

export interface Listener {
  /** Shows the state of the request on the page, and to screen readers. */
  say(text: string, bad: boolean): void;
  answered(data: unknown): void;
}

type Question = Parameters<Fetcher>[0];
type Frame = FormattedExecutionResult<Record<string, unknown>, unknown>;

/** Asks the gateway that served the page, as the user whom the token names at that moment. */
export function asking(access: () => Access, listener: Listener): Fetcher {
  return (question) => {
    if (access().token === '') {
      const message = said().noToken;
      listener.say(message, true);
      return { errors: [{ message }] } as never;
    }
    const ask = LIVE.test(question.query) ? follow : post;
    return ask(meant(question), access(), listener) as ReturnType<Fetcher>;
  };
}

/** GraphiQL updates the operation name only a moment after the text has changed; if there is just one operation, no name is sent. */
function meant(question: Question): Question {
  const { operationName: _, ...alone } = question;
  return operationsIn(question.query) === 1 ? alone : question;
}

function operationsIn(query: string): number {
  try {
    return parse(query).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length;
  } catch {
    return 0;
  }
}

async function post(question: Question, access: Access, { say, answered }: Listener): Promise<Frame> {
  say(said().asking, false);
  const started = performance.now();
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        ...headersOf(access),
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
      },
      body: JSON.stringify(question),
    });
    const result = (await response.json()) as Frame;
    const errors = result.errors?.length ?? 0;
    const took = `${response.status} · ${Math.round(performance.now() - started)} ms`;
    say(`${took} · ${said().errors(errors)}`, errors > 0);
    answered(result.data);
    return result;
  } catch (error) {
    say(said().noAnswer, true);
    throw error;
  }
}

/**
 * Each frame as it arrives, until it ends or the reader stops. Not a generator: one that is waiting for a frame could stop
 * only after that frame.
 */
function follow(question: Question, access: Access, { say }: Listener): AsyncIterableIterator<Frame, void> {
  const { protocol, host } = location;
  const client = createClient({
    url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/graphql`,
    connectionParams: headersOf(access),
    retryAttempts: 0,
  });
  const frames = client.iterate(question as never);
  let count = 0;
  let stopped = false;
  const end = (text: string, bad: boolean) => {
    if (!stopped) say(text, bad);
    stopped = true;
    void closed(client);
  };
  say(said().connecting, false);
  client.on('connected', () => {
    if (!stopped) say(said().waiting, false);
  });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const { done, value } = await frames.next();
        if (done) {
          end(said().over(count), false);
          return { done, value: undefined };
        }
        const at = new Date().toLocaleTimeString('es-MX');
        if (!stopped) say(said().frame(++count, at), Boolean(value.errors));
        return { value };
      } catch (error) {
        end(said().lost, true);
        throw error instanceof CloseEvent
          ? new Error(`${error.code}: ${error.reason}`, { cause: error })
          : error;
      }
    },
    async return() {
      end(said().stopped(count), false);
      await frames.return?.();
      return { done: true, value: undefined };
    },
  };
}

function headersOf({ token, purpose }: Access): Record<string, string> {
  return { authorization: `Bearer ${token}`, ...(purpose && { 'x-purpose': purpose }) };
}
