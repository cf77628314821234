import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { Codes, named, Nothing, Panel } from '../../design/components.tsx';
import { ChangesOf, type ChangesOfQuery } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { useAbsence, useAsked, useConnection, usePartAbsence } from '../../graph/use-graph.ts';
import { supervises } from '../../shell/rooms.ts';
import { commitmentWords } from '../../words/commitments.ts';
import { decisionWords } from '../../words/decisions.ts';
import { eventWords } from '../../words/events.ts';
import { useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { ClockOf } from '../moment-field.tsx';
import { nameAmong } from '../sala/board.ts';
import { placeOf } from '../zone.ts';
import { compared } from './compared.ts';
import { factsBetween, factsTold } from './facts.ts';
import { joined } from './pages.ts';
import { useTelling } from './field-words.ts';
import { fieldTold, valueTold } from './told.ts';
import { auditWords } from './words.ts';

interface Props {
  readonly entity: string;
  readonly from: string;
  readonly to: string | undefined;
}

export type Changes = ChangesOfQuery['changesBetween'];
type Change = NonNullable<Changes['incidents']>['edges'][number]['node'];
type UnitChange = NonNullable<Changes['units']>['edges'][number]['node'];
type FollowUpChange = NonNullable<Changes['followUps']>['edges'][number]['node'];
type CommitmentChange = NonNullable<Changes['commitments']>['edges'][number]['node'];
type AnyChange = Change | UnitChange | FollowUpChange | CommitmentChange;

/** What appeared, changed and ended between two moments, as readable lines. */
export function ChangesBetween({ entity, from, to }: Props) {
  const [own, promises] = [useRoomWords(auditWords), useRoomWords(commitmentWords)];
  const { answer, changes, more } = useChanges({ entity, from, to });
  const absence = useAbsence(answer);
  if (!changes)
    return (
      <>
        <Nothing kind={absence?.kind ?? 'empty'}>{absence?.text ?? own.none}</Nothing>
        <Elsewhere {...{ entity, from }} bound={answer?.troubles[0]?.bound} />
      </>
    );
  const parts = [
    { title: own.incidents, kind: 'incidente', part: changes.incidents, after: 'afterIncident' },
    { title: own.units, kind: 'unidad', part: changes.units, after: 'afterUnit' },
    { title: own.followUps, kind: 'seguimiento', part: changes.followUps, after: 'afterFollowUp' },
    { title: promises.title, kind: 'compromiso', part: changes.commitments, after: 'afterCommitment' },
  ] as const;
  return (
    <div className="audit">
      <Between {...{ entity, from, to }} />
      {absence && absence.kind !== 'loading' && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {parts.map(
        ({ after, part, ...of }) =>
          part !== undefined && (
            <ChangesPart
              key={of.kind}
              {...{ ...of, part, answer, changes }}
              onMore={(cursor) => more({ [after]: cursor })}
            />
          ),
      )}
    </div>
  );
}

/** Where the next page of each list begins. */
type After = Readonly<
  Partial<Record<'afterIncident' | 'afterUnit' | 'afterFollowUp' | 'afterCommitment', string>>
>;

/** The changes as far as they were read; further pages are of the same two cuts. */
function useChanges({ entity, from, to }: Props) {
  const [further, setFurther] = useState<After & { readonly from: string; readonly to: string }>();
  const [changes, setChanges] = useState<Changes>();
  const isOwed = supervises(useConnection().session.viewer, entity);
  const answer = useAsked(ChangesOf, { entity, from, isOwed, ...(to !== undefined && { to }), ...further });
  const told = answer?.data?.changesBetween;
  useEffect(() => {
    if (told) setChanges((before) => joined(before, told));
  }, [told]);
  const more = (after: After) =>
    setFurther((before) => ({
      ...(before ?? { from: changes!.from.position, to: changes!.to.position }),
      ...after,
    }));
  return { answer, changes: changes ?? told, more };
}

interface PartProps {
  readonly title: string;
  readonly kind: string;
  readonly part: NonNullable<Changes['incidents' | 'units' | 'followUps' | 'commitments']> | null;
  readonly answer: Answer<unknown> | undefined;
  readonly changes: Changes;
  readonly onMore: (after: string) => void;
}

/** One list of them. What nobody tells for now is not nothing. */
function ChangesPart({ title, kind, part, answer, changes, onMore }: PartProps) {
  const [{ sala }, own, absence] = [useWords(), useRoomWords(auditWords), usePartAbsence(answer, part)];
  const shown: readonly AnyChange[] = part?.edges.map(({ node }) => node) ?? [];
  const { hasNextPage = false, endCursor = null } = part?.pageInfo ?? {};
  return (
    <Panel title={title} name={kind} note={part ? sala.shown(shown.length, part.totalCount) : undefined}>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && shown.length === 0 && <Nothing kind="empty">{own.none}</Nothing>}
      <ul className="lines">
        {shown.map((change) => (
          <ChangeLine key={change.id} {...{ change, changes }} href={`/auditoria/${kind}/${change.id}`} />
        ))}
      </ul>
      {hasNextPage && endCursor !== null && (
        <div className="actions">
          <button type="button" onClick={() => onMore(endCursor)} {...named(own.moreChanges, title)}>
            {own.moreChanges}
          </button>
        </div>
      )}
    </Panel>
  );
}

/** The way on for a viewer who asked for too early a moment: from the first that is known, or with other moments. */
function Elsewhere({ entity, from, bound }: Omit<Props, 'to'> & { readonly bound: string | undefined }) {
  const own = useRoomWords(auditWords);
  const isTooEarly = bound !== undefined && Date.parse(from) < Date.parse(bound);
  return (
    <p className="nothing">
      {isTooEarly && (
        <>
          <Link href={`/auditoria/cambios/${entity}?${new URLSearchParams({ desde: bound })}`}>
            {own.sinceOpening}
          </Link>
          {' · '}
        </>
      )}
      <Link href="/auditoria">{own.others}</Link>
    </p>
  );
}

/** The two moments, and by which clock. */
function Between({ entity, from, to }: Props) {
  const [own, { language }, timeZone] = [useRoomWords(auditWords), useWords(), useTimeZone()];
  const format = new Intl.DateTimeFormat(language, {
    ...{ timeZone, dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' },
  });
  const said = (at: string | undefined) => {
    if (at === undefined) return own.present;
    const ms = Date.parse(at);
    return Number.isNaN(ms) ? own.position : format.format(ms);
  };
  return (
    <p className="quiet across">
      {own.between(placeOf(entity), said(from), said(to))} ·{' '}
      <ClockOf place={placeOf(entity)} at={undefined} />
    </p>
  );
}

interface ChangeProps {
  readonly change: AnyChange;
  readonly changes: Changes;
  readonly href: string;
}

function ChangeLine({ change, changes: { from, to }, href }: ChangeProps) {
  const [own, names, telling] = [useRoomWords(auditWords), useRoomWords(eventWords), useTelling()];
  const nameOf = useNames();
  const { id, kind, before } = change;
  const { history, ...after } = { history: undefined, ...change.after };
  const verbs = {
    ...{ APPEARED: own.appeared, CHANGED: own.changed, ENDED: own.ended, CAME_AND_WENT: own.cameAndWent },
  } as const;
  const happened = history ? factsBetween(history, { from: from.at, to: to.at }) : [];
  const fields = kind === 'CHANGED' ? compared(before, after).filter(({ differs }) => differs) : [];
  const units = kind === 'CHANGED' ? [] : unitsOf(change.after ?? before);
  return (
    <li>
      <Link href={href}>{nameOf(change.after ?? before) ?? id}</Link>
      <strong>{verbs[kind]}</strong>
      <span className="quiet number">
        {own.facts(change.changes, factsTold(happened, change.changes, names))}
      </span>
      {units.length > 0 && (
        <span>
          <span className="quiet">{own.units}</span> <Codes of={units} />
        </span>
      )}
      {fields.map(({ path, then, now }) => (
        <span key={path}>
          <span className="quiet">{fieldTold(path, telling)}</span>{' '}
          <del>{valueTold(path, then, telling) ?? '—'}</del> →{' '}
          <ins>{valueTold(path, now, telling) ?? '—'}</ins>
        </span>
      ))}
    </li>
  );
}

/** What a record is called among others of its kind. */
function useNames(): (record: AnyChange['before']) => string | undefined {
  const [{ grounds }, { kinds }] = [useRoomWords(decisionWords), useRoomWords(commitmentWords)];
  const inBeat = (name: string, beat: { readonly code: string } | null) =>
    [name, ...(beat ? [beat.code] : [])].join(' · ');
  return (record) => {
    if (!record) return undefined;
    if ('ground' in record) return inBeat(grounds[record.ground] ?? record.ground, record.beat);
    if ('owedBy' in record) return inBeat(kinds[record.kind], record.beat);
    return 'initialCode' in record ? nameAmong(record) : record.code;
  };
}

/** The units sent to an incident. */
function unitsOf(record: AnyChange['before']): string[] {
  if (!record || !('dispatches' in record)) return [];
  return [...new Set(record.dispatches.flatMap(({ unit }) => unit?.code ?? []))];
}
