import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Nothing } from './design/components.tsx';
import { type Graph, openGraph } from './graph/graph.ts';
import { ConnectionProvider, languageTag } from './graph/use-graph.ts';
import { RoomChoice } from './rooms/room-choice.tsx';
import type { Session } from './session/session.ts';
import { Shell } from './shell/shell.tsx';
import { currentSettings, useWords } from './words/settings.ts';

const Sala = lazy(async () => ({ default: (await import('./rooms/sala/sala.tsx')).Sala }));
const Repeticion = lazy(async () => ({
  default: (await import('./rooms/repeticion/repeticion.tsx')).Repeticion,
}));
const Panorama = lazy(async () => ({ default: (await import('./rooms/panorama/panorama.tsx')).Panorama }));

/** The rooms, for somebody who is signed in. */
export function App({ session }: { readonly session: Session }) {
  const graph = useGraph(session);
  const words = useWords();
  if (!graph) return null;
  return (
    <ConnectionProvider value={{ session, graph }}>
      <Shell>
        <Suspense fallback={<Nothing kind="loading">{words.live.waiting}</Nothing>}>
          <Switch>
            <Route path="/">
              <Home session={session} />
            </Route>
            <Route path="/sala">
              <RoomChoice base="/sala" />
            </Route>
            <Route path="/sala/:entity">{({ entity }) => <Sala entity={entity} />}</Route>
            <Route path="/sala/:entity/repeticion">{({ entity }) => <Repeticion entity={entity} />}</Route>
            <Route path="/panorama">
              <Panorama />
            </Route>
            <Route>
              <Nothing kind="empty">{words.shell.notFound}</Nothing>
            </Route>
          </Switch>
        </Suspense>
      </Shell>
    </ConnectionProvider>
  );
}

/** A connection for each purpose: another purpose is another look at everything. */
function useGraph(session: Session): Graph | undefined {
  const purpose = useSyncExternalStore(session.subscribe, session.purpose);
  const [graph, setGraph] = useState<Graph>();
  useEffect(() => {
    const opened = openGraph(session, () => languageTag(currentSettings().language));
    setGraph(opened);
    return () => opened.close();
  }, [session, purpose]);
  return graph;
}

/** Everybody begins where they work. */
function Home({ session: { viewer } }: { readonly session: Session }) {
  const [, go] = useLocation();
  useEffect(
    () => go(viewer.entity === undefined ? '/panorama' : `/sala/${viewer.entity}`, { replace: true }),
    [go, viewer],
  );
  return null;
}
