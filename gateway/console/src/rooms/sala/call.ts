import { useRef, useState } from 'react';
import {
  AbandonCall,
  type CallChannel,
  ClassifyCall,
  LinkDuplicate,
  ReceiveCall,
  ReportIncident,
} from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import type { Outcome } from '../../graph/outcome.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { presentMs } from '../../words/present.ts';
import { type CallerGiven, callerOf } from './caller.ts';
import { endsCall, type ListedCall } from './listed-calls.ts';
import type { Place } from './places.ts';

/** The name under which an unfinished call is kept. */
export const callDraftOf = (entity: string, known?: ListedCall) =>
  known ? `llamada abierta ${known.id}` : `llamada ${entity}`;

/** A call as it is being written, and the ids under which it and its incident will be recorded. */
export interface Given extends CallerGiven {
  readonly callId: string;
  readonly incidentId: string;
  readonly startedAt: string;
  readonly channel: CallChannel;
  readonly code: string;
  readonly beat: string;
  readonly point: string;
  readonly folio: string;
  readonly exercise: boolean;
  /** That it came in was sent, and with it how and from whom: the platform takes those once. */
  readonly isTold: boolean;
}

/** A call that comes in now, or one that is on record and still open. */
export const begun = (entity: string, known?: ListedCall): Given => ({ ...fresh(entity), ...goneOn(known) });

const goneOn = (known: ListedCall | undefined): Partial<Given> =>
  known
    ? {
        ...{ callId: known.id, startedAt: known.startedAt, channel: known.channel },
        ...{ code: known.code?.code ?? '', isTold: true },
      }
    : {};

const fresh = (entity: string): Given => ({
  callId: `${entity}-${crypto.randomUUID()}`,
  incidentId: `${entity}-${crypto.randomUUID()}`,
  startedAt: new Date(presentMs()).toISOString(),
  ...{ channel: 'C911', number: '', safety: 'UNKNOWN' },
  ...{ code: '', beat: '', point: '', folio: '', exercise: false, isTold: false },
});

/** The incident that the call is about, as it is known already. */
export interface Same {
  readonly incident: { readonly id: string };
}

/** The incident of the call, unless it was about none. */
export interface Ended {
  readonly incident?: string;
}

interface CallParts {
  readonly entity: string;
  readonly given: Given;
  readonly point: Place | undefined;
  readonly municipality: string | undefined;
  /** It is on record already. */
  readonly isKnown: boolean;
  readonly onTold: (isTold: boolean) => void;
}

/** Refusals which say that the record is there already: it was sent before, and the answer did not arrive. */
const TOLD_BEFORE = new Set(['AlreadyReceived', 'AlreadyReported']);

const isTaken = (outcome: Outcome) =>
  outcome.state === 'accepted' || (outcome.state === 'refused' && TOLD_BEFORE.has(outcome.code ?? ''));

/** One chain of commands at a time. What was accepted is not sent again, whatever failed after it. */
function useSteps(callId: string) {
  const [told, isUnderWay] = [useRef(new Set<string>()), useRef(false)];
  const [intent, setIntent] = useState('');
  const tell = async (name: string, send: (intent: string) => Promise<Outcome>) => {
    const wanted = `call ${callId} ${name}`;
    setIntent(wanted);
    return isTaken(await send(wanted));
  };
  const once: typeof tell = async (name, send) => {
    const isTold = told.current.has(name) || (await tell(name, send));
    if (isTold) told.current.add(name);
    return isTold;
  };
  const alone = async <T>(chain: () => Promise<T>): Promise<T | undefined> => {
    if (isUnderWay.current) return undefined;
    isUnderWay.current = true;
    return chain().finally(() => (isUnderWay.current = false));
  };
  return { tell, once, alone, intent };
}

/** The commands of one call, in their order; each sends what is written by then. */
export function useCall(parts: CallParts) {
  const [command, { viewer }] = [useCommand(), useConnection().session];
  const newest = useRef(parts);
  newest.current = parts;
  const { callId, incidentId, startedAt } = parts.given;
  const { tell, once, alone, intent } = useSteps(callId);
  const placed = () => {
    const municipality = newest.current.municipality ?? viewer.municipality;
    return municipality === undefined ? {} : { municipality };
  };
  const receive = async () =>
    newest.current.isKnown ||
    once('receive', async (wanted) => {
      const { entity, given, onTold } = newest.current;
      const began = new Date(Math.min(Date.parse(startedAt), presentMs())).toISOString();
      const { channel } = given;
      const input = { callId, entity, channel, startedAt: began, ...placed(), ...callerOf(channel, given) };
      onTold(true);
      const outcome = await command(ReceiveCall, input, wanted);
      // Where an earlier answer was lost it may be there all the same.
      if (outcome.state === 'refused' && !isTaken(outcome) && !given.isTold) onTold(false);
      return outcome;
    });
  const end = async (same?: Same): Promise<Ended | undefined> => {
    if (!(await receive())) return undefined;
    const { code } = newest.current.given;
    // An operator who returns to an earlier code means it, so this is not sent only once; a repetition changes nothing.
    const classified = await tell(`classify ${code}`, (wanted) =>
      command(ClassifyCall, { callId, code }, wanted),
    );
    if (!classified) return undefined;
    if (endsCall(code)) return {};
    if (same) {
      const { incident } = same;
      const link = { callId, incidentId: incident.id, rule: 'OPERATOR' } as const;
      const linked = await once(`link ${incident.id}`, (wanted) => command(LinkDuplicate, link, wanted));
      return linked ? { incident: incident.id } : undefined;
    }
    const reported = await once('report', (wanted) => {
      const { entity, given, point } = newest.current;
      const { folio, exercise } = given;
      const report = {
        ...{ incidentId, entity, code, exercise, callIds: [callId], ...placed() },
        ...(folio !== '' && { folio }),
        ...(point && { point }),
      };
      return command(ReportIncident, report, wanted);
    });
    return reported ? { incident: incidentId } : undefined;
  };
  const hungUp = async () =>
    (await receive()) && once('abandon', (wanted) => command(AbandonCall, { callId }, wanted));
  return {
    end: (same?: Same) => alone(() => end(same)),
    hungUp: () => alone(hungUp),
    intent,
  };
}
