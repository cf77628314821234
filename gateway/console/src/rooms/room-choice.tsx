import { entities } from '@proximidad/catalogues/entities';
import { Link } from 'wouter';
import { Panel } from '../design/components.tsx';
import { useWords } from '../words/settings.ts';

/** For who serves the nation: which entity's room. */
export function RoomChoice({ base }: { readonly base: string }) {
  const { shell } = useWords();
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
