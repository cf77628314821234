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

/** How far clocks may be apart: a fact further in the future is refused. */
export const SKEW_MAX_MS = 5_000;

export type Definition = CommandDefinition<unknown, unknown, never>;
export type Input = Readonly<Record<string, unknown>>;

/** Everything that may come in, by the names that the caller knows: errors speak of them. */
export function inputOf(edge: AnyEdge<never>, { addresses, input }: Definition): z.ZodObject {
  const target = edge.id !== undefined && addresses !== 'natural' ? { [edge.id]: ID[addresses] } : {};
  return z.object({ commandId: Uuid, ...target, ...input, ...TOLD });
}

/** What every command may say besides its own: when, for whom, by what device. */
export const TOLD = {
  occurredAt: optional(Instant).describe(
    'When it happened; now when left out. Late facts are taken, future ones are not.',
  ),
  onBehalfOf: optional(Pseudonym).describe('The pseudonym of the person for whom a system asks.'),
  device: optional(DeviceInput).describe('The device that tells it, where it keeps a clock of its own.'),
};

const ID = { given: PublicId, chosen: optional(PublicId) };

export function readInput({ id }: AnyEdge<never>, input: Input, context: Context): Read {
  const occurredAt = (input['occurredAt'] as Instant | null) ?? undefined;
  const device = deviceOf(input['device'] as DeviceInput | null, context.cut.clock);
  const normalised = normalisedBy(device, occurredAt);
  neverFuture(context, 'occurredAt', normalised);
  const given = input['commandId'] as string;
  return {
    given,
    id: (id === undefined ? undefined : (input[id] as string)) ?? undefined,
    input,
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

/** What came in of a command, read. */
export interface Read {
  /** As the client chose it. */
  readonly given: string;
  readonly id: string | undefined;
  readonly input: Input;
  /** As it was told. */
  readonly occurredAt: Instant | undefined;
  /** The same by the server's clock, where the device says how far its own is off (N4): what is decided by. */
  readonly normalised: Instant | undefined;
  readonly device: Device | undefined;
}

/** Of what came in, what the decision is about. */
export function decided({ sought, input: fields }: Definition, input: Input): Input {
  const names = Object.keys(fields).filter((name) => !sought.includes(name));
  return Object.fromEntries(names.map((name) => [name, input[name]]));
}

/** The same moments on the wall clock of the place: days and years are local to it. */
export function onTheClockOf(place: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => onTheClockOf(place, each));
  if (typeof value !== 'object' || value === null) return value;
  if ('ms' in value && 'offsetMin' in value) return instantAt(value.ms as number, zoneOf(place));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, onTheClockOf(place, field)]));
}

/** Of what the client gave, with the id that it chose: nobody who does not know that can try out what it may have been. */
export function digestOf({ type, input }: { readonly type: string; readonly input: Input }): string {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(input)) {
    // What a device's clock shows is another each time that it asks.
    if (name !== 'device' && input[name] !== undefined && input[name] !== null) given[name] = input[name];
  }
  return hash('sha256', canonicalize({ ...given, type })!, 'base64url');
}
