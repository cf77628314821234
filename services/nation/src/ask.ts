import type { Cut } from '@proximidad/eventsourcing';
import { type Context, ServiceError } from '@proximidad/edge';
import { say } from '@proximidad/refusals';

/** What a service answered to one of nation's own questions. */
export interface Asked {
  readonly data: unknown;
  readonly lagSeconds: number;
}

/** On whose behalf a service is asked, and where it is noted what the answer depends on. */
export type Asker = Pick<Context, 'subject' | 'note'>;

/** Asks one service on behalf of the asker at one cut. Also rejects if the answer has errors. */
export type Ask = (
  service: string,
  question: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
  asker: Asker,
  cut: Cut,
) => Promise<Asked>;

/** Called for a service that did not answer. */
export type OnSilence = (service: string, error: unknown) => void;

/** What only this service knows. @throws {ServiceError} if it does not answer, or not as it should. */
export async function toldBy<Told>(
  service: string,
  onSilence: OnSilence,
  ask: () => Promise<Told>,
): Promise<Told> {
  try {
    return await ask();
  } catch (error) {
    onSilence(service, error);
    const said = say('The service {service} did not answer.', { service });
    throw new ServiceError('SERVICE_UNAVAILABLE', said, { service });
  }
}
