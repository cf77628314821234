import { Link } from 'wouter';
import { Nothing, Panel } from '../../design/components.tsx';
import {
  AnnulCourseResult,
  Dossier,
  RevokeCertificate,
  RevokeCompetence,
  SeparateOfficer,
  WithdrawEnrolment,
} from '../../documents/documents.gen.ts';
import { silentOf } from '../../graph/absence.ts';
import { useAnswer, usePartAbsence } from '../../graph/use-graph.ts';
import { presentMs } from '../../words/present.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { useModelWords } from '../auditoria/model-words.ts';
import { shortOf } from '../sala/board.ts';
import { Freshness } from '../sala/freshness.tsx';
import { partOf } from '../sala/room-seen.ts';
import { Complete, Enrol, Grant, Issue } from './giving.tsx';
import { entityOf, modelPlace, type Officer } from './officer.ts';
import { Reasoned } from '../order.tsx';
import { Identifiers } from './identifiers.tsx';
import { RegisterAgain, Transfer } from './serving.tsx';
import { useDay } from './use-day.ts';
import { useTrains } from './use-trains.ts';
import { academyWords } from './words.ts';

type Enrolment = NonNullable<Officer['enrolments']>['edges'][number]['node'];

interface Props {
  readonly entity: string;
  readonly id: string;
}

/** What the academy keeps about one officer, and what it decides of them. */
export function DossierOf({ entity, id }: Props) {
  const [own, answer] = [useRoomWords(academyWords), useAnswer(Dossier, { id })];
  const officer = answer?.data?.officer;
  const absence = usePartAbsence(answer, officer);
  return (
    <>
      <Freshness cut={answer?.cut} servicesDown={answer ? silentOf(answer) : []} reporting={undefined} />
      <p className="padded">
        <Link href={`/academia/${entity}`}>← {own.officers}</Link>
      </p>
      {officer ? (
        <div className="audit">
          <Service officer={officer} />
          <Certificates officer={officer} />
          <Enrolments officer={officer} />
          <Competences officer={officer} />
        </div>
      ) : (
        <Nothing kind={absence?.kind ?? 'empty'}>{absence?.text ?? own.notFound}</Nothing>
      )}
    </>
  );
}

interface OfficerProps {
  readonly officer: Officer;
}

const LEAVING = ['RETIRED', 'LEFT', 'REMOVED', 'DIED', 'ELSEWHERE', 'REGISTERED_BY_MISTAKE'] as const;

function Service({ officer }: OfficerProps) {
  const { id, rank, municipality, separatedAt, separatedBecause } = officer;
  const [own, day, reasons] = [useRoomWords(academyWords), useDay(), useRoomWords(reasonWords)];
  const words = useModelWords(modelPlace(officer));
  return (
    <Panel title={`${own.dossier} · ${shortOf(id)}`} name="service">
      <div className="padded">
        <dl className="facts">
          <dt>{own.rank}</dt>
          <dd>{words('RANK')[rank] ?? rank}</dd>
          <dt>{own.town}</dt>
          <dd>
            {municipality === null ? own.ofNone(entityOf(id)) : (municipality.name ?? municipality.cvegeo)}
          </dd>
          {separatedAt !== null && (
            <>
              <dt>{own.left}</dt>
              <dd className="late">
                {day(separatedAt)}
                {separatedBecause !== null && ` · ${reasons[separatedBecause]}`}
              </dd>
            </>
          )}
          <dt>{own.find}</dt>
          <dd className="number">{id}</dd>
        </dl>
        {separatedAt === null ? (
          <>
            <Transfer officer={officer} />
            <Reasoned
              order="SeparateOfficer"
              document={SeparateOfficer}
              about={id}
              among={LEAVING}
              input={(reason) => ({ officerId: id, reason })}
            />
          </>
        ) : (
          <RegisterAgain officer={officer} />
        )}
        <Identifiers id={id} />
      </div>
    </Panel>
  );
}

function Certificates({ officer }: OfficerProps) {
  const { id, certificates, separatedAt } = officer;
  const [own, day, mayTrain] = [useRoomWords(academyWords), useDay(), useTrains(entityOf(id))];
  const kinds = useModelWords(modelPlace(officer))('CERTIFICATE');
  return (
    <Panel title={own.certificates} name="certificates">
      {certificates.length === 0 && <Nothing kind="empty">{own.noCertificate}</Nothing>}
      <ul className="lines">
        {certificates.toReversed().map(({ id: certificateId, kind, validUntil, revokedAt, valid }) => (
          <li key={certificateId}>
            <strong>{kinds[kind] ?? kind}</strong>
            <span className={valid ? undefined : 'late'}>
              {revokedAt !== null
                ? own.revokedOn(day(revokedAt))
                : valid
                  ? own.until(day(validUntil))
                  : own.expired(day(validUntil))}
            </span>
            {valid && mayTrain && (
              <Reasoned
                order="RevokeCertificate"
                document={RevokeCertificate}
                about={certificateId}
                of={`${kinds[kind] ?? kind}, ${day(validUntil)}`}
                among={['COMPONENT_LOST', 'ISSUED_BY_MISTAKE'] as const}
                input={(reason) => ({ officerId: id, certificateId, reason })}
              />
            )}
          </li>
        ))}
      </ul>
      {separatedAt === null && mayTrain && (
        <div className="padded">
          <Issue officer={officer} />
        </div>
      )}
    </Panel>
  );
}

