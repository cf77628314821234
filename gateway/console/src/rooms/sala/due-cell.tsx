import { useWords } from '../../words/settings.ts';
import { useTerm } from '../../words/time.tsx';
import { dueOf, type OpenIncident } from './board.ts';

/** What is due next on it and when; what is late is marked by words and colour. */
export function DueCell({
  incident,
}: {
  readonly incident: Pick<OpenIncident, 'status' | 'nextDue' | 'nextDueAt'>;
}) {
  const [words, due] = [useWords(), dueOf(incident)];
  const { sala } = words;
  const { late, time } = useTerm(due?.atMs ?? Infinity);
  if (!due)
    return <span className="quiet">{incident.status === 'ON_SCENE' ? sala.onScene : sala.noDue}</span>;
  return (
    <span className={`two-lines due ${late ? 'late' : ''}`}>
      <strong className="number">{late ? sala.overdue(time) : sala.inTime(time)}</strong>
      <span className="quiet">{words.deadlines[due.what] ?? due.what}</span>
    </span>
  );
}
