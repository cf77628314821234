import type { Cut } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { type Ask, type Asker, type OnSilence, toldBy } from '../ask.ts';

const SERVICE = 'authorities';
const QUESTION = { query: '{ liaisonCoverage { occupied expected gaps { code } } }' } as const;
const Count = z.int().min(0).max(32);
const Answer = z.object({
  liaisonCoverage: z.object({
    occupied: Count,
    expected: Count,
    gaps: z.array(z.object({ code: z.string() })),
  }),
});

/** How many entities have a federal liaison at the cut, according to the service that keeps them. @throws {ServiceError} if it does not answer. */
export function liaisonCoverage(ask: Ask, onSilence: OnSilence) {
  return (asker: Asker, cut: Cut) =>
    toldBy(
      SERVICE,
      onSilence,
      async () => Answer.parse((await ask(SERVICE, QUESTION, asker, cut)).data).liaisonCoverage,
    );
}
