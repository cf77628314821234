import {
  type CommandDefinition,
  type Device,
  Instant,
  instantAt,
  optional,
  PublicId,
  Uuid,
} from '@proximidad/eventsourcing';
import { zoneOf } from '@proximidad/catalogues';
import canonicalize from 'canonicalize';
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from './context.ts';
import { DeviceInput, deviceOf, normalisedBy, Pseudonym } from './device.ts';
import { argumentError } from './filters.ts';
import type { AnyEdge } from './slice.ts';

/** How far clocks may differ: a fact further in the future is refused. */
export const SKEW_MAX_MS = 5_000;

export type Definition = CommandDefinition<unknown, unknown, never>;
export type Input = Readonly<Record<string, unknown>>;

/** Everything that may come in, by the names that the caller knows: errors use them. */
export function inputOf(edge: AnyEdge<never>, definition: Definition): z.ZodObject {
  const { addresses, input } = definition;
  const target = edge.id !== undefined && addresses !== 'natural' ? { [edge.id]: ID[addresses] } : {};
  return z.object({ commandId: Uuid, ...target, ...input, ...toldWith(definition) });
}

/** The fields that every command takes besides its own: when, for whom, from which device. */
export const toldWith = ({ occurs = 'When it happened' }: Pick<Definition, 'occurs'>) => ({
  occurredAt: optional(Instant).describe(
    `${occurs}; now when left out. Late reports are accepted, future times are not.`,
  ),
  onBehalfOf: optional(Pseudonym).describe('Pseudonym of the person for whom a system sends the command.'),
  device: optional(DeviceInput).describe('The device that reports it, if it keeps its own clock.'),
});

const ID = { given: PublicId, chosen: optional(PublicId) };

export function readInput(
  { id }: AnyEdge<never>,
  { past }: Definition,
  input: Input,
  context: Context,
): Read {
  const occurredAt = (input['occurredAt'] as Instant | null) ?? undefined;
  const device = deviceOf(input['device'] as DeviceInput | null, context.cut.clock);
  const normalised = normalisedBy(device, occurredAt);
  neverFuture(context, 'occurredAt', normalised);
  const given = input['commandId'] as string;
  // Any other moment, such as the `from` of an appointment, was set by somebody, and read from no clock.
  const facts = past.filter((name) => name.endsWith('At')).map((name) => [name, input[name]] as const);
  const corrected = facts.map(([name, at]) => [name, normalisedBy(device, at as Instant | null)]);
  return {
    given,
    id: (id === undefined ? undefined : (input[id] as string)) ?? undefined,
    input: { ...input, ...Object.fromEntries(corrected) },
    asShown: Object.fromEntries(facts),
    ...{ occurredAt, normalised, device },
  };
}

/** @throws {ServiceError} BAD_USER_INPUT that names the field. */
export function neverFuture({ cut }: Context, path: string, instant: unknown): void {
  if (instant === undefined || instant === null) return;
  const parsed = Instant.safeParse(instant);
  if (!parsed.success || parsed.data.ms <= cut.clock + SKEW_MAX_MS) return;
  throw argumentError({ path, code: 'IN_THE_FUTURE', message: 'is in the future' });
}

/** The input of a command, parsed. */
export interface Read {
  /** As the client chose it. */
  readonly given: string;
  readonly id: string | undefined;
  readonly input: Input;
  /** Moments of facts in it as the device's clock showed them: the input has them by the server's. */
  readonly asShown: Input;
  /** As reported. */
  readonly occurredAt: Instant | undefined;
  /** The same by the server's clock, where the device says how far its own is off (N4): decisions use this one. */
  readonly normalised: Instant | undefined;
  readonly device: Device | undefined;
}

/** The part of the input that the decision uses. */
export function decided({ sought, input: fields }: Definition, input: Input): Input {
  const names = Object.keys(fields).filter((name) => !sought.includes(name));
  return Object.fromEntries(names.map((name) => [name, input[name]]));
}

/** The same moments by the local clock of the place: days and years are local to it. */
export function onTheClockOf(place: string, value: unknown): unknown {
  return withMoments(value, (ms) => instantAt(ms, zoneOf(place)));
}

function withMoments(value: unknown, told: (ms: number) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withMoments(each, told));
  if (typeof value !== 'object' || value === null) return value;
  if ('ms' in value && 'offsetMin' in value) return told(value.ms as number);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withMoments(field, told)]));
}

/** What a client gave for a command. */
interface Given {
  readonly type: string;
  readonly input: Input;
}

/**
 * Digest of the client's input, including the id it chose: without knowing that id, nobody can guess the input by trial.
 * A moment is the same in every offset: databases give it back in another one than it was kept in.
 */
export function digestOf({ type, input }: Given): string {
  return formerDigestOf({ type, input: withMoments(input, (ms) => ({ ms })) as Input });
}

/** As digests were made before 2026-12-01. */
export function formerDigestOf({ type, input }: Given): string {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(input)) {
    // What a device's clock shows differs with each attempt.
    if (name !== 'device' && input[name] !== undefined && input[name] !== null) given[name] = input[name];
  }
  return hash('sha256', canonicalize({ ...given, type })!, 'base64url');
}
