import type { Context, ResolverMap } from '@proximidad/edge';
import type { Cut } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { type Asker, toldBy } from '../ask.ts';
import type { NationHost } from '../resources.ts';
import { openDecrees } from './decrees.ts';

const SERVICE = 'authorities';
const ASKED = `query ($units: [_Any!]!) { _entities(representations: $units) { ... on Municipality { since } } }`;
const Answer = z.object({ _entities: z.tuple([z.object({ since: z.string().nullable() })]) });

/** What `nation`, which hears of no decrees, is told by the registry. */
export function decreesOf({ ask, onSilence }: Pick<NationHost, 'ask' | 'onSilence'>) {
  return openDecrees((cvegeo, { subject, note, cut }: Asker & { readonly cut: Cut }) =>
    toldBy(SERVICE, onSilence, async () => {
      const variables = { units: [{ __typename: 'Municipality', cvegeo }] };
      const { data } = await ask(SERVICE, { query: ASKED, variables }, { subject, note }, cut);
      return Answer.parse(data)._entities[0].since;
    }),
  );
}

type Query = (
  parent: unknown,
  args: { readonly municipality?: string | null },
  context: Context,
  info: unknown,
) => unknown;

/** The queries, each of which first learns of the municipality that it names. */
export function learning(
  resolvers: ResolverMap,
  learn: (municipality: string, context: Context) => Promise<unknown>,
): ResolverMap {
  const asked = Object.entries(resolvers['Query'] as Readonly<Record<string, Query>>);
  const answering = asked.map(([name, resolve]): [string, Query] => [
    name,
    (parent, args, context, info) => {
      const answer = () => resolve(parent, args, context, info);
      return args.municipality ? learn(args.municipality, context).then(answer) : answer();
    },
  ]);
  return { ...resolvers, Query: Object.fromEntries(answering) };
}
