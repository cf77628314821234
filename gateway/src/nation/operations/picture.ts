import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Subject } from '@proximidad/policy';
import type { Cut } from '../../subgraphs/wire.ts';
import type { Ask } from '../asking.ts';
import type { Row } from '../domain/figures.ts';
import type { Answers, Figures } from '../domain/picture.ts';
import {
  type Jurisdiction,
  ROOM_INCIDENTS,
  ROOM_UNITS,
  type RoomIncident,
  type RoomQuestion,
  type RoomUnit,
} from '../domain/room.ts';
import type { AskFigures, OnSilence } from '../figure-sources.ts';

/** Rows of each kind that a picture holds; what a room cannot look at is not shown to it. */
export const ROOM_ROWS_MAX = 1_000;

/** What an operations room sees of its jurisdiction at one cut. */
export interface OperationsPicture extends Jurisdiction {
  readonly cut: Cut;
  /** SHA-256 over the JCS form of all that the picture shows; null when a service did not answer. */
  readonly stateHash: string | null;
  /** Whether the state's system was heard, by the record; null for those who may not see it. */
  readonly reporting: boolean | null;
  readonly servicesDown: readonly string[];
  /** There are more than ROOM_ROWS_MAX of some kind. */
  readonly truncated: boolean;
  readonly openIncidents: readonly RoomIncident[] | null;
  readonly units: readonly RoomUnit[] | null;
  /** Of the whole entity only: null for a municipality or a beat. */
  readonly figures: ReturnType<typeof figuresOf> | null;
}

export interface PictureParts {
  readonly ask: Ask;
  readonly askFigures: AskFigures;
  readonly onSilence: OnSilence;
  /** What the record says of the state's system at a position. */
  readonly reportingAt: (entity: string, subject: Subject, position: number) => boolean | null;
}

export type PictureAt = (
  subject: Subject,
  jurisdiction: Jurisdiction,
  cut: Cut,
) => Promise<OperationsPicture>;

/** Puts the picture together from what the services answer at the cut, in the name of the subject. */
export function operationsPicture({ ask, askFigures, onSilence, reportingAt }: PictureParts): PictureAt {
  return async (subject, jurisdiction, cut) => {
    const { entity, municipality, beat } = jurisdiction;
    const whole = municipality === null && beat === null;
    const [incidents, units, answers] = await Promise.all([
      rowsOf(ask, onSilence, ROOM_INCIDENTS, subject, jurisdiction, cut),
      rowsOf(ask, onSilence, ROOM_UNITS, subject, jurisdiction, cut),
      whole ? askFigures(subject, cut) : undefined,
    ]);
    const silent = Object.entries(answers ?? {}).filter(([, figures]) => figures === undefined);
    const down = new Set([
      ...(incidents ? [] : ['incidents']),
      ...(units ? [] : ['beats']),
      ...silent.map(([service]) => service),
    ]);
    const seen = {
      ...jurisdiction,
      reporting: reportingAt(entity, subject, cut.position),
      truncated: incidents?.more === true || units?.more === true,
      openIncidents: incidents?.rows ?? null,
      units:
        units?.rows.filter((unit) => municipality === null || unit.municipality === municipality) ?? null,
      figures: answers ? figuresOf(entity, answers) : null,
    };
    return {
      ...seen,
      cut,
      stateHash: down.size > 0 ? null : stateHash(seen),
      servicesDown: [...down].toSorted(),
    };
  };
}

/** Equal for equal pictures: neither the cut nor how late a service was is part of what a room sees. */
function stateHash(seen: object): string {
  return createHash('sha256').update(canonicalize(seen)!).digest('base64');
}

function figuresOf(entity: string, { beats, contacts, incidents, training }: Answers) {
  return {
    incidents: part(entity, incidents),
    presence: part(entity, beats),
    contacts: part(entity, contacts),
    training: part(entity, training),
  };
}

/** An entity of which a service has no facts shows none; how far the service lagged is not part of the picture. */
function part<R extends Row>(code: string, figures: Figures<R> | undefined) {
  const row = figures?.rows.get(code);
  if (!row) return null;
  const { entity: _entity, lastEventAt: _lastEventAt, ...shown } = row;
  return shown;
}

async function rowsOf<R>(
  ask: Ask,
  onSilence: OnSilence,
  { service, query, page }: RoomQuestion<R>,
  subject: Subject,
  jurisdiction: Jurisdiction,
  cut: Cut,
): Promise<{ readonly rows: readonly R[]; readonly more: boolean } | undefined> {
  try {
    const rows: R[] = [];
    let after: string | undefined;
    do {
      const variables = { ...jurisdiction, after: after ?? null };
      const { rows: some, next } = page((await ask(service, { query, variables }, subject, cut)).data);
      rows.push(...some);
      after = next;
    } while (after !== undefined && rows.length < ROOM_ROWS_MAX);
    return { rows, more: after !== undefined };
  } catch (error) {
    onSilence(service, error);
    return undefined;
  }
}
