import { reaction, type Reaction, type Source } from '@proximidad/bus';
import { zoneOf } from '@proximidad/catalogues';
import { instantAt, uuidv5 } from '@proximidad/eventsourcing';
import { candidatesFor } from './candidates.ts';
import { MODEL_VERSION } from './domain/nearest-patrol.ts';
import { dayOf } from './domain/part.ts';
import { ranking, rankingId } from './domain/ranking.ts';
import { noteCertificate, noteCertificateExpired, noteCompetence, noteOfficer } from './domain/reactions.ts';
import { unitLog, type UnitLogCommand } from './domain/unit-log.ts';
import { units } from './domain/units.ts';
import type { BeatsDependencies } from './own.ts';
import { tellUnitLog } from './parts.ts';

const training = { context: 'training', kind: 'public' } as const;
const incidents = { context: 'incidents', kind: 'restricted' } as const;

/** What beats does about others' facts: notes what training tells, ranks who could go, follows its units' work. */
export function reactions(deps: BeatsDependencies): readonly Reaction[] {
  return [
    reaction({
      ...training,
      kind: 'restricted',
      name: 'note-officer',
      type: 'OfficerRegistered',
      react: noteOfficer,
    }),
    reaction({ ...training, name: 'note-certificate', type: 'CertificateIssued', react: noteCertificate }),
    reaction({ ...training, name: 'note-expiry', type: 'CertificateExpired', react: noteCertificateExpired }),
    reaction({ ...training, name: 'note-competence', type: 'CompetenceGranted', react: noteCompetence }),
    reaction({
      ...incidents,
      name: 'rank-candidates',
      type: 'IncidentReported',
      react(event) {
        const { incidentId, municipality } = event;
        const candidates = candidatesFor(deps, event);
        const command = { type: 'RankCandidates', incidentId, candidates, modelVersion: MODEL_VERSION };
        return { aggregate: ranking, id: rankingId(incidentId), command, municipality };
      },
    }),
    ...unitReactions(deps),
  ];
}

/** The units' status follows what incidents tells of their work. */
function unitReactions(deps: BeatsDependencies): Reaction[] {
  return [
    reaction({
      ...incidents,
      name: 'unit-dispatched',
      type: 'PatrolDispatched',
      react: ({ unitId, incidentId, dispatchedAt: at }, source) =>
        engage(deps, 'unit-dispatched', source, unitId, {
          type: 'ReportUnitStatus',
          status: 'EN_ROUTE',
          incidentId,
          at,
        }),
    }),
    reaction({
      ...incidents,
      name: 'unit-arrived',
      type: 'UnitArrived',
      react: ({ unitId, incidentId, arrivedAt: at }, source) =>
        engage(deps, 'unit-arrived', source, unitId, {
          type: 'ReportUnitStatus',
          status: 'ON_SCENE',
          incidentId,
          at,
        }),
    }),
    reaction({
      ...incidents,
      name: 'unit-cancelled',
      type: 'DispatchCancelled',
      react: ({ unitId, incidentId, at }, source) =>
        engage(deps, 'unit-cancelled', source, unitId, { type: 'ReleaseUnit', incidentId, at }),
    }),
    reaction({
      ...incidents,
      name: 'units-released',
      type: 'IncidentClosed',
      async react({ unitIds, incidentId, closedAt: at }, source) {
        for (const unitId of unitIds) {
          await engage(deps, 'units-released', source, unitId, { type: 'ReleaseUnit', incidentId, at });
        }
      },
    }),
  ];
}

/**
 * Tells the unit's log of the fact's own day, which may first have to be opened: so the command is told here, under an
 * id of source, reaction and unit, and does not go back to the bus. A unit that was never registered is nobody's.
 */
async function engage(
  { readModels, tell }: BeatsDependencies,
  name: string,
  source: Source,
  unitId: string,
  command: Extract<UnitLogCommand, { type: 'ReportUnitStatus' | 'ReleaseUnit' }>,
): Promise<undefined> {
  const unit = readModels.table(units).get(unitId);
  if (!unit) return;
  const { municipality } = unit;
  const told = {
    commandId: uuidv5(source.stream, source.revision, name, unitId),
    causationId: source.eventId,
    occurredAt: command.at.ms,
    municipality,
  };
  const day = dayOf(instantAt(command.at.ms, zoneOf(municipality)));
  await tellUnitLog(tell, unit, day, (id) => tell(unitLog, id, command, told));
}
