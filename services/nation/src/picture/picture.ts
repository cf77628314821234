import { entities, type FederalEntity } from '@proximidad/catalogues';
import {
  type ContactRow,
  FIGURES,
  type FigureRows,
  type IncidentRow,
  type PresenceRow,
  type Row,
  type TrainingRow,
} from './figures.ts';
import { HEARTBEAT_AGE_MAX_MS } from '../source/source.ts';

/** One service's answer: its rows by entity, and how old they are. */
export interface Figures<R extends Row> {
  readonly rows: ReadonlyMap<string, R>;
  readonly lagSeconds: number;
}

/** `undefined` for a service that did not answer; null where it was not asked, because its figures are not for the asker. */
export type Answers = {
  readonly [Service in keyof FigureRows]: Figures<FigureRows[Service]> | undefined | null;
};

/** Figures with their age; null if their source is silent or down, or they are not for the asker. */
export type Part<R extends Row> =
  | (Omit<R, 'entity' | 'lastEventAt'> & { readonly lagSeconds: number })
  | null;

export interface EntityPicture {
  readonly entity: FederalEntity;
  readonly incidents: Part<IncidentRow>;
  readonly presence: Part<PresenceRow>;
  readonly contacts: Part<ContactRow>;
  readonly training: Part<TrainingRow>;
}

export type SilenceReason = 'NEVER_HEARD' | 'NO_HEARTBEAT';

export interface StaleEntity {
  readonly entity: FederalEntity;
  /** Unix milliseconds. */
  readonly lastHeartbeatAt: number | undefined;
  readonly lastEventAt: string | undefined;
  readonly reason: SilenceReason;
}

export interface Picture {
  readonly completeness: {
    readonly entitiesReporting: number;
    readonly entitiesExpected: number;
    readonly stale: readonly StaleEntity[];
    readonly servicesDown: readonly string[];
  };
  readonly entities: readonly EntityPicture[];
}

/** The services the picture is made of, in the order in which they are listed when they are down. */
export const PICTURE_SERVICES = (Object.keys(FIGURES) as (keyof FigureRows)[]).toSorted();

/**
 * The national picture, without pretence: an entity that reports and has no facts shows 0; one that does not report shows
 * nothing and is listed; and a service that is down removes its own part from every entity, but changes nothing else.
 */
export function picture(
  visible: (entityCode: string) => boolean,
  answers: Answers,
  lastHeartbeats: ReadonlyMap<string, number>,
  clock: number,
): Picture {
  const expected = entities.filter(({ code }) => visible(code));
  const silent = (code: string) => clock - (lastHeartbeats.get(code) ?? -Infinity) > HEARTBEAT_AGE_MAX_MS;
  const stale = expected.filter(({ code }) => silent(code));
  return {
    completeness: {
      entitiesReporting: expected.length - stale.length,
      entitiesExpected: expected.length,
      stale: stale.map((entity) => staleEntity(entity, answers, lastHeartbeats.get(entity.code))),
      servicesDown: PICTURE_SERVICES.filter((service) => answers[service] === undefined),
    },
    entities: expected.map((entity) => ({
      entity,
      ...entityPicture(entity.code, silent(entity.code), answers),
    })),
  };
}

/** What is known about one entity; nothing while its own system is silent, whatever the services know. */
export function entityPicture(
  code: string,
  isSilent: boolean,
  answers: Answers,
): Omit<EntityPicture, 'entity'> {
  return isSilent ? NO_PARTS : figuresOf(code, answers);
}

const NO_PARTS = { incidents: null, presence: null, contacts: null, training: null } as const;

const NO_INCIDENTS: Omit<IncidentRow, 'entity'> = {
  recorded: 0,
  duplicates: 0,
  open: [],
  reported24h: 0,
  closed24h: 0,
  responseP50Seconds: null,
  responseP90Seconds: null,
  arrivalKnownShare: null,
};
const NO_PRESENCE: Omit<PresenceRow, 'entity'> = {
  beats: 0,
  beatsWithoutUnit: 0,
  officersOnDuty: 0,
  units: [],
};
const NO_CONTACTS: Omit<ContactRow, 'entity'> = { recorded: 0, followUpsDue: 0, followUpsOverdue: 0 };
const NO_TRAINING: Omit<TrainingRow, 'entity'> = { officers: 0, certified: 0, certifiedShare: null };

function figuresOf(
  code: string,
  { beats, contacts, incidents, training }: Answers,
): Omit<EntityPicture, 'entity'> {
  return {
    incidents: part(code, incidents, NO_INCIDENTS),
    presence: part(code, beats, NO_PRESENCE),
    contacts: part(code, contacts, NO_CONTACTS),
    training: part(code, training, NO_TRAINING),
  };
}

function part<R extends Row>(
  code: string,
  figures: Figures<R> | undefined | null,
  none: Omit<R, 'entity'>,
): Part<R> {
  if (!figures) return null;
  const { lagSeconds, rows } = figures;
  const known = rows.get(code) ?? ({ entity: code, ...none } as R);
  const { entity: _entity, lastEventAt: _lastEventAt, ...shown } = known;
  return { ...shown, lagSeconds };
}

function staleEntity(
  entity: FederalEntity,
  answers: Answers,
  lastHeartbeatAt: number | undefined,
): StaleEntity {
  const events = PICTURE_SERVICES.map((service) => answers[service]?.rows.get(entity.code)?.lastEventAt);
  const known = events.filter((at): at is string => typeof at === 'string');
  return {
    entity,
    lastHeartbeatAt,
    lastEventAt: known.toSorted((a, b) => Date.parse(b) - Date.parse(a))[0],
    reason: lastHeartbeatAt === undefined ? 'NEVER_HEARD' : 'NO_HEARTBEAT',
  };
}
