import { entities } from '@proximidad/catalogues/entities';
import { Link } from 'wouter';
import { Panel } from '../design/components.tsx';
import { useConnection } from '../graph/use-graph.ts';
import { useWords } from '../words/settings.ts';

/** For who serves the nation: which entity's room. Whoever serves one entity is offered its own. */
export function RoomChoice({ base }: { readonly base: string }) {
  const [{ shell }, { session }] = [useWords(), useConnection()];
  const { entity } = session.viewer;
  const offered = entities.filter(({ code }) => entity === undefined || code === entity);
  return (
    <Panel title={shell.noRoom} name="choice">
      <ul className="entity-list">
        {offered.map(({ code, name }) => (
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
