import { Link } from 'wouter';
import { Codes, Figure, Heads, named, Nothing, Panel } from '../../design/components.tsx';
import {
  Coverage,
  OnDuty,
  Owed,
  OwedCommitments,
  type OwedCommitmentsQuery,
} from '../../documents/documents.gen.ts';
import { silentOf } from '../../graph/absence.ts';
import type { Answer } from '../../graph/graph.ts';
import { isOld } from '../../graph/line.ts';
import { usePartAbsence, useAnswer, useConnection, useLine } from '../../graph/use-graph.ts';
import { supervises } from '../../shell/rooms.ts';
import { commitmentWords } from '../../words/commitments.ts';
import { decisionWords } from '../../words/decisions.ts';
import { TimeZoneProvider, useRoomWords, useWords } from '../../words/settings.ts';
import { span, useClock, useOfNow, useTerm } from '../../words/time.tsx';
import { Term } from '../cuadrante/commitments.tsx';
import { OwnTown } from '../own-town.tsx';
import { shortOf } from '../sala/board.ts';
import { Freshness } from '../sala/freshness.tsx';
import { ofShown, partOf } from '../sala/room-seen.ts';
import { zoneOf } from '../zone.ts';
import {
  type BeatStanding,
  type Concern,
  concernsOf,
  coverageOf,
  lastTurnOf,
  type OwedFollowUp,
  standingOf,
} from './watch.ts';
import { supervisionWords } from './words.ts';

/** Only for those who supervise the entity: others would see beats as empty whose units they may not see. */
export function Supervision({ entity }: { readonly entity: string }) {
  const [{ live }, { viewer }] = [useWords(), useConnection().session];
  if (!supervises(viewer, entity)) return <Nothing kind="denied">{live.denied}</Nothing>;
  return <Watch entity={entity} />;
}

