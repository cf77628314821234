import { ServiceError } from '@proximidad/edge';
import type { Cut } from '@proximidad/eventsourcing';
import { say } from '@proximidad/refusals';
import { z } from 'zod';
import type { Ask, Asker } from '../ask.ts';
import type { OnSilence } from './figure-sources.ts';

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
  return async (asker: Asker, cut: Cut) => {
    try {
      return Answer.parse((await ask(SERVICE, QUESTION, asker, cut)).data).liaisonCoverage;
    } catch (error) {
      onSilence(SERVICE, error);
      const service = SERVICE;
      throw new ServiceError(
        'SERVICE_UNAVAILABLE',
        say('The service {service} did not answer.', { service }),
        { service },
      );
    }
  };
}
