import { useState } from 'react';
import { Dialog, Heads, Nothing, Unbroken } from '../../design/components.tsx';
import { AlarmJournal } from '../../documents/documents.gen.ts';
import { usePartAbsence } from '../../graph/use-graph.ts';
import { alarmWords } from '../../words/alarms.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { type AccessNote, csvOf, type JournalRow, journalOf } from './alarms.ts';
import { isPart } from './room-seen.ts';
import { useAll } from './use-all.ts';

/** So much of a pseudonym tells one from another on a screen; the file has it whole. */
const ACTOR_SHOWN = 8;
const REACH_MS = 24 * 3_600_000;

/** The alarms since yesterday, in a dialog over the room. */
export function Journal({ entity, onClose }: { readonly entity: string; readonly onClose: () => void }) {
  return (
    <Dialog title={useRoomWords(alarmWords).journalTitle} onClose={onClose} wide>
      <JournalOf entity={entity} />
    </Dialog>
  );
}

interface Shown {
  /** To whom each alarm was shown, if the viewer may know. */
  readonly shown?: ReadonlyMap<string, readonly AccessNote[]> | undefined;
}

/** The alarms since yesterday, and who acknowledged them: from the record, so that every screen shows the same. */
export function JournalOf({ entity, shown }: Shown & { readonly entity: string }) {
  const [{ deadlines, roles, sala }, own, [from]] = [
    useWords(),
    useRoomWords(alarmWords),
    useState(() => new Date(presentMs() - REACH_MS).toISOString()),
  ];
  const answer = useAll(AlarmJournal, { entity, from }, ({ incidents }) => incidents);
  const told = answer?.data;
  const absence = usePartAbsence(answer, told);
  if (absence) return <Nothing kind={absence.kind}>{absence.text}</Nothing>;
  if (!told) return <Nothing kind="failed">{own.untold}</Nothing>;
  const rows = journalOf(told.nodes, sala.noTown);
  const read = { totalCount: told.last.incidents!.totalCount, edges: told.nodes };
  return (
    <>
      {isPart(read) && (
        <p className="quiet">{own.journalPart(read.edges.length, sala.total(read.totalCount))}</p>
      )}
      {rows.length === 0 && <Nothing kind="empty">{own.journalEmpty(isPart(read))}</Nothing>}
      {rows.length > 0 && (
        <>
          <JournalTable {...{ rows, shown }} />
          <div className="actions">
            <button
              type="button"
              onClick={() => save(csvOf(rows, { columns: own.columns, deadlines, roles }))}
            >
              {own.file}
            </button>
          </div>
        </>
      )}
    </>
  );
}

function JournalTable({ rows, shown }: Shown & { readonly rows: readonly JournalRow[] }) {
  const [words, { heads, journalTitle }] = [useWords(), useRoomWords(alarmWords)];
  const columns = [
    ...[heads.what, heads.incident, heads.passed, ...(shown ? [heads.shown] : [])],
    ...[heads.acknowledged, heads.escalated, heads.settled],
  ];
  return (
    <table className="board still" aria-label={journalTitle}>
      <Heads of={columns} />
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.incident} ${row.what} ${row.passedAt}`}>
            <td>{words.deadlines[row.what] ?? row.what}</td>
            <td>
              <span className="two-lines">
                <span>
                  <Unbroken>{row.name}</Unbroken>
                </span>
                <span className="quiet">
                  <Unbroken>{row.where}</Unbroken>
                </span>
              </span>
            </td>
            <Moment at={row.passedAt} />
            {shown && <ShownTo notes={shown.get(`${row.incident} ${row.what}`) ?? []} />}
            <Answered at={row.acknowledgedAt} by={row.acknowledgedBy} />
            <Moment at={row.escalatedAt} />
            <Moment at={row.settledAt} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A person, by the role and the pseudonym under which the record knows them. */
function Somebody({ role, actor }: { readonly role: string; readonly actor: string }) {
  const { roles } = useWords();
  return (
    <span className="quiet" title={actor}>
      {roles[role] ?? role} · {actor.slice(0, ACTOR_SHOWN)}
    </span>
  );
}

/** Everybody to whom it was shown, and when first. */
function ShownTo({ notes }: { readonly notes: readonly AccessNote[] }) {
  if (notes.length === 0) return <td>—</td>;
  return (
    <td className="number">
      <ul>
        {notes.map(({ subject, role, firstAt }) => (
          <li key={`${subject} ${firstAt}`}>
            <At at={firstAt} seconds /> <Somebody role={role} actor={subject} />
          </li>
        ))}
      </ul>
    </td>
  );
}

/** When, and by whom. */
function Answered({ at, by }: { readonly at: string | null; readonly by: JournalRow['acknowledgedBy'] }) {
  if (at === null || by === null) return <Moment at={at} />;
  return (
    <td className="number">
      <span className="two-lines">
        <At at={at} seconds />
        <Somebody {...by} />
      </span>
    </td>
  );
}

const Moment = ({ at }: { readonly at: string | null }) => (
  <td className="number">{at === null ? '—' : <At at={at} seconds />}</td>
);

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: 'alarmas.csv' });
  link.click();
  URL.revokeObjectURL(url);
}
