import { useState } from 'react';
import { Dialog, Nothing } from '../../design/components.tsx';
import { AlarmJournal } from '../../documents/documents.gen.ts';
import { useAbsence, useAsked } from '../../graph/use-graph.ts';
import { alarmWords } from '../../words/alarms.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { csvOf, type JournalRow, journalOf } from './alarms.ts';

const REACH_MS = 24 * 3_600_000;

/** What alarmed since yesterday, and what was answered: from the record, so that it is the same on every screen. */
export function Journal({ entity, onClose }: { readonly entity: string; readonly onClose: () => void }) {
  const [{ deadlines }, own, [from]] = [
    useWords(),
    useRoomWords(alarmWords),
    useState(() => new Date(Date.now() - REACH_MS).toISOString()),
  ];
  const answer = useAsked(AlarmJournal, { entity, from });
  const absence = useAbsence(answer);
  const incidents = answer?.data?.incidents?.edges.map(({ node }) => node) ?? [];
  const rows = journalOf(incidents);
  const all = answer?.data?.incidents?.totalCount ?? 0;
  return (
    <Dialog title={own.journalTitle} onClose={onClose} wide>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && rows.length === 0 && <Nothing kind="empty">{own.journalEmpty}</Nothing>}
      {all > incidents.length && <p className="quiet">{own.journalPart(incidents.length, all)}</p>}
      {rows.length > 0 && (
        <>
          <JournalTable rows={rows} />
          <div className="actions">
            <button type="button" onClick={() => save(csvOf(rows, { columns: own.columns, deadlines }))}>
              {own.file}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function JournalTable({ rows }: { readonly rows: readonly JournalRow[] }) {
  const [words, own] = [useWords(), useRoomWords(alarmWords)];
  const { heads } = own;
  return (
    <table className="board still" aria-label={own.journalTitle}>
      <thead>
        <tr>
          {[heads.what, heads.incident, heads.passed, heads.acknowledged, heads.settled].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.incident} ${row.what} ${row.passedAt}`}>
            <td>{words.deadlines[row.what] ?? row.what}</td>
            <td>
              <span className="two-lines">
                <span>{row.name}</span>
                <span className="quiet">{row.where}</span>
              </span>
            </td>
            <Moment at={row.passedAt} />
            <Moment at={row.acknowledgedAt} />
            <Moment at={row.settledAt} />
          </tr>
        ))}
      </tbody>
    </table>
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
