import { useState } from 'react';
import { Codes, Figure, Heads, named, Nothing, Panel } from '../../design/components.tsx';
import { Coverage, Flagged, OnDuty, Owed, OwedCommitments } from '../../documents/documents.gen.ts';
import { silentOf } from '../../graph/absence.ts';
import { isOld } from '../../graph/line.ts';
import { usePartAbsence, useAnswer, useConnection, useLine } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { supervises } from '../../shell/rooms.ts';
import { commitmentWords } from '../../words/commitments.ts';
import { TimeZoneProvider, useRoomWords, useWords } from '../../words/settings.ts';
import { span, useClock, useOfNow } from '../../words/time.tsx';
import { OwnTown } from '../own-town.tsx';
import { Freshness } from '../sala/freshness.tsx';
import { ofShown, partOf } from '../sala/room-seen.ts';
import { zoneOf } from '../zone.ts';
import type { Answered } from './answered.ts';
import { AwaitingLine } from './awaiting.tsx';
import { ConcernsPanel } from './duties.tsx';
import { OwedPanel } from './owed.tsx';
import { CommitmentsPanel } from './promised.tsx';
import { StaffingDialog } from './staffing.tsx';
import {
  type BeatStanding,
  concernsOf,
  coverageOf,
  lastTurnOf,
  standingOf,
  type WatchedBeat,
} from './watch.ts';
import { supervisionWords } from './words.ts';

/** Only for those who supervise the entity: others would see beats as empty whose units they may not see. */
export function Supervision({ entity }: { readonly entity: string }) {
  const [{ live }, { viewer }] = [useWords(), useConnection().session];
  if (!supervises(viewer, entity)) return <Nothing kind="denied">{live.denied}</Nothing>;
  return <Watch entity={entity} />;
}

/** What is watched, each list live and by its pages. */
const useWatched = (entity: string) => ({
  coverage: usePages(Coverage, { entity }, ({ beats }) => beats),
  owed: usePages(Owed, { entity }, ({ followUps }) => followUps),
  promised: usePages(OwedCommitments, { entity }, ({ commitments }) => commitments),
  serving: usePages(OnDuty, { entity }, ({ officers }) => officers),
  unknown: useAnswer(Flagged, { entity }),
});

/** A commander's view: is the ground covered, are those on duty fit to serve, and what is owed to victims. */
function Watch({ entity }: { readonly entity: string }) {
  const [{ sala }, own, line] = [useWords(), useRoomWords(supervisionWords), useLine()];
  const promises = useRoomWords(commitmentWords);
  const { coverage, owed, promised, serving, unknown } = useWatched(entity);
  const beats = nodesOf(coverage?.data);
  const officers = nodesOf(serving?.data);
  const flagged = nodesOf(unknown?.data?.flaggedDuties);
  const followUps = nodesOf(owed?.data);
  const commitments = nodesOf(promised?.data);
  const turnedMs = useOfNow((ms) => lastTurnOf(beats, ms));
  const standing = standingOf(beats, turnedMs);
  const concerns = concernsOf(officers, flagged, beats, turnedMs);
  const told = {
    beats: Boolean(coverage?.data),
    followUps: Boolean(owed?.data),
    commitments: Boolean(promised?.data),
    duties: Boolean(serving?.data && unknown?.data?.flaggedDuties),
  };
  const silent = [coverage, owed, promised, serving, unknown].flatMap((answer) =>
    answer ? silentOf(answer) : [],
  );
  const parts = {
    beats: partOf(coverage?.data, sala),
    followUps: partOf(owed?.data, sala),
    commitments: partOf(promised?.data, sala),
    officers: partOf(serving?.data, sala),
    flagged: partOf(unknown?.data?.flaggedDuties, sala),
  };
  // What is to be reviewed is looked for in all three.
  const reviewed = parts.officers ?? parts.flagged ?? parts.beats;
  const late = followUps.filter(({ overdue }) => overdue).length;
  const unkept = commitments.filter(({ overdue }) => overdue).length;
  return (
    <TimeZoneProvider value={zoneOf(entity)}>
      <Freshness cut={coverage?.cut} servicesDown={[...new Set(silent)]} reporting={undefined} />
      <OwnTown />
      <AwaitingLine entity={entity} />
      <div className="figures">
        <BeatFigures {...{ standing, isTold: told.beats, part: parts.beats }} />
        <Count of={late} isTold={told.followUps} name={ofShown(own.late, parts.followUps)} />
        <Count of={unkept} isTold={told.commitments} name={ofShown(promises.late, parts.commitments)} />
        <Count
          of={concerns.length}
          isTold={told.beats && told.duties}
          name={ofShown(own.concerns, reviewed)}
        />
      </div>
      <div className={`supervision ${isOld(line) ? 'frozen' : ''}`}>
        <BeatsPanel
          {...{ standing, answer: coverage, part: coverage?.data }}
          officers={officers.filter(({ separatedAt }) => separatedAt === null).map(({ id }) => id)}
          all={coverage?.data?.totalCount ?? null}
        />
        <ConcernsPanel
          {...{ concerns, answer: told.duties ? coverage : serving?.data ? unknown : serving }}
          part={told.duties && told.beats ? concerns : null}
          note={reviewed}
        />
        <div className="stacked">
          <OwedPanel {...{ followUps, answer: owed, part: owed?.data, note: parts.followUps }} />
          <CommitmentsPanel
            {...{ commitments, answer: promised, part: promised?.data, note: parts.commitments }}
          />
        </div>
      </div>
    </TimeZoneProvider>
  );
}

