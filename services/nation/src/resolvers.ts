import { entities, zoneOf } from '@proximidad/catalogues';
import {
  clientCommandId,
  type Cut,
  encodePosition,
  formatInstant,
  instantAt,
  StoreUnavailable,
  Uuid,
} from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import { decide } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import type { Asked, Context, Dependencies, ResolverMap } from '@proximidad/edge';
import { z } from 'zod';
import { access, accessIdOf } from './domain/access.ts';
import { type Answers, picture, type Part, type StaleEntity } from './domain/picture.ts';
import type { Row } from './domain/figures.ts';
import { reporting } from './domain/reporting.ts';
import { isCounted, source, sourceIdOf } from './domain/source.ts';
import { figureSources, type OnSilence } from './figure-sources.ts';
import { liaisonCoverage } from './liaison-coverage.ts';
import { heardAt, LONG_AGO, SOURCES_MAX } from './heard-at.ts';
import type { Heartbeats } from './heartbeats.ts';
import type { MutationRevokeAccessArgs, MutationSourceAliveArgs } from './schema.gen.ts';
import type { Ask } from './ask.ts';
import { changesBetween } from './changes.ts';
import { operations } from './operations/resolvers.ts';
import { presentCut, type Times } from './times.ts';
import { entityNode, localTime, municipalityNode } from './places.ts';
import type { NationResources } from './resources.ts';

/** What the resolvers need of the gateway that hosts them. */
export interface NationDeps {
  readonly ask: Ask;
  readonly onSilence: OnSilence;
  readonly times: () => Promise<Times>;
  readonly heartbeats: Heartbeats;
}

export function nationResolvers({ ask, onSilence, times }: NationDeps) {
  const askFigures = figureSources(ask, onSilence);
  const coverage = liaisonCoverage(ask, onSilence);
  return ({ log, readModels, resources }: Dependencies<NationResources>): ResolverMap => {
    const head = () => headOr(log, readModels.position);
    const changes = changesBetween({ times, head });
    const room = operations({ ask, askFigures, onSilence, readModels, head, times });
    return {
      Query: {
        ...room.queries,
        changesBetween: changes.query,
        async nationalPicture(_: unknown, _args: unknown, context: Context) {
          const { subject, cut, table } = context;
          const { clock } = cut;
          const { position } = await presentCut(cut, head);
          const answers = await askFigures(context, { position, clock });
          const recorded = () => table(reporting, 'source').list({ first: SOURCES_MAX }).rows;
          const heard = cut.at === undefined ? resources.heartbeats.last() : heardAt(recorded(), clock);
          const visible = (entity: string) => decide(subject, 'read', { kind: 'source', entity }).allowed;
          const { completeness, entities: parts } = picture(visible, atCut(answers, cut), heard, clock);
          return {
            asOf: formatInstant({ ms: clock, offsetMin: 0 }),
            position: encodePosition([{ log: resources.logId(), position, clock }]),
            shown: { position, clock },
            completeness: { ...completeness, stale: completeness.stale.map(staleNode) },
            entities: parts.map(({ entity, incidents, presence, contacts, training }) => {
              const asOf = localTime(clock, entity.code);
              return {
                entity,
                incidents: dated(incidents, asOf),
                presence: dated(presence, asOf),
                contacts: dated(contacts, asOf),
                training: dated(training, asOf),
              };
            }),
          };
        },
        entity: (_: unknown, { code }: { code: string }, { subject }: Context) =>
          entityNode(code, subject) ?? null,
        municipality: (_: unknown, { cvegeo }: { cvegeo: string }, { subject }: Context) =>
          municipalityNode(cvegeo, subject) ?? null,
      },
      ...room.types,
      NationalPicture: {
        liaisonCoverage: ({ shown }: { readonly shown: Cut }, _: unknown, context: Context) =>
          coverage(context, shown),
      },
      ChangesBetween: changes.type,
      Entity: {
        __resolveReference: ({ code }: { code: string }, { subject }: Context) =>
          entityNode(code, subject) ?? null,
      },
      Municipality: {
        __resolveReference: ({ cvegeo }: { cvegeo: string }, { subject }: Context) =>
          municipalityNode(cvegeo, subject) ?? null,
      },
      Mutation: mutations(resources),
    };
  };
}

const Alive = z.object({ commandId: Uuid, ...source.commands.SourceAlive.input });
const Revocation = z.object({ commandId: Uuid, ...access.commands.RevokeAccess.input });

function mutations(resources: NationResources) {
  return {
    async sourceAlive(
      _: unknown,
      { input }: MutationSourceAliveArgs,
      { subject, cut, execute, answer }: Context,
    ) {
      if (!isCounted(input.entity)) return answer({ ok: false, rejection: refuse('NotCounted') }, refused);
      const { commandId, entity } = Alive.parse(input);
      // The heartbeat counts even while the store is away: it is telemetry, and the fact can follow.
      const { rights } = source.commands.SourceAlive;
      const mayExecute = decide(subject, rights!, { kind: 'source', entity }).allowed;
      if (mayExecute) resources.heartbeats.heard(entity, cut.clock);
      const command = { type: 'SourceAlive', at: instantAt(cut.clock, zoneOf(entity)) } as const;
      const outcome = await execute(source, sourceIdOf(entity), command, idsOf(commandId, subject.id));
      return answer(outcome, () => ({
        __typename: 'SourceAliveAccepted',
        entity: entities.find(({ code }) => code === entity),
      }));
    },
    async revokeAccess(_: unknown, { input }: MutationRevokeAccessArgs, context: Context) {
      const { commandId, subject, reason } = Revocation.parse(input);
      const command = { type: 'RevokeAccess', subject, reason, at: context.now() } as const;
      const ids = idsOf(commandId, context.subject.id);
      const outcome = await context.execute(access, accessIdOf(subject), command, ids);
      return context.answer(outcome, () => ({ __typename: 'RevokeAccessAccepted', subject }));
    },
  };
}

function idsOf(given: string, subject: string): Asked {
  return { commandId: clientCommandId(subject, given), formerCommandId: given };
}

/** At a cut of its own every service has read all that the picture shows: how late one is now is not part of it. */
function atCut(answers: Answers, { at }: Context['cut']): Answers {
  if (at === undefined) return answers;
  const whole = Object.entries(answers).map(([name, figures]) => [
    name,
    figures && { ...figures, lagSeconds: 0 },
  ]);
  return Object.fromEntries(whole) as Answers;
}

/** A store that is away does not take the picture with it: it is then of what has been read. */
async function headOr(log: EventLog, read: number): Promise<number> {
  try {
    return await log.head();
  } catch (error) {
    if (error instanceof StoreUnavailable) return read;
    throw error;
  }
}

function refused(): never {
  throw new TypeError('a refusal has no success');
}

function dated<R extends Row>(part: Part<R>, asOf: string) {
  return part && { ...part, asOf };
}

function staleNode({ entity, lastHeartbeatAt, lastEventAt, reason }: StaleEntity) {
  return {
    entity,
    lastHeartbeatAt:
      lastHeartbeatAt === undefined || lastHeartbeatAt === LONG_AGO
        ? null
        : localTime(lastHeartbeatAt, entity.code),
    lastEventAt: lastEventAt ?? null,
    reason,
  };
}
