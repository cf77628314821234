import { useState } from 'react';
import { Choose, choicesOf, Nothing, Panel } from '../../design/components.tsx';
import { Courses as CoursesTold, PublishCourse } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { useModelWords } from '../auditoria/model-words.ts';
import { wallClock } from '../wall-clock.ts';
import { placeOf } from '../zone.ts';
import { Order } from '../order.tsx';
import { useTrains } from './use-trains.ts';
import { academyWords } from './words.ts';

const NATION = '00';

/** The catalogue, and a new course. */
export function Courses({ entity }: { readonly entity: string }) {
  const [{ sala }, own, [pages, setPages]] = [useWords(), useRoomWords(academyWords), useState(1)];
  const mayTrain = useTrains(entity);
  const answer = usePages(CoursesTold, {}, ({ courses }) => courses, pages);
  const absence = usePartAbsence(answer, answer?.data);
  const courses = answer?.data?.edges.map(({ node }) => node) ?? [];
  const all = answer?.data?.totalCount ?? null;
  return (
    <Panel title={own.courses} name="courses" note={absence ? undefined : sala.shown(courses.length, all)}>
      {mayTrain && (
        <div className="padded">
          <Publish entity={entity} />
        </div>
      )}
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && courses.length === 0 && <Nothing kind="empty">{own.noCourses}</Nothing>}
      <ul className="lines">
        {courses.map(({ id, titleEs, minHours, prpEdition, competences, entity: of }) => (
          <li key={id}>
            <strong>{titleEs}</strong>
            <span className="quiet">
              {of.code === NATION ? own.national : placeOf(of.code)} · {own.hours(minHours)} ·{' '}
              {own.prp(prpEdition)}
            </span>
            <span>
              {competences
                .map(({ code, validMonths }) => `${code.label ?? code.code}: ${own.months(validMonths)}`)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {courses.length > 0 && courses.length < (all ?? Infinity) && (
        <div className="actions padded">
          <button type="button" onClick={() => setPages(pages + 1)}>
            {own.moreCourses}
          </button>
        </div>
      )}
    </Panel>
  );
}

interface Written {
  readonly entity: string;
  readonly titleEs: string;
  readonly hours: string;
  readonly prpEdition: string;
}

/** A course is there for good, so its id is that of what was written. */
function Publish({ entity }: { readonly entity: string }) {
  const { fields: words, national } = useRoomWords(academyWords);
  const year = wallClock(presentMs(), useTimeZone()).slice(0, 4);
  const [fields, setFields] = useState<Written>({ entity, titleEs: '', hours: '', prpEdition: year });
  const [months, setMonths] = useState<Readonly<Record<string, string>>>({});
  const write = (some: Partial<Written>) => setFields({ ...fields, ...some });
  const known = choicesOf(useModelWords({ municipality: { cvegeo: fields.entity } })('COMPETENCE'));
  const competences = Object.entries(months).map(([code, count]) => ({
    code,
    ...(count !== '' && { validMonths: Number(count) }),
  }));
  const { titleEs, hours, prpEdition } = fields;
  return (
    <Order
      order="PublishCourse"
      document={PublishCourse}
      about={entity}
      input={{ entity: fields.entity, titleEs, minHours: Number(hours), prpEdition, competences }}
      isIdle={competences.length === 0}
    >
      <Choose
        label={words.of}
        value={fields.entity}
        onChange={(value) => {
          write({ entity: value });
          setMonths({});
        }}
        choices={[
          { value: entity, label: placeOf(entity) },
          { value: NATION, label: national },
        ]}
      />
      <label className="field">
        <span>{words.title}</span>
        <input
          value={titleEs}
          required
          {...FORMS['PublishCourse titleEs']}
          onChange={({ target }) => write({ titleEs: target.value })}
        />
      </label>
      <label className="field">
        <span>{words.minHours}</span>
        <input
          type="number"
          required
          {...FORMS['PublishCourse minHours']}
          value={hours}
          onChange={({ target }) => write({ hours: target.value })}
        />
      </label>
      <label className="field">
        <span>{words.prp}</span>
        <input
          value={prpEdition}
          required
          {...FORMS['PublishCourse prpEdition']}
          onChange={({ target }) => write({ prpEdition: target.value })}
        />
      </label>
      <Granted {...{ known, months }} onChange={setMonths} />
    </Order>
  );
}

interface GrantedProps {
  readonly known: ReturnType<typeof choicesOf>;
  /** By the code of each that is granted. */
  readonly months: Readonly<Record<string, string>>;
  readonly onChange: (months: Readonly<Record<string, string>>) => void;
}

/** What passing grants, and for how long. */
function Granted({ known, months, onChange }: GrantedProps) {
  const { fields: words } = useRoomWords(academyWords);
  const toggle = (code: string) => {
    const { [code]: was, ...others } = months;
    onChange(was === undefined ? { ...others, [code]: '' } : others);
  };
  return (
    <div className="form" role="group" aria-label={words.granted}>
      <span>{words.granted}</span>
      {known.map(({ value: code, label }) => (
        <div key={code} className="form">
          <label className="check">
            <input type="checkbox" checked={months[code] !== undefined} onChange={() => toggle(code)} />{' '}
            {label}
          </label>
          {months[code] !== undefined && (
            <label className="field">
              <span>{words.grantedMonths(label)}</span>
              <input
                type="number"
                min={1}
                value={months[code]}
                onChange={({ target }) => onChange({ ...months, [code]: target.value })}
              />
            </label>
          )}
        </div>
      ))}
    </div>
  );
}
