import { useEffect, useRef, useState } from 'react';
import {
  ActionDone,
  ChannelTold,
  ClearUnit,
  ConsentWithdrawn,
  ContactAnnulled,
  ContactPersonTold,
  type Document,
  DutyBegun,
  DutyEnded,
  DutyResumed,
  IsDrawn,
  FollowUpEnded,
  FollowUpTried,
  FollowUpUntried,
  Heard,
  Promised,
  PromiseBroken,
  PromiseKept,
  PromiseMoved,
  PromiseReopened,
  RecordContact,
  ReportArrival,
  RequestSupport,
  RetractInvolved,
  RetractEnRoute,
  RetractArrival,
  RetractVehicle,
  SceneTold,
  SetOut,
  TellInvolved,
  TellVehicle,
  VictimConsentWithdrawn,
} from '../../documents/documents.gen.ts';
import type { Answer, Asking, Graph } from '../../graph/graph.ts';
import { outcomeIn, type Result } from '../../graph/outcome.ts';
import { languageTag, useConnection } from '../../graph/use-graph.ts';
import { currentSettings } from '../../words/settings.ts';
import { firstDrawn } from './drawn.ts';
import {
  isClosed,
  type Kept,
  type KeptQueue,
  openKept,
  QueueFull,
  refusedAs,
  type Told,
} from './kept-queue.ts';
import { nextOf, type Tries, triesOf } from './next.ts';

/** What an officer may record, by the name under which it is kept; and the field that names what it is about, unless it begins something. */
const TOLD = {
  contact: { document: RecordContact },
  annulled: { document: ContactAnnulled, about: 'contactId' },
  person: { document: ContactPersonTold, about: 'contactId' },
  consentWithdrawn: { document: ConsentWithdrawn, about: 'contactId' },
  tried: { document: FollowUpTried, about: 'followUpId' },
  untried: { document: FollowUpUntried, about: 'followUpId' },
  channel: { document: ChannelTold, about: 'followUpId' },
  victimConsentWithdrawn: { document: VictimConsentWithdrawn, about: 'followUpId' },
  ended: { document: FollowUpEnded, about: 'followUpId' },
  promised: { document: Promised },
  keptPromise: { document: PromiseKept, about: 'commitmentId' },
  moved: { document: PromiseMoved, about: 'commitmentId' },
  broken: { document: PromiseBroken, about: 'commitmentId' },
  stillOwed: { document: PromiseReopened, about: 'commitmentId' },
  heard: { document: Heard, about: 'unitId' },
  setOut: { document: SetOut, about: 'unitId' },
  arrived: { document: ReportArrival, about: 'unitId' },
  notSetOut: { document: RetractEnRoute, about: 'unitId' },
  notArrived: { document: RetractArrival, about: 'unitId' },
  cleared: { document: ClearUnit, about: 'unitId' },
  support: { document: RequestSupport, about: 'unitId' },
  scene: { document: SceneTold, about: 'unitId' },
  vehicle: { document: TellVehicle, about: 'unitId' },
  vehicleRetracted: { document: RetractVehicle, about: 'unitId' },
  involved: { document: TellInvolved, about: 'unitId' },
  involvedRetracted: { document: RetractInvolved, about: 'unitId' },
  actionDone: { document: ActionDone, about: 'plannedActionId' },
  dutyBegun: { document: DutyBegun, about: 'officerId' },
  dutyEnded: { document: DutyEnded, about: 'officerId' },
  dutyResumed: { document: DutyResumed, about: 'officerId' },
} as const;
export type What = keyof typeof TOLD;

export interface Sending {
  /** Undefined until what is kept on the device has been read. */
  readonly waiting: readonly Kept[] | undefined;
  /** It happened all the same, and somebody has to look at it: it stays on the device until it has been read. */
  readonly refused: readonly Kept[];
  readonly full: boolean;
  /** The device stores nothing: what is waiting is lost with the page. */
  readonly isUnsafe: boolean;
  /** The device has no room for some of it: that is lost with the page. */
  readonly hasNoRoom: boolean;
  /** Returns whether it is kept until it is sent. */
  tell(what: What, input: object, label: string, among?: readonly string[]): Promise<boolean>;
  /** The refusal has been read. */
  dismiss(refused: Kept): Promise<void>;
}

const PAUSE_MS = 2_000;

/**
 * Everything that an officer records goes the same way: sealed on the device, then sent with its own time, in order as far as it is about
 * one thing, until each was answered. When somebody's access is revoked, nothing is left behind.
 */
