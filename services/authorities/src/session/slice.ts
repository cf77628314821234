import { edgeOf, type Slice } from '@proximidad/edge';
import { authorityOf } from '../authority/slice.ts';
import { bodies } from '../body/bodies.ts';
import { bodyId } from '../body/body.ts';
import { linkAt } from '../effective.ts';
import type { CarryingOut } from '../kept-person/carrying-out.ts';
import { session, sessionId } from './session.ts';
import { sessions } from './sessions.ts';

/** The sessions of bodies, and the agreements reached. */
export const sessionSlice: Slice<CarryingOut> = {
  aggregate: session,
  readModels: [sessions],
  feeds: { BodySession: { model: sessions, kind: 'session' } },
  edge: edgeOf<CarryingOut>()({
    aggregate: session,
    ...{ type: 'BodySession', field: 'bodySession', id: 'bodySessionId' },
    ...{ model: sessions, kind: 'session' },
    lookUps: {
      async HoldSession({ context, input: { entity, body, session: number }, at }) {
        const row = await context.found(() => context.table(bodies, 'body').get(bodyId(entity, body)));
        const composition = row && linkAt(row.compositions, at(entity).ms);
        return { id: sessionId(entity, body, number), found: { composition } };
      },
      AgreeInSession: async ({ context, input }) => {
        const known = await context.found(() => authorityOf(context, input.responsible));
        return { found: { known: known !== undefined } };
      },
    },
  }),
};
