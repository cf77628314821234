import { entity as entityOf } from '@proximidad/catalogues/entities';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Heads, Nothing, Panel } from '../../design/components.tsx';
import { AcademyOfficers, type AcademyOfficersQuery } from '../../documents/documents.gen.ts';
import { silentOf } from '../../graph/absence.ts';
import { useConnection, usePartAbsence } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { enlists } from '../../shell/rooms.ts';
import { TimeZoneProvider, useRoomWords, useWords } from '../../words/settings.ts';
import { useModelWords } from '../auditoria/model-words.ts';
import { shortOf } from '../sala/board.ts';
import { Freshness } from '../sala/freshness.tsx';
import { zoneOf } from '../zone.ts';
import { Courses } from './courses.tsx';
import { DossierOf } from './dossier.tsx';
import { RegisterNew } from './serving.tsx';
import { useDay } from './use-day.ts';
import { academyWords } from './words.ts';

type Officer = NonNullable<AcademyOfficersQuery['officers']>['edges'][number]['node'];

interface Props {
  readonly entity: string;
  readonly officer?: string;
}

/** For those who train and those who command: who may serve, as what, and until when. */
export function Academia({ entity, officer }: Props) {
  const [{ live }, { viewer }] = [useWords(), useConnection().session];
  if (!enlists(viewer, entity)) return <Nothing kind="denied">{live.denied}</Nothing>;
  return (
    <TimeZoneProvider value={zoneOf(entity)}>
      {officer === undefined ? (
        <Officers key={entity} entity={entity} />
      ) : (
        <DossierOf key={officer} {...{ entity }} id={officer} />
      )}
    </TimeZoneProvider>
  );
}

function Officers({ entity }: { readonly entity: string }) {
  const [{ sala }, own, [pages, setPages]] = [useWords(), useRoomWords(academyWords), useState(1)];
  const answer = usePages(AcademyOfficers, { entity }, ({ officers }) => officers, pages);
  const absence = usePartAbsence(answer, answer?.data);
  const officers = answer?.data?.edges.map(({ node }) => node) ?? [];
  const all = answer?.data?.totalCount ?? null;
  return (
    <>
      <Freshness cut={answer?.cut} servicesDown={answer ? silentOf(answer) : []} reporting={undefined} />
      <div className="audit">
        <Panel
          title={`${own.officers} · ${entityOf(entity)?.name ?? entity}`}
          name="officers"
          note={absence ? undefined : sala.shown(officers.length, all)}
        >
          <div className="padded">
            <RegisterNew entity={entity} />
          </div>
          <Find entity={entity} />
          {absence ? (
            <Nothing kind={absence.kind}>{absence.text}</Nothing>
          ) : officers.length === 0 ? (
            <Nothing kind="empty">{own.noOfficers}</Nothing>
          ) : (
            <Table {...{ entity, officers }} />
          )}
          {officers.length > 0 && officers.length < (all ?? Infinity) && (
            <div className="actions padded">
              <button type="button" onClick={() => setPages(pages + 1)}>
                {own.more}
              </button>
            </div>
          )}
        </Panel>
        <Courses entity={entity} />
      </div>
    </>
  );
}

/** An officer who is known by the id alone. */
function Find({ entity }: { readonly entity: string }) {
  const [own, [, go], [id, setId]] = [useRoomWords(academyWords), useLocation(), useState('')];
  const open = (event: FormEvent) => {
    event.preventDefault();
    go(`/academia/${entity}/${id.trim()}`);
  };
  return (
    <form className="row-form padded" aria-label={own.open} onSubmit={open}>
      <label className="field">
        <span>{own.find}</span>
        <input
          value={id}
          required
          pattern="\s*\d\d-[0-9a-f\-]{36}\s*"
          title={own.findHint}
          placeholder={own.findHint}
          spellCheck={false}
          onChange={({ target }) => setId(target.value)}
        />
      </label>
      <button type="submit">{own.open}</button>
    </form>
  );
}

interface TableProps {
  readonly entity: string;
  readonly officers: readonly Officer[];
}

function Table({ entity, officers }: TableProps) {
  const own = useRoomWords(academyWords);
  const words = useModelWords({ municipality: { cvegeo: entity } });
  return (
    <table className="board still stacks" aria-label={own.officers}>
      <Heads of={[own.officer, own.rank, own.town, own.certificate]} />
      <tbody>
        {officers.map(({ id, rank, municipality, certificate, separatedAt }) => (
          <tr key={id}>
            <th scope="row">
              <Link href={`/academia/${entity}/${id}`} className="number whole">
                {shortOf(id)}
              </Link>
            </th>
            <td data-head={own.rank}>{words('RANK')[rank] ?? rank}</td>
            <td data-head={own.town}>
              {municipality === null ? own.ofNone(entity) : (municipality.name ?? municipality.cvegeo)}
            </td>
            <td data-head={own.certificate}>
              {separatedAt === null ? (
                <Standing certificate={certificate} />
              ) : (
                <span className="quiet">{own.left}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Standing({ certificate }: Pick<Officer, 'certificate'>) {
  const [own, day] = [useRoomWords(academyWords), useDay()];
  if (!certificate) return <span className="late">{own.noCertificate}</span>;
  const { valid, validUntil } = certificate;
  return (
    <span className={valid ? 'number' : 'number late'}>
      {valid ? own.until(day(validUntil)) : own.expired(day(validUntil))}
    </span>
  );
}
