import { GraphiQL } from 'graphiql';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Access, asking } from './ask.ts';
import { Examples, examplesPlugin } from './examples-panel.tsx';
import type { Facts, Step } from './facts.ts';
import { filled, type Names, remembering } from './remembered.ts';
import { said as words } from './words.ts';

const PLUGINS = [examplesPlugin];

interface Said {
  readonly text: string;
  readonly bad: boolean;
}

export function Explorer({ facts }: { readonly facts: Facts }) {
  const [access, setAccess] = useState<Access>({ token: '', purpose: '' });
  const [said, setSaid] = useState<Said>({ text: '', bad: false });
  const [user, setUser] = useState('analyst');
  const schema = usePublicSchema(access.token);
  const now = useRef({ access, step: undefined as Step | undefined, names: new Map() as Names });
  useEffect(() => {
    now.current.access = access;
  }, [access]);
  const fetcher = useMemo(
    () =>
      asking(() => now.current.access, {
        say: (text, bad) => setSaid({ text, bad }),
        answered(data) {
          now.current.names = remembering(now.current.names, now.current.step, data);
        },
      }),
    [],
  );
  const chosen = useMemo(
    () => ({
      facts,
      choose(step: Step, of: string) {
        setUser(of);
        const { variables, names } = filled(step.variables, now.current.names, Date.now(), () =>
          crypto.randomUUID(),
        );
        Object.assign(now.current, { step, names });
        return variables;
      },
    }),
    [facts],
  );
  const storage = useMemo(memory, []);
  return (
    <Examples value={chosen}>
      <AccessBar {...{ access, setAccess, user, said }} purposes={facts.purposes} />
      <main>
        <GraphiQL
          {...{ fetcher, schema, storage }}
          plugins={PLUGINS}
          defaultQuery={facts.examples[0]!.steps[0]!.query}
          defaultEditorToolsVisibility="variables"
          isHeadersEditorEnabled={false}
        >
          <GraphiQL.Logo>Proximidad</GraphiQL.Logo>
        </GraphiQL>
      </main>
    </Examples>
  );
}

interface BarProps {
  readonly access: Access;
  readonly setAccess: (access: Access) => void;
  readonly purposes: readonly string[];
  readonly user: string;
  readonly said: Said;
}

function AccessBar({ access, setAccess, purposes, user, said }: BarProps) {
  const own = words();
  return (
    <header className="access">
      <h1>Proximidad · {own.title}</h1>
      <a href="/">{own.console}</a>
      <label>
        {own.token}
        <input
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={access.token}
          onChange={({ target }) => setAccess({ ...access, token: target.value.trim() })}
        />
      </label>
      <label>
        {own.purpose}
        <select
          value={access.purpose}
          onChange={({ target }) => setAccess({ ...access, purpose: target.value })}
        >
          <option value="">{own.usual}</option>
          {purposes.map((purpose) => (
            <option key={purpose}>{purpose}</option>
          ))}
        </select>
      </label>
      <p>
        {own.development} <code>npm run token -- {user}</code>. {own.kept}
      </p>
      <p role="status" data-bad={said.bad}>
        {said.text}
      </p>
    </header>
  );
}

/** From `/schema.graphql`, since introspection is closed in production, where that address needs the token, too. */
function usePublicSchema(token: string): GraphQLSchema | null {
  const [schema, setSchema] = useState<GraphQLSchema | null>(null);
  useEffect(() => {
    if (schema) return;
    const over = new AbortController();
    const load = async () => {
      const response = await fetch('/schema.graphql', {
        headers: { ...(token && { authorization: `Bearer ${token}` }) },
        signal: over.signal,
      });
      if (response.ok) setSchema(buildSchema(await response.text(), { assumeValidSDL: true }));
    };
    load().catch(() => undefined);
    return () => over.abort();
  }, [token, schema]);
  return schema;
}

/** Storage for what GraphiQL keeps of the text typed: gone with the page, since a variable may name a person. */
function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    key: (index) => [...kept.keys()][index] ?? null,
    removeItem: (key) => void kept.delete(key),
    setItem: (key, value) => void kept.set(key, value),
  };
}
