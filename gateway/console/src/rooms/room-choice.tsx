import { entities } from '@proximidad/catalogues/entities';
import { Link, Redirect } from 'wouter';
import { Panel } from '../design/components.tsx';
import { useConnection } from '../graph/use-graph.ts';
import { useWords } from '../words/settings.ts';

/** Leads a user who serves one entity to its room; one who serves the nation chooses. */
export function RoomOfOne({ base }: { readonly base: string }) {
  const { entity } = useConnection().session.viewer;
  return entity === undefined ? <RoomChoice base={base} /> : <Redirect to={`${base}/${entity}`} replace />;
}

/** Chooses the entity. A user who serves one entity is offered that one alone. */
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
