import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Cut } from '@proximidad/eventsourcing';
import type { Asker } from '../ask.ts';
import type { Row } from '../picture/figures.ts';
import { type Answers, entityPicture, type Part } from '../picture/picture.ts';
import { type Jurisdiction, ROOM_INCIDENTS, ROOM_UNITS, type RoomIncident, type RoomUnit } from './room.ts';
import type { AskFigures } from '../picture/figure-sources.ts';
import { type PicturePart, WHOLE } from './picture-parts.ts';
import type { RowsOf } from './room-rows.ts';

/** A service that did not answer is asked again after this time, whatever changes meanwhile. */
const SILENT_MS = 1_000;

/** What an operations room sees of its jurisdiction at one cut. */
export interface RoomPicture extends Jurisdiction {
  readonly cut: Cut;
  /** SHA-256 of the JCS form of everything that the picture shows; null when a service did not answer. */
  readonly stateHash: string | null;
  /** Whether the state's system was heard, according to the record; null for those who may not see it. */
  readonly reporting: boolean | null;
  readonly servicesDown: readonly string[];
  /** There are more than ROOM_ROWS_MAX rows of some kind. */
  readonly truncated: boolean;
  readonly openIncidents: readonly RoomIncident[] | null;
  readonly units: readonly RoomUnit[] | null;
  /** Only for a whole entity: null for a municipality or a beat. */
  readonly figures: ReturnType<typeof figuresOf> | null;
}

export interface PictureDeps {
  readonly rowsOf: RowsOf;
  readonly askFigures: AskFigures;
  /** What the record says about the state's system at a position. */
  readonly reportingAt: (entity: string, asker: Asker, position: number) => boolean | null;
}

/** The whole picture if no parts are named; what was not asked for is null, and so is the hash of an incomplete picture. */
export type PictureAt = (
  asker: Asker,
  jurisdiction: Jurisdiction,
  cut: Cut,
  parts?: ReadonlySet<PicturePart>,
) => Promise<RoomPicture>;

/** Assembles the picture from the services' answers at the cut, on behalf of the asker. */
export function operationsPicture({ rowsOf, askFigures, reportingAt }: PictureDeps): PictureAt {
  return async (asker, jurisdiction, cut, parts = WHOLE) => {
    const { entity, municipality, beat } = jurisdiction;
    const hasFigures = parts.has('figures') && municipality === null && beat === null;
    const [incidents, units, answers] = await Promise.all([
      parts.has('openIncidents') ? rowsOf(ROOM_INCIDENTS, asker, jurisdiction, cut) : null,
      parts.has('units') ? rowsOf(ROOM_UNITS, asker, jurisdiction, cut) : null,
      hasFigures ? askFigures(asker, cut) : undefined,
    ]);
    const silent = Object.entries(answers ?? {}).filter(([, figures]) => figures === undefined);
    const down = new Set([
      ...(incidents === undefined ? ['incidents'] : []),
      ...(units === undefined ? ['beats'] : []),
      ...silent.map(([service]) => service),
    ]);
    if (down.size > 0) asker.note?.until(cut.clock + SILENT_MS);
    const reporting = reportingAt(entity, asker, cut.position);
    const seen = {
      ...jurisdiction,
      reporting,
      truncated: incidents?.more === true || units?.more === true,
      openIncidents: incidents?.rows ?? null,
      units:
        units?.rows.filter((unit) => municipality === null || unit.municipality === municipality) ?? null,
      figures: answers ? figuresOf(entity, reporting === true, answers) : null,
    };
    return {
      ...seen,
      cut,
      stateHash: down.size > 0 || parts.size < WHOLE.size ? null : stateHash(seen),
      servicesDown: [...down].toSorted(),
    };
  };
}

/** Equal for equal pictures: neither the cut nor how late a service was is part of what a room sees. */
function stateHash(seen: object): string {
  return createHash('sha256').update(canonicalize(seen)!).digest('base64');
}

/** As the national picture shows them; how far a service lagged is not part of what a room sees. */
function figuresOf(entity: string, isHeard: boolean, answers: Answers) {
  const { incidents, presence, contacts, training } = entityPicture(entity, !isHeard, answers);
  return {
    incidents: shown(incidents),
    presence: shown(presence),
    contacts: shown(contacts),
    training: shown(training),
  };
}

function shown<R extends Row>(part: Part<R>) {
  if (!part) return null;
  const { lagSeconds: _lagSeconds, ...figures } = part;
  return figures;
}
