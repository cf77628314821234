import { entities, entity as entityOf } from '@proximidad/catalogues/entities';
import { type FormEvent, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { Choose, choicesOf, named, Nothing, Panel } from '../../design/components.tsx';
import { useConnection } from '../../graph/use-graph.ts';
import { presentMs } from '../../words/present.ts';
import { TimeZoneProvider, useRoomWords, useWords } from '../../words/settings.ts';
import { MomentField } from '../moment-field.tsx';
import { momentOf, onClockOf, wallClock } from '../wall-clock.ts';
import { placeOf, zoneOf } from '../zone.ts';
import { AlarmsOf } from './alarms.tsx';
import { ChangesBetween } from './changes.tsx';
import { KINDS } from './kinds.ts';
import { RecordLife } from './record.tsx';
import { auditWords } from './words.ts';

const ENTITIES = entities.map(({ code, name }) => ({ value: code, label: name }));
/** The entities that a viewer may look at: their own, or all. */
const entitiesOf = (own: string | undefined) =>
  ENTITIES.filter(({ value }) => own === undefined || value === own);
const HOUR_MS = 3_600_000;
/** What is looked up by entity rather than by record. */
const OF_ENTITY = new Set(['cambios', 'alarmas']);

/** Looks up a record's life, or what changed between two moments. */
export function Auditoria({ kind, id }: { readonly kind?: string; readonly id?: string }) {
  const [{ shell }, [parameters]] = [useWords(), useSearchParams()];
  if (kind === undefined || id === undefined) return <Find />;
  if (OF_ENTITY.has(kind) && !entityOf(id))
    return (
      <>
        <Nothing kind="empty">{shell.noEntity(id)}</Nothing>
        <Find />
      </>
    );
  if (kind === 'cambios') {
    const [from, to] = [parameters.get('desde'), parameters.get('hasta') ?? undefined];
    if (from === null) return <Find />;
    return (
      <TimeZoneProvider value={zoneOf(id)}>
        <ChangesBetween key={`${id} ${from} ${to}`} {...{ from, to }} entity={id} />
      </TimeZoneProvider>
    );
  }
  if (kind === 'alarmas') return <AlarmsOf key={id} entity={id} />;
  if (!Object.hasOwn(KINDS, kind)) return <Nothing kind="empty">{shell.notFound}</Nothing>;
  return (
    <TimeZoneProvider value={zoneOf(id)}>
      <RecordLife key={id} kind={kind} id={id} />
    </TimeZoneProvider>
  );
}

function Find() {
  return (
    <div className="audit">
      <FindRecord />
      <FindChanges />
      <FindAlarms />
    </div>
  );
}

function FindRecord() {
  const [own, [, go]] = [useRoomWords(auditWords), useLocation()];
  const [kind, setKind] = useState('incidente');
  const [id, setId] = useState('');
  const open = (event: FormEvent) => {
    event.preventDefault();
    go(`/auditoria/${kind}/${id.trim()}`);
  };
  return (
    <Panel title={own.find} name="find">
      <form className="form padded" aria-label={own.find} onSubmit={open}>
        <Choose label={own.kind} value={kind} onChange={setKind} choices={choicesOf(own.kinds)} />
        <label className="field">
          <span>{own.id}</span>
          <input
            value={id}
            required
            pattern="\s*\d\d-[0-9a-f\-]{36}\s*"
            title={own.findHint}
            spellCheck={false}
            onChange={({ target }) => setId(target.value)}
          />
          <span className="quiet">{own.findHint}</span>
        </label>
        <div className="actions">
          <button type="submit" className="primary">
            {own.open}
          </button>
        </div>
      </form>
    </Panel>
  );
}

function FindAlarms() {
  const [own, [, go], { viewer }] = [useRoomWords(auditWords), useLocation(), useConnection().session];
  const [entity, setEntity] = useState(viewer.entity ?? '09');
  const show = (event: FormEvent) => {
    event.preventDefault();
    go(`/auditoria/alarmas/${entity}`);
  };
  return (
    <Panel title={own.alarms} name="alarms-of">
      <form className="form padded" aria-label={own.alarms} onSubmit={show}>
        <Choose label={own.entity} value={entity} onChange={setEntity} choices={entitiesOf(viewer.entity)} />
        <div className="actions">
          <button type="submit" className="primary" {...named(own.show, own.alarms)}>
            {own.show}
          </button>
        </div>
      </form>
    </Panel>
  );
}

function FindChanges() {
  const [own, [, go], { viewer }] = [useRoomWords(auditWords), useLocation(), useConnection().session];
  const [entity, setEntity] = useState(viewer.entity ?? '09');
  const [zone, place] = [zoneOf(entity), placeOf(entity)];
  const [from, setFrom] = useState(() => wallClock(presentMs() - HOUR_MS, zone));
  const [to, setTo] = useState('');
  const choose = (other: string) => {
    setFrom(onClockOf(from, zone, zoneOf(other)));
    setTo(onClockOf(to, zone, zoneOf(other)));
    setEntity(other);
  };
  const show = (event: FormEvent) => {
    event.preventDefault();
    const [first, last] = [momentOf(from, zone), momentOf(to, zone)];
    if (first === undefined) return;
    const asked = new URLSearchParams({ desde: new Date(first).toISOString() });
    if (last !== undefined) asked.set('hasta', new Date(last).toISOString());
    go(`/auditoria/cambios/${entity}?${asked}`);
  };
  return (
    <Panel title={own.changes} name="changes">
      <form className="form padded" aria-label={own.changes} onSubmit={show}>
        <Choose label={own.entity} value={entity} onChange={choose} choices={entitiesOf(viewer.entity)} />
        <TimeZoneProvider value={zone}>
          <MomentField label={own.from} {...{ place }} value={from} required onChange={setFrom} />
          <MomentField label={own.to} {...{ place }} value={to} onChange={setTo} />
        </TimeZoneProvider>
        <div className="actions">
          <button type="submit" className="primary" {...named(own.show, own.changes)}>
            {own.show}
          </button>
        </div>
      </form>
    </Panel>
  );
}