/** A commander's view: is the ground covered, are those on duty fit to serve, and what is owed to victims. */
function Watch({ entity }: { readonly entity: string }) {
  const [{ sala }, own, line] = [useWords(), useRoomWords(supervisionWords), useLine()];
  const promises = useRoomWords(commitmentWords);
  const [coverage, owed, promised, serving] = [
    useAnswer(Coverage, { entity }),
    useAnswer(Owed, { entity }),
    useAnswer(OwedCommitments, { entity }),
    useAnswer(OnDuty, { entity }),
  ];
  const beats = coverage?.data?.beats?.edges.map(({ node }) => node) ?? [];
  const officers = serving?.data?.officers?.edges.map(({ node }) => node) ?? NOBODY;
  const flagged = serving?.data?.flaggedDuties?.edges.map(({ node }) => node) ?? NOBODY;
  const followUps = owed?.data?.followUps?.edges.map(({ node }) => node) ?? [];
  const commitments = promised?.data?.commitments?.edges.map(({ node }) => node) ?? [];
  const turnedMs = useOfNow((ms) => lastTurnOf(beats, ms));
  const standing = standingOf(beats, turnedMs);
  const concerns = concernsOf(officers, flagged, beats, turnedMs);
  const told = {
    beats: Boolean(coverage?.data?.beats),
    followUps: Boolean(owed?.data?.followUps),
    commitments: Boolean(promised?.data?.commitments),
    duties: Boolean(serving?.data?.officers && serving.data.flaggedDuties),
  };
  const silent = [coverage, owed, promised, serving].flatMap((answer) => (answer ? silentOf(answer) : []));
  const parts = {
    beats: partOf(coverage?.data?.beats, sala),
    followUps: partOf(owed?.data?.followUps, sala),
    commitments: partOf(promised?.data?.commitments, sala),
    officers: partOf(serving?.data?.officers, sala),
    flagged: partOf(serving?.data?.flaggedDuties, sala),
  };
  // What is to be reviewed is looked for in all three.
  const reviewed = parts.officers ?? parts.flagged ?? parts.beats;
  const late = followUps.filter(({ overdue }) => overdue).length;
  const unkept = commitments.filter(({ overdue }) => overdue).length;
  return (
    <TimeZoneProvider value={zoneOf(entity)}>
      <Freshness cut={coverage?.cut} servicesDown={[...new Set(silent)]} reporting={undefined} />
      <OwnTown />
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
          {...{ standing, answer: coverage, part: coverage?.data?.beats }}
          all={coverage?.data?.beats?.totalCount ?? null}
        />
        <ConcernsPanel
          {...{ concerns, answer: told.duties ? coverage : serving }}
          part={told.duties && told.beats ? concerns : null}
          note={reviewed}
        />
        <div className="stacked">
          <OwedPanel {...{ followUps, answer: owed, part: owed?.data?.followUps, note: parts.followUps }} />
          <CommitmentsPanel
            {...{ commitments, answer: promised, part: promised?.data?.commitments, note: parts.commitments }}
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
const NOBODY: readonly never[] = [];

interface Answered {
  readonly answer: Answer<unknown> | undefined;
  /** The data of this panel; absent if its service does not answer. */
  readonly part: unknown;
  /** How much of the whole it is. */
  readonly note?: string | undefined;
}

function BeatsPanel({
  standing,
  all,
  answer,
  part,
}: Answered & { readonly standing: readonly BeatStanding[]; readonly all: number | null }) {
  const [{ sala }, own, absence] = [useWords(), useRoomWords(supervisionWords), usePartAbsence(answer, part)];
  return (
    <Panel title={own.beats} name="beats" note={absence ? undefined : sala.shown(standing.length, all)}>
      {absence ? (
        <Nothing kind={absence.kind}>{absence.text}</Nothing>
      ) : standing.length === 0 ? (
        <Nothing kind="empty">{own.noBeats}</Nothing>
      ) : (
        <table className="board still" aria-label={own.beats}>
          <Heads of={[own.beat, own.units, own.shift, own.presence, own.roster]} />
          <tbody>
            {standing.map((each) => (
              <BeatRow key={each.beat.id} {...each} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** The end of a shift; one that runs past midnight shows the day. */
function Until({ at }: { readonly at: string }) {
  const [own, clock] = [useRoomWords(supervisionWords), useClock()];
  return own.until(clock(at));
}

function BeatRow(props: BeatStanding) {
  const { beat, units, isEmpty, endsAt, roster, undersized, emptyMinutes } = props;
  const own = useRoomWords(supervisionWords);
  return (
    <tr>
      <th scope="row">
        <span className="two-lines">
          <strong className="whole">{beat.code}</strong>
          <span className="quiet">{beat.municipality.name ?? beat.municipality.cvegeo}</span>
        </span>
      </th>
      <td>
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
      <td className={endsAt === undefined ? 'late' : undefined}>
        {endsAt === undefined ? own.shiftClosed : <Until at={endsAt} />}
      </td>
      <td className="number">
        <PresenceCell {...props} />
      </td>
      <td className="number">
        {roster} {undersized && <span className="late">{own.undersized}</span>}
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

function ConcernsPanel({
  concerns,
  answer,
  part,
  note,
}: Answered & { readonly concerns: readonly Concern[] }) {
  const [own, absence] = [useRoomWords(supervisionWords), usePartAbsence(answer, part)];
  return (
    <Panel title={own.duty} name="duty" note={note}>
      {absence ? (
        <Nothing kind={absence.kind}>{absence.text}</Nothing>
      ) : concerns.length === 0 ? (
        <Nothing kind="empty">{note === undefined ? own.dutyNone : own.dutyNoneIn(note)}</Nothing>
      ) : (
        <ul className="lines">
          {concerns.map(({ officer, why, where, since }) => (
            <li key={`${officer} ${why}`}>
              <strong className="late">{own.why[why]}</strong>
              <span>{where}</span>
              {since !== undefined && <Since at={since} />}
              <Link href={`/auditoria/policia/${officer}`} className="number">
                {shortOf(officer)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Since({ at }: { readonly at: string }) {
  const [words, own, atMs] = [useWords(), useRoomWords(supervisionWords), Date.parse(at)];
  return <span className="quiet number">{useOfNow((ms) => own.since(span(ms - atMs, words)))}</span>;
}

function OwedPanel({
  followUps,
  answer,
  part,
  note,
}: Answered & { readonly followUps: readonly OwedFollowUp[] }) {
  const [own, absence] = [useRoomWords(supervisionWords), usePartAbsence(answer, part)];
  return (
    <Panel title={own.owed} name="owed" note={note}>
      {absence ? (
        <Nothing kind={absence.kind}>{absence.text}</Nothing>
      ) : followUps.length === 0 ? (
        <Nothing kind="empty">{own.owedNone}</Nothing>
      ) : (
        <ul className="lines">
          {followUps.map((followUp) => (
            <OwedLine key={followUp.id} {...followUp} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OwedLine({ ground, dueAt, attempts, beat, incident }: OwedFollowUp) {
  const [{ sala }, own, grounds, clock] = [
    useWords(),
    useRoomWords(supervisionWords),
    useRoomWords(decisionWords).grounds,
    useClock(),
  ];
  const { late, time } = useTerm(Date.parse(dueAt));
  const where = beat?.code ?? sala.noBeat;
  return (
    <li>
      <strong>{grounds[ground] ?? ground}</strong>
      <span className={late ? 'late' : undefined}>{late ? own.overdue(time) : own.due(time)}</span>
      <span className="quiet">
        {where} · {own.attempts(attempts)}
      </span>
      {incident && (
        <Link
          href={`/auditoria/incidente/${incident.id}`}
          {...named(own.incident, grounds[ground] ?? ground, where, clock(dueAt))}
        >
          {own.incident}
        </Link>
      )}
    </li>
  );
}

type OwedCommitment = NonNullable<OwedCommitmentsQuery['commitments']>['edges'][number]['node'];

function CommitmentsPanel({
  commitments,
  answer,
  part,
  note,
}: Answered & { readonly commitments: readonly OwedCommitment[] }) {
  const [words, own, clock, absence] = [
    useWords(),
    useRoomWords(commitmentWords),
    useClock(),
    usePartAbsence(answer, part),
  ];
  return (
    <Panel title={own.title} name="commitments" note={note}>
      {absence ? (
        <Nothing kind={absence.kind}>{absence.text}</Nothing>
      ) : commitments.length === 0 ? (
        <Nothing kind="empty">{own.none}</Nothing>
      ) : (
        <ul className="lines">
          {commitments.map((commitment) => {
            const [name, where] = [own.kinds[commitment.kind], commitment.beat?.code ?? words.sala.noBeat];
            return (
              <li key={commitment.id}>
                <strong>{name}</strong>
                <Term {...commitment} />
                <span className="quiet">
                  {where} · {own.owners[commitment.owedBy]}
                </span>
                <Link
                  href={`/auditoria/compromiso/${commitment.id}`}
                  {...named(own.life, name, where, clock(commitment.dueAt))}
                >
                  {own.life}
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
