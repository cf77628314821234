import { useWords } from '../../words/settings.ts';
import { span, useNow } from '../../words/time.tsx';
import { dueOf, type OpenIncident } from './board.ts';

/** What is due next on it and when; what is late is marked by words and colour. */
export function DueCell({
  incident,
}: {
  readonly incident: Pick<OpenIncident, 'status' | 'nextDue' | 'nextDueAt'>;
}) {
  const [words, now] = [useWords(), useNow()];
  const { sala } = words;
  const due = dueOf(incident);
  if (!due)
    return <span className="quiet">{incident.status === 'ON_SCENE' ? sala.onScene : sala.noDue}</span>;
  const late = due.atMs < now;
  const time = span(Math.abs(due.atMs - now), words);
  return (
    <span className={`two-lines due ${late ? 'late' : ''}`}>
      <strong className="number">{late ? sala.overdue(time) : sala.inTime(time)}</strong>
      <span className="quiet">{words.deadlines[due.what] ?? due.what}</span>
    </span>
  );
}
