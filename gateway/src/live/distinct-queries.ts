import { GraphQLError } from 'graphql';
import type { Allowances } from '../identity/allowances.ts';

/** The queries that each subject watches; watching the same one twice counts once. */
export function distinctQueries(allowances: Allowances) {
  const held = new Map<string, { users: number; readonly leave: () => void }>();
  return {
    take(owner: string, query: string): (() => void) | GraphQLError {
      const name = `${owner}\n${query}`;
      let mine = held.get(name);
      if (!mine) {
        const leave = allowances.take('liveQueries', owner);
        if (leave instanceof GraphQLError) return leave;
        mine = { users: 0, leave };
        held.set(name, mine);
      }
      const { leave } = mine;
      mine.users++;
      return () => {
        if (--mine.users > 0) return;
        held.delete(name);
        leave();
      };
    },
  };
}