export function useSending(): Sending {
  const [{ graph }, { queue, open, add }] = [useConnection(), useQueue()];
  const [kept, setKept] = useState<readonly Kept[]>();
  const [full, setFull] = useState(false);
  const [tries, setTries] = useState<Tries>(new Map());
  const waiting = kept?.filter(({ refusal }) => refusal === undefined);
  const show = async () => {
    if (queue) await queue.all().then(setKept, unlessClosed);
  };
  useEffect(() => void show(), [queue]);
  const next = nextOf(waiting ?? [], thingOf, tries);
  const tried = next ? triesOf(tries, next) : 0;
  useEffect(() => {
    if (!queue || !next) return undefined;
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const send = async () => {
      const { told, outcome } = await answerTo(graph, queue, next);
      if (left) return;
      if (!outcome) {
        setTries((before) => new Map(before).set(next.input.commandId, tried + 1));
        return;
      }
      if (outcome.state === 'refused') await queue.put(refusedAs(told, outcome.message));
      else await queue.remove(next);
      setFull(false);
      await show();
    };
    const start = () =>
      void send().catch((error: unknown) => {
        // A device that cannot even forget what was sent is asked again: sent twice it is the same command.
        if (error instanceof CutOff || (error instanceof DOMException && !isClosed(error))) again();
        else unlessClosed(error);
        if (isClosed(error) && !left) void open();
      });
    const again = () => {
      if (!left) timer = setTimeout(start, PAUSE_MS);
    };
    if (tried > 0) again();
    else start();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [queue, graph, next?.input.commandId, tried]);
  const tell: Sending['tell'] = async (what, input, label, among) => {
    if (!queue) return false;
    const at = new Date().toISOString();
    const told = { commandId: crypto.randomUUID(), occurredAt: at, ...input };
    try {
      await add({ what, input: told, label, at, among });
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error;
      setFull(true);
      return false;
    }
    await show();
    return true;
  };
  const dismiss = async (read: Kept) => {
    await queue?.remove(read).catch(unlessClosed);
    setKept((before) => before?.filter(({ input }) => input.commandId !== read.input.commandId));
  };
  const refused = kept?.filter(({ refusal }) => refusal !== undefined) ?? [];
  const hasNoRoom = kept?.some(({ device }) => device !== queue?.device) ?? false;
  return { waiting, refused, full, isUnsafe: queue?.isLasting === false, hasNoRoom, tell, dismiss };
}

/** Sends on while an officer is in another room; what is refused waits in the beat until it has been read. */
export function Sends() {
  useSending();
  return null;
}

/** What a report is about, if it is about something that was there before. */
function thingOf({ what, input }: Kept): string | undefined {
  const { about } = (TOLD[what as What] ?? {}) as { readonly about?: string };
  return about === undefined ? undefined : (input[about] as string);
}

/** What became of sending one: the outcome is undefined where this one has to be sent again. @throws {CutOff} */
async function answerTo(graph: Graph, queue: KeptQueue, kept: Kept) {
  const asking = { language: languageTag(currentSettings().language) };
  const told = await settled(graph, queue, kept, asking);
  if (!told) return { told: kept, outcome: undefined };
  const [{ document }, input] = [TOLD[told.what as What], { ...told.input, device: deviceOf(told) }];
  const answer = await inTime(graph.ask(document as never as Document<Result, object>, { input }, asking));
  return { told, outcome: answer && outcomeIn(answer) };
}

/** Nobody takes anything now: the other reports need not be tried. */
class CutOff extends Error {
  override readonly name = 'CutOff';
}

/** Undefined where the answer is too slow, as from a service that stands still. @throws {CutOff} */
async function inTime<Data>(asked: Promise<Answer<Data>>): Promise<Answer<Data> | undefined> {
  const answer = await asked.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'TimeoutError') return undefined;
    throw new CutOff('no answer', { cause });
  });
  if (answer?.troubles.some(({ code, isForNow }) => isForNow || code === 'UNAUTHENTICATED'))
    throw new CutOff('not now');
  return answer;
}

/**
 * What was recorded before it was known which beat is drawn, completed with the first that is, and kept so before it is sent: sent again
 * it is the same. Undefined while that cannot be learned.
 */
async function settled(
  graph: Graph,
  queue: KeptQueue,
  kept: Kept,
  asking: Asking,
): Promise<Kept | undefined> {
  const { among, ...told } = kept;
  if (!among) return kept;
  const beatId = await firstDrawn(among, async (beat) => {
    const answer = await inTime(graph.ask(IsDrawn, { beat }, asking));
    return answer?.troubles.length === 0 ? answer.data?.beat !== null : undefined;
  });
  if (beatId === undefined) return undefined;
  const known = { ...told, input: { ...told.input, beatId } };
  await queue.put(known);
  return known;
}

/** The queue of the user who is signed in. */
function useQueue() {
  const [{ session }, [queue, setQueue]] = [useConnection(), useState<KeptQueue>()];
  const isHere = useRef(false);
  const { subject } = session.viewer;
  const take = (made: KeptQueue) => (isHere.current ? setQueue(made) : made.close());
  const open = () => openKept(subject).then(take);
  useEffect(() => {
    isHere.current = true;
    void open();
    return () => void (isHere.current = false);
  }, [subject]);
  useEffect(() => () => queue?.close(), [queue]);
  /** What is told while the browser closes the device, or the user the room, is kept all the same. */
  const add = (told: Told) =>
    queue!.add(told).catch(async (error: unknown) => {
      unlessClosed(error);
      if (session.ending() === 'revoked') return;
      const again = await openKept(subject);
      await again.add(told).finally(() => take(again));
    });
  return { queue, open, add };
}

/** A user who leaves meanwhile finds what is kept on return: what was answered and is still kept gets the same answer again. */
function unlessClosed(error: unknown): void {
  if (!isClosed(error)) throw error;
}

/** The device's sequence number and its clock when it asks: a gap shows, and an error of the clock is known (N4). */
const deviceOf = ({ device, sequence }: Kept) => ({
  ...{ id: device, sequence, clock: new Date().toISOString() },
  clockSource: 'UNKNOWN',
});
