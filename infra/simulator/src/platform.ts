import { gatewayClient, type Send } from '@proximidad/program';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const ATTEMPTS_MAX = 10;
const PAUSE_FIRST_MS = 150;
const PAUSE_MAX_MS = 3_000;

const Result = z
  .object({ __typename: z.string(), code: z.string().optional(), message: z.string().optional() })
  .loose();
export type Result = z.infer<typeof Result>;

export interface Platform {
  /**
   * Sends one mutation as a user; again while it is refused with one of `until`, which a message from another service
   * will end. `accepted` selects fields of the success, such as `shift { id }`.
   *
   * | @throws {NotTaken} when the gateway does not take it.
   */
  execute(
    user: string,
    mutation: string,
    input: object,
    options?: { accepted?: string; until?: readonly string[] },
  ): Promise<Result>;
  /** The units that the platform proposes for an incident, the best first. */
  proposed(user: string, incidentId: string): Promise<readonly string[]>;
  /**
   * The id of what a liaison asked to know about an incident; it is made of a pseudonym that only the platform knows.
   */
  needToKnow(user: string, incidentId: string): Promise<string | undefined>;
}

const Proposed = z.object({
  incident: z
    .object({
      proposal: z
        .object({ candidates: z.array(z.object({ unit: z.object({ id: z.string() }).nullable() })) })
        .nullable(),
    })
    .nullable(),
});
const PROPOSED = `query Proposed($id: ID!) { incident(id: $id) { proposal { candidates { unit { id } } } } }`;
const Asked = z.object({
  needsToKnow: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }).nullable(),
});
const ASKED = `query Asked($id: ID!) { needsToKnow(incident: $id, first: 1) { edges { node { id } } } }`;

/** These answer item by item; nothing refuses them as a whole. */
const BULKS = ['designBeats', 'reportPositions'];
const UNIT_REPORTS = ['acknowledgeDispatch', 'reportEnRoute', 'reportArrival'];

export function platform(
  url: string,
  tokenOf: (user: string) => Promise<string>,
  signal: AbortSignal,
): Platform {
  const clients = new Map<string, Send>();
  const clientOf = (user: string) => {
    const client = clients.get(user) ?? gatewayClient(url, () => tokenOf(user), signal);
    clients.set(user, client);
    return client;
  };
  return {
    async execute(user, mutation, input, { accepted = '', until = [] } = {}) {
      const query = mutationText(mutation, accepted);
      let pause = PAUSE_FIRST_MS;
      for (let attempt = 1; ; attempt++) {
        const data = await clientOf(user)(query, { input });
        const result = Result.parse(data[mutation]);
        if (attempt === ATTEMPTS_MAX || !until.includes(result.code ?? '')) return result;
        await sleep(pause);
        pause = Math.min(pause * 2, PAUSE_MAX_MS);
      }
    },
    async proposed(user, incidentId) {
      const { incident } = Proposed.parse(await clientOf(user)(PROPOSED, { id: incidentId }));
      return incident?.proposal?.candidates.flatMap(({ unit }) => unit?.id ?? []) ?? [];
    },
    async needToKnow(user, incidentId) {
      const { needsToKnow } = Asked.parse(await clientOf(user)(ASKED, { id: incidentId }));
      return needsToKnow?.edges[0]?.node.id;
    },
  };
}

function mutationText(mutation: string, accepted: string): string {
  const type = UNIT_REPORTS.includes(mutation)
    ? 'UnitReport'
    : mutation[0]!.toUpperCase() + mutation.slice(1);
  const refusal = BULKS.includes(mutation) ? '' : '... on Refusal { code message }';
  return `mutation Tell($input: ${type}Input!) { ${mutation}(input: $input) { __typename ${refusal} ${accepted} } }`;
}
