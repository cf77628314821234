import { ITEMS_MAX, type OpenAnswer, type OpenRequest, valuesOf } from './wire.ts';

/** Sends several requests at once; each has its own outcome. */
type Send = (asked: readonly OpenRequest[]) => Promise<readonly OpenAnswer[]>;

interface Waiting {
  readonly request: OpenRequest;
  readonly resolve: (answer: OpenAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Requests made in one turn of the event loop are sent as one, with at most ITEMS_MAX values and readers, or a larger one alone: a
 * request costs both ends more than an opening. Each is decided, noted and answered by itself.
 */
export function openTogether(send: Send): (request: OpenRequest) => Promise<OpenAnswer> {
  let waiting: Waiting[] = [];

  const sent = async (some: readonly Waiting[]) => {
    try {
      const answers = await send(some.map(({ request }) => request));
      for (const [index, { resolve }] of some.entries()) resolve(answers[index]!);
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  };
  const flush = () => {
    const all = waiting;
    waiting = [];
    for (const some of parcelled(all)) void sent(some);
  };

  return (request) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ request, resolve, reject });
    });
}

function parcelled(all: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const parcels: Waiting[][] = [];
  let room = 0;
  for (const one of all) {
    const size = sizeOf(one.request);
    if (size > room) {
      parcels.push([]);
      room = ITEMS_MAX;
    }
    parcels.at(-1)!.push(one);
    room -= size;
  }
  return parcels;
}

/** Its values and its readers: ITEMS_MAX limits both together. */
function sizeOf({ persons, readers = [] }: OpenRequest): number {
  return persons.reduce((sum, person) => sum + valuesOf(person), readers.length);
}