interface BeatFiguresProps {
  readonly standing: readonly BeatStanding[];
  readonly isTold: boolean;
  readonly part: string | undefined;
}

function BeatFigures({ standing, isTold, part }: BeatFiguresProps) {
  const [own, share] = [useRoomWords(supervisionWords), coverageOf(standing)];
  const count = (is: (each: BeatStanding) => boolean) => standing.filter(is).length;
  return (
    <>
      <Figure value={share === undefined ? '—' : `${share} %`} name={ofShown(own.coverage, part)} />
      <Count of={count(({ isEmpty }) => isEmpty)} {...{ isTold }} name={ofShown(own.empty, part)} />
      <Count
        of={count(({ beat }) => beat.emptyTooLong)}
        {...{ isTold }}
        name={ofShown(own.emptyLong, part)}
      />
      <Count
        of={count(({ belowQuota }) => belowQuota)}
        {...{ isTold }}
        name={ofShown(own.belowQuota, part)}
      />
      <Figure value={isTold ? count(({ hasShift }) => !hasShift) : '—'} name={ofShown(own.noShift, part)} />
    </>
  );
}

/** How many stand out; what nobody tells is a dash, never 0. */
function Count(props: { readonly of: number; readonly isTold: boolean; readonly name: string }) {
  const { of: count, isTold, name } = props;
  return <Figure value={isTold ? count : '—'} name={name} tone={isTold && count > 0 ? 'alarm' : 'calm'} />;
}

const MINUTE_MS = 60_000;
/** What a list told. */
const nodesOf = <Node,>(list: { readonly edges: readonly { readonly node: Node }[] } | null | undefined) =>
  list?.edges.map(({ node }) => node) ?? [];

interface BeatsProps extends Answered {
  readonly standing: readonly BeatStanding[];
  /** Who may be put into a shift. */
  readonly officers: readonly string[];
  readonly all: number | null;
}

function BeatsPanel({ standing, officers, all, answer, part }: BeatsProps) {
  const [{ sala }, own, absence] = [useWords(), useRoomWords(supervisionWords), usePartAbsence(answer, part)];
  const [planned, plan] = useState<WatchedBeat>();
  return (
    <Panel title={own.beats} name="beats" note={absence ? undefined : sala.shown(standing.length, all)}>
      {absence ? (
        <Nothing kind={absence.kind}>{absence.text}</Nothing>
      ) : standing.length === 0 ? (
        <Nothing kind="empty">{own.noBeats}</Nothing>
      ) : (
        <table className="board still stacks" aria-label={own.beats}>
          <Heads of={[own.beat, own.units, own.shift, own.presence, own.roster]} />
          <tbody>
            {standing.map((each) => (
              <BeatRow key={each.beat.id} {...each} onPlan={() => plan(each.beat)} />
            ))}
          </tbody>
        </table>
      )}
      {planned && <StaffingDialog beat={planned} {...{ officers }} onClose={() => plan(undefined)} />}
    </Panel>
  );
}

/** The end of a shift; one that runs past midnight shows the day. */
function Until({ at }: { readonly at: string }) {
  const [own, clock] = [useRoomWords(supervisionWords), useClock()];
  return own.until(clock(at));
}

function BeatRow(props: BeatStanding & { readonly onPlan: () => void }) {
  const { onPlan, beat, units, isEmpty, endsAt, roster, undersized, emptyMinutes } = props;
  const own = useRoomWords(supervisionWords);
  return (
    <tr>
      <th scope="row">
        <span className="two-lines">
          <strong className="whole">{beat.code}</strong>
          <span className="quiet">{beat.municipality.name ?? beat.municipality.cvegeo}</span>
        </span>
      </th>
      <td data-head={own.units}>
        <span className="two-lines">
          <span className={isEmpty ? 'late' : undefined}>{isEmpty ? own.nobody : <Codes of={units} />}</span>
          {emptyMinutes !== undefined && (
            <span className={`number ${beat.emptyTooLong ? 'late' : 'quiet'}`}>
              {own.emptyFor(emptyMinutes)}
              {beat.emptyTooLong && ` · ${own.tooLong}`}
            </span>
          )}
        </span>
      </td>
      <td data-head={own.shift}>
        <span className="two-lines">
          <span className={endsAt === undefined ? 'late' : undefined}>
            {endsAt === undefined ? own.shiftClosed : <Until at={endsAt} />}
          </span>
          <button type="button" onClick={onPlan} {...named(own.plan, beat.code)}>
            {own.plan}
          </button>
        </span>
      </td>
      <td className="number" data-head={own.presence}>
        <PresenceCell {...props} />
      </td>
      <td data-head={own.roster}>
        <span className="number">{roster}</span>{' '}
        {undersized && <span className="late">{own.undersized}</span>}
      </td>
    </tr>
  );
}

/** How long somebody was present in the current shift, out of what the model requires. */
function PresenceCell({ presence, belowQuota }: BeatStanding) {
  const [words, own] = [useWords(), useRoomWords(supervisionWords)];
  if (!presence) return <>—</>;
  const { presentMinutes, emptyMinutes, requiredMinutes, projectedShare } = presence;
  const time = (minutes: number) => span(minutes * MINUTE_MS, words);
  return (
    <span className="two-lines">
      <span>
        {own.present(time(presentMinutes), requiredMinutes === null ? own.noQuota : time(requiredMinutes))}
      </span>
      {belowQuota && projectedShare !== null ? (
        <span className="late">{own.below(Math.round(projectedShare * 100))}</span>
      ) : (
        <span className="quiet">{own.gaps(emptyMinutes)}</span>
      )}
    </span>
  );
}