function Competences({ officer }: OfficerProps) {
  const { id, competences, separatedAt } = officer;
  const [own, day, mayTrain] = [useRoomWords(academyWords), useDay(), useTrains(entityOf(id))];
  // Of the academy's own grants of one competence all are revoked together.
  const first = (code: string) =>
    competences.find((each) => each.code.code === code && each.course === null && !isOver(each));
  return (
    <Panel title={own.competences} name="competences">
      {competences.length === 0 && <Nothing kind="empty">{own.noCompetences}</Nothing>}
      <ul className="lines">
        {competences.map((each) => {
          const { code, from, until, valid, course } = each;
          const name = code.label ?? code.code;
          return (
            <li key={`${code.code} ${from}`}>
              <strong>{name}</strong>
              <span className={valid ? undefined : 'quiet'}>
                {until === null ? own.endless : own.until(day(until))}
                {isOver(each) && ` · ${own.over}`}
              </span>
              <span className="quiet">{course ? own.byCourse(course.titleEs) : own.byAcademy}</span>
              {each === first(code.code) && mayTrain && (
                <Reasoned
                  order="RevokeCompetence"
                  document={RevokeCompetence}
                  about={`${id} ${code.code}`}
                  of={name}
                  among={['GRANTED_BY_MISTAKE', 'NO_LONGER_HELD'] as const}
                  input={(reason) => ({ officerId: id, code: code.code, reason })}
                />
              )}
            </li>
          );
        })}
      </ul>
      {separatedAt === null && mayTrain && (
        <div className="padded">
          <Grant officer={officer} />
        </div>
      )}
    </Panel>
  );
}

/** One that has ended; one that begins later has not. */
const isOver = ({ valid, until }: Officer['competences'][number]) =>
  !valid && until !== null && Date.parse(until) <= presentMs();

function Enrolments({ officer }: OfficerProps) {
  const [{ sala }, own] = [useWords(), useRoomWords(academyWords)];
  const mayTrain = useTrains(entityOf(officer.id));
  const enrolments = officer.enrolments?.edges.map(({ node }) => node) ?? [];
  return (
    <Panel title={own.enrolments} name="enrolments" note={partOf(officer.enrolments, sala)}>
      {enrolments.length === 0 && <Nothing kind="empty">{own.noEnrolments}</Nothing>}
      <ul className="lines">
        {enrolments.map((enrolment) => (
          <EnrolmentLine key={enrolment.id} {...{ enrolment, mayTrain }} />
        ))}
      </ul>
      {officer.separatedAt === null && mayTrain && (
        <div className="padded">
          <Enrol officer={officer} />
        </div>
      )}
    </Panel>
  );
}

interface LineProps {
  readonly enrolment: Enrolment;
  readonly mayTrain: boolean;
}

function EnrolmentLine({ enrolment, mayTrain }: LineProps) {
  const { id: enrolmentId, course, edition, status, hours, score, endedAt } = enrolment;
  const [own, day] = [useRoomWords(academyWords), useDay()];
  const of = `${course.titleEs}, ${edition}`;
  return (
    <li>
      <strong>{course.titleEs}</strong>
      <span className="number">{edition}</span>
      <span className={status === 'FAILED' ? 'late' : undefined}>
        {own.statuses[status] ?? status}
        {endedAt !== null && ` · ${day(endedAt)}`}
        {hours !== null && score !== null && ` · ${own.result(hours, score)}`}
      </span>
      {status === 'ENROLLED' && mayTrain && (
        <>
          <Complete {...{ enrolmentId, of }} minHours={course.minHours} />
          <Reasoned
            {...{ of }}
            order="WithdrawEnrolment"
            document={WithdrawEnrolment}
            about={enrolmentId}
            among={['RECORDED_BY_MISTAKE', 'LEFT_COURSE'] as const}
            input={(reason) => ({ enrolmentId, reason })}
          />
        </>
      )}
      {(status === 'COMPLETED' || status === 'FAILED') && mayTrain && (
        <Reasoned
          {...{ of }}
          order="AnnulCourseResult"
          document={AnnulCourseResult}
          about={enrolmentId}
          among={['RECORDED_BY_MISTAKE', 'EVALUATION_VOID'] as const}
          input={(reason) => ({ enrolmentId, reason })}
        />
      )}
    </li>
  );
}
