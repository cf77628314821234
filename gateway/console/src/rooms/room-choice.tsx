import { entities } from '@proximidad/catalogues/entities';
import { Link, Redirect } from 'wouter';
import { Panel } from '../design/components.tsx';
import { useConnection } from '../graph/use-graph.ts';
import { useWords } from '../words/settings.ts';

/** For who serves the nation: which entity's room. Whoever serves one entity is led to its own. */
export function RoomChoice({ base }: { readonly base: string }) {
  const [{ shell }, { session }] = [useWords(), useConnection()];
  const { entity } = session.viewer;
  if (entity !== undefined) return <Redirect to={`${base}/${entity}`} replace />;
  return (
    <Panel title={shell.noRoom} name="choice">
      <ul className="entity-list">
        {entities.map(({ code, name }) => (
          <li key={code}>
            <Link href={`${base}/${code}`}>
              <span className="number quiet">{code}</span> {name}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
