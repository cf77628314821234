import { useState } from 'react';
import { Link } from 'wouter';
import { Choose, choicesOf, named, Nothing, Panel } from '../../design/components.tsx';
import { RegisterUnit, UnitsOf } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { useModelWords } from '../auditoria/model-words.ts';
import { Order } from '../order.tsx';
import { Retire } from '../retire.tsx';
import { shortOf } from '../sala/board.ts';
import { PlaceFields, usePlace } from './place-fields.tsx';
import { unitWords } from './unit-words.ts';

/** The vehicles and cells of an entity: a new one is registered, one that is gone is retired. */
export function UnitsPanel({ entity }: { readonly entity: string }) {
  const [{ sala }, own, [pages, setPages]] = [useWords(), useRoomWords(unitWords), useState(1)];
  const answer = usePages(UnitsOf, { entity }, (data) => data.units, pages);
  const absence = usePartAbsence(answer, answer?.data);
  const kinds = useModelWords({ municipality: { cvegeo: entity } })('UNIT');
  const units = answer?.data?.edges.map(({ node }) => node) ?? [];
  const all = answer?.data?.totalCount ?? null;
  return (
    <Panel title={own.title} name="fleet" note={absence ? undefined : sala.shown(units.length, all)}>
      <div className="padded">
        <Register entity={entity} />
      </div>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && units.length === 0 && <Nothing kind="empty">{own.none}</Nothing>}
      <ul className="lines">
        {units.map(({ id, code, kind, municipality, homeBeat, incident, retiredAt }) => (
          <li key={id}>
            <strong className="whole">{code}</strong>
            <span>{kinds[kind] ?? kind}</span>
            <span className="quiet">
              {[municipality.name ?? municipality.cvegeo, ...(homeBeat ? [homeBeat.code] : [])].join(' · ')}
            </span>
            <Link href={`/auditoria/unidad/${id}`} {...named(own.life, code, shortOf(id))}>
              {own.life}
            </Link>
            {retiredAt !== null && <span className="quiet">{own.retired}</span>}
            {retiredAt === null && incident === null && <Retire unitId={id} of={`${code}, ${shortOf(id)}`} />}
            {incident !== null && <span>{own.engaged}</span>}
          </li>
        ))}
      </ul>
      {units.length > 0 && units.length < (all ?? Infinity) && (
        <div className="actions padded">
          <button type="button" onClick={() => setPages(pages + 1)}>
            {own.more}
          </button>
        </div>
      )}
    </Panel>
  );
}

function Register({ entity }: { readonly entity: string }) {
  const own = useRoomWords(unitWords);
  const where = usePlace(entity);
  const { municipality, beatId } = where.place;
  const [code, setCode] = useState('');
  const [chosen, choose] = useState<string>();
  const known = choicesOf(useModelWords({ municipality: { cvegeo: municipality ?? entity } })('UNIT'));
  const kind = known.find(({ value }) => value === chosen)?.value ?? known[0]?.value;
  return (
    <Order
      order="RegisterUnit"
      document={RegisterUnit}
      about={`${municipality} ${code}`}
      input={{ code, kind: kind ?? '', municipality: municipality ?? '', homeBeatId: beatId }}
      isIdle={kind === undefined || municipality === undefined}
      onDone={() => setCode('')}
    >
      <label className="field">
        <span>{own.code}</span>
        <input
          value={code}
          required
          {...FORMS['RegisterUnit code']}
          title={own.codeHint}
          placeholder="U-101"
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setCode(target.value)}
        />
      </label>
      {kind !== undefined && <Choose label={own.kind} value={kind} onChange={choose} choices={known} />}
      <PlaceFields {...where} />
    </Order>
  );
}
