import { useState } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import {
  CompleteCourse,
  Courses,
  EnrolOfficer,
  GrantCompetence,
  IssueCertificate,
} from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { usePages } from '../../graph/use-pages.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useTimeZone } from '../../words/settings.ts';
import { useModelWords } from '../auditoria/model-words.ts';
import { momentOf, wallClock } from '../wall-clock.ts';
import { modelPlace, type Officer } from './officer.ts';
import { Order } from '../order.tsx';
import { passes, scoresIn } from './result.ts';
import { academyWords } from './words.ts';

interface Props {
  readonly officer: Officer;
}

/** Enrols an officer in an edition of a course. */
export function Enrol({ officer: { id } }: Props) {
  const { fields } = useRoomWords(academyWords);
  const answer = usePages(Courses, {}, ({ courses }) => courses);
  const courses = answer?.data?.edges.map(({ node }) => node) ?? [];
  const [chosen, choose] = useState<string>();
  const zone = useTimeZone();
  const [edition, setEdition] = useState(() => `${wallClock(presentMs(), zone).slice(0, 4)}-A`);
  const courseId = courses.find((each) => each.id === chosen)?.id ?? courses[0]?.id;
  if (courseId === undefined) return null;
  return (
    <Order
      order="EnrolOfficer"
      document={EnrolOfficer}
      about={`${id} ${courseId} ${edition}`}
      input={{ officerId: id, courseId, edition }}
    >
      <Choose
        label={fields.course}
        value={courseId}
        onChange={choose}
        choices={courses.map((each) => ({ value: each.id, label: `${each.titleEs} (${each.entity.code})` }))}
      />
      <label className="field">
        <span>{fields.edition}</span>
        <input
          value={edition}
          required
          {...FORMS['EnrolOfficer edition']}
          title="2026-A"
          onChange={({ target }) => setEdition(target.value.toUpperCase())}
        />
      </label>
    </Order>
  );
}

interface CompleteProps {
  readonly enrolmentId: string;
  readonly of: string;
  readonly minHours: number;
}

/** The result of a course: whether it passes is said before it is recorded. */
export function Complete({ enrolmentId, of, minHours }: CompleteProps) {
  const own = useRoomWords(academyWords);
  const [hours, setHours] = useState('');
  const [text, setText] = useState('');
  const scores = scoresIn(text);
  const isTold = hours !== '' && scores !== undefined;
  const isPassed = isTold && passes(Number(hours), scores, minHours);
  return (
    <Order
      {...{ of }}
      order="CompleteCourse"
      document={CompleteCourse}
      about={enrolmentId}
      input={{ enrolmentId, hours: Number(hours), moduleScores: scores ?? [] }}
      isIdle={!isTold}
    >
      <label className="field">
        <span>{own.fields.attended}</span>
        <input
          type="number"
          required
          {...FORMS['CompleteCourse hours']}
          value={hours}
          onChange={({ target }) => setHours(target.value)}
        />
      </label>
      <label className="field">
        <span>{own.fields.scores}</span>
        <input
          required
          inputMode="numeric"
          value={text}
          placeholder="90 85 70"
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <p role="status" className={isTold && !isPassed ? 'late' : undefined}>
        {isTold && (isPassed ? own.willPass(minHours) : own.willFail(minHours))}
      </p>
    </Order>
  );
}

/** Until the end of a day of the place; undefined where none was written. */
function useUntil() {
  const [zone, [day, setDay]] = [useTimeZone(), useState('')];
  const next = day === '' ? undefined : momentOf(`${day}T23:59`, zone);
  return [day, setDay, next === undefined ? undefined : new Date(next + 60_000).toISOString()] as const;
}

interface DayProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

function Day({ label, value, onChange }: DayProps) {
  const zone = useTimeZone();
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="date"
        value={value}
        min={wallClock(presentMs(), zone).slice(0, 'YYYY-MM-DD'.length)}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

/** Grants a competence without a course. */
export function Grant({ officer }: Props) {
  const { fields } = useRoomWords(academyWords);
  const known = choicesOf(useModelWords(modelPlace(officer))('COMPETENCE'));
  const [chosen, choose] = useState<string>();
  const [day, setDay, until] = useUntil();
  const code = chosen ?? known[0]?.value;
  if (code === undefined) return null;
  return (
    <Order
      order="GrantCompetence"
      document={GrantCompetence}
      about={`${officer.id} ${code}`}
      input={{ officerId: officer.id, code, until }}
    >
      <Choose label={fields.competence} value={code} onChange={choose} choices={known} />
      <Day label={fields.lastDay} value={day} onChange={setDay} />
    </Order>
  );
}

/** Issues a certificate, for as long as the model allows unless a day is given. */
export function Issue({ officer }: Props) {
  const { fields } = useRoomWords(academyWords);
  const known = choicesOf(useModelWords(modelPlace(officer))('CERTIFICATE'));
  const [chosen, choose] = useState<string>();
  const [day, setDay, validUntil] = useUntil();
  const kind = chosen ?? known[0]?.value;
  if (kind === undefined) return null;
  return (
    <Order
      order="IssueCertificate"
      document={IssueCertificate}
      about={`${officer.id} ${kind}`}
      input={{ officerId: officer.id, kind, validUntil }}
    >
      <Choose label={fields.kind} value={kind} onChange={choose} choices={known} />
      <Day label={fields.validUntil} value={day} onChange={setDay} />
    </Order>
  );
}
