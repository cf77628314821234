import { eventually } from '@proximidad/testing/waiting';

interface Answered {
  readonly errors?: readonly { readonly extensions: object }[];
}

/**
 * Asks as a client does: again while the answer is that a service did not answer in time. A machine that stands still for longer than the
 * gateway waits for a service makes that true.
 */
export const askingAgain = <A extends Answered>(ask: () => Promise<A>): Promise<A> =>
  eventually(async () => {
    const answer = await ask();
    return answer.errors?.some(isPassing) ? undefined : answer;
  }, 'an answer of services that were in time');

const isPassing = ({ extensions }: { readonly extensions: object }) =>
  'code' in extensions && extensions.code === 'SERVICE_UNAVAILABLE';
