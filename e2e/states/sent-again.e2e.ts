import { clientCommandId } from '@proximidad/eventsourcing';
import { sized } from '@proximidad/testing/sizes';
import { everything } from '../log.ts';
import { type Acknowledged, eventually, pseudonymOf } from '../platform.ts';
import { platform } from '../stage.ts';

const TEST_TIMEOUT_MS = 900_000;
/** Different ones that are accepted by then, across the services. */
const MUTATIONS_MIN = 70;
/** Of each mutation, the first ones: since then, most has changed. */
const OF_EACH_MAX = sized(2, Infinity);
/** Of a caller who may do it no more: rights are of now (ADR 467). */
const NO_MORE = /"(?:FORBIDDEN|UNAUTHENTICATED)"/;

test(
  'whatever was acknowledged is known when it is sent again, however much has changed since, and recorded once (ADR 467)',
  async () => {
    const sent = firstOfEach(await recordedOnes(platform.acknowledged));
    const told: [mutation: string, known: unknown][] = [];
    for (const one of sent) told.push([one.mutation, await again(one)]);
    expect(told.filter(([, known]) => known !== true)).toEqual([]);
    const counted = await countedByCommand();
    expect(sent.filter(({ id, count }) => counted.get(id) !== count).map(({ mutation }) => mutation)).toEqual(
      [],
    );
    expect(new Set(told.map(([mutation]) => mutation)).size).toBeGreaterThanOrEqual(MUTATIONS_MIN);
  },
  TEST_TIMEOUT_MS,
);

interface Recorded extends Acknowledged {
  readonly id: string;
  readonly count: number;
}

/** What recorded nothing acknowledges a state, and is decided anew (ADR 489). */
async function recordedOnes(acknowledged: readonly Acknowledged[]): Promise<Recorded[]> {
  const counted = await countedByCommand();
  const users = new Map<string, Promise<string>>();
  const found: Recorded[] = [];
  for (const one of [...acknowledged]) {
    const { commandId } = one.input as { readonly commandId: string };
    const pseudonym = users.get(one.user) ?? pseudonymOf(platform, one.user);
    users.set(one.user, pseudonym);
    const id = clientCommandId(await pseudonym, commandId);
    const count = counted.get(id);
    if (count !== undefined) found.push({ ...one, id, count });
  }
  return found;
}

function firstOfEach(all: readonly Recorded[]): Recorded[] {
  const taken = new Map<string, number>();
  return all.filter(({ mutation }) => {
    const number = (taken.get(mutation) ?? 0) + 1;
    taken.set(mutation, number);
    return number <= OF_EACH_MAX;
  });
}

async function countedByCommand(): Promise<ReadonlyMap<string, number>> {
  const counted = new Map<string, number>();
  for (const { metadata } of await everything(platform.storeUrl)) {
    const { commandId } = metadata;
    counted.set(commandId, (counted.get(commandId) ?? 0) + 1);
  }
  return counted;
}

/** Of a service that could not answer at that moment. */
const LATER = /"(?:SERVICE_UNAVAILABLE|CONFLICT|NOT_READY|LIMIT_EXCEEDED)"/;

/** Whether it is answered as known, or what it is answered instead. */
async function again({ user, mutation, input }: Acknowledged): Promise<unknown> {
  return eventually(`${mutation} is answered`, async () => {
    try {
      const result = await platform.execute(user, mutation, input, '... on Accepted { known }');
      return result.known ?? result;
    } catch (error) {
      const { message } = error as Error;
      if (NO_MORE.test(message)) return true;
      return LATER.test(message) ? undefined : message;
    }
  });
}
