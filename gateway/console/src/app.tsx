import { entity as entityOf } from '@proximidad/catalogues/entities';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Contained, Nothing } from './design/components.tsx';
import { MyTies } from './documents/documents.gen.ts';
import { type Graph, openGraph } from './graph/graph.ts';
import { ConnectionProvider, languageTag } from './graph/use-graph.ts';
import { fieldNames } from './rooms/field-names.ts';
import { RoomChoice, RoomOfOne } from './rooms/room-choice.tsx';
import type { Session } from './session/session.ts';
import { room } from './shell/fetched.tsx';
import { homeOf, ofEntity } from './shell/rooms.ts';
import { Shell } from './shell/shell.tsx';
import { currentSettings, useSettings, useWords } from './words/settings.ts';

const Sala = room(async () => (await import('./rooms/sala/sala.tsx')).Sala);
const Repeticion = room(async () => (await import('./rooms/repeticion/repeticion.tsx')).Repeticion);
const Pared = room(async () => (await import('./rooms/pared/pared.tsx')).Pared);
const Supervision = room(async () => (await import('./rooms/supervision/supervision.tsx')).Supervision);
const Mando = room(async () => (await import('./rooms/mando/mando.tsx')).Mando);
const Datos = room(async () => (await import('./rooms/datos/datos.tsx')).Datos);
const Accesos = room(async () => (await import('./rooms/accesos/accesos.tsx')).Accesos);
const Enlace = room(async () => (await import('./rooms/enlace/enlace.tsx')).Enlace);
const Academia = room(async () => (await import('./rooms/academia/academia.tsx')).Academia);
const Cuadrante = room(async () => (await import('./rooms/cuadrante/cuadrante.tsx')).Cuadrante);
const Sends = room(
  async () => (await import('./rooms/cuadrante/sending.ts')).Sends,
  () => null,
);
const Diseno = room(async () => (await import('./rooms/diseno/diseno.tsx')).Diseno);
const Auditoria = room(async () => (await import('./rooms/auditoria/auditoria.tsx')).Auditoria);
const GroundOf = room(async () => (await import('./rooms/panorama/ground.tsx')).GroundOf);
const Panorama = room(async () => (await import('./rooms/panorama/panorama.tsx')).Panorama);

/** The rooms, for a user who is signed in. */
export function App({ session }: { readonly session: Session }) {
  const [graph, [path]] = [useGraph(session), useLocation()];
  useStillIn(graph);
  if (!graph) return null;
  const of = ofEntity(path);
  return (
    <ConnectionProvider value={{ session, graph }}>
      <Switch>
        {of && !entityOf(of.entity) && (
          <Route>
            <NoEntity {...of} />
          </Route>
        )}
        <Route path="/pared/:entity">
          {({ entity }) => (
            <Contained>
              <Pared entity={entity} />
            </Contained>
          )}
        </Route>
        <Route>
          <Rooms session={session} />
        </Route>
      </Switch>
    </ConnectionProvider>
  );
}

function Rooms({ session }: { readonly session: Session }) {
  const [words, [path]] = [useWords(), useLocation()];
  return (
    <Shell>
      {session.viewer.role === 'officer' && path !== '/cuadrante' && <Sends />}
      <Contained at={path}>
        <Switch>
          <Route path="/">
            <Home session={session} />
          </Route>
          <Route path="/sala">
            <RoomOfOne base="/sala" />
          </Route>
          <Route path="/sala/:entity">{({ entity }) => <Sala entity={entity} />}</Route>
          <Route path="/sala/:entity/repeticion">{({ entity }) => <Repeticion entity={entity} />}</Route>
          <Route path="/pared">
            <RoomOfOne base="/pared" />
          </Route>
          <Route path="/supervision">
            <RoomOfOne base="/supervision" />
          </Route>
          <Route path="/supervision/:entity">{({ entity }) => <Supervision entity={entity} />}</Route>
          <Route path="/mando">
            <RoomOfOne base="/mando" />
          </Route>
          <Route path="/mando/:entity">{({ entity }) => <Mando key={entity} entity={entity} />}</Route>
          <Route path="/datos">
            <RoomOfOne base="/datos" />
          </Route>
          <Route path="/datos/:entity">{({ entity }) => <Datos key={entity} entity={entity} />}</Route>
          <Route path="/datos/:entity/:person">
            {({ entity, person }) => <Datos key={entity} {...{ entity, person }} />}
          </Route>
          <Route path="/accesos" component={Accesos} />
          <Route path="/enlace/:incident?">{({ incident }) => <Enlace incident={incident} />}</Route>
          <Route path="/academia">
            <RoomOfOne base="/academia" />
          </Route>
          <Route path="/academia/:entity">{({ entity }) => <Academia entity={entity} />}</Route>
          <Route path="/academia/:entity/:officer">
            {({ entity, officer }) => <Academia {...{ entity, officer }} />}
          </Route>
          <Route path="/auditoria">
            <Auditoria />
          </Route>
          <Route path="/auditoria/:kind/:id">{({ kind, id }) => <Auditoria kind={kind} id={id} />}</Route>
          <Route path="/cuadrante">
            <Cuadrante />
          </Route>
          <Route path="/diseno">
            <Diseno />
          </Route>
          <Route path="/panorama">
            <Panorama />
          </Route>
          <Route path="/panorama/:entity">{({ entity }) => <GroundOf entity={entity} />}</Route>
          <Route path="/panorama/:entity/:municipality">
            {({ entity, municipality }) => <GroundOf {...{ entity, municipality }} />}
          </Route>
          <Route path="/panorama/:entity/:municipality/:beat">
            {({ entity, municipality, beat }) => <GroundOf {...{ entity, municipality, beat }} />}
          </Route>
          <Route>
            <Nothing kind="empty">{words.shell.notFound}</Nothing>
          </Route>
        </Switch>
      </Contained>
    </Shell>
  );
}

/** Shown when there is no such entity: offers the entities that have the room. */
function NoEntity({ base, entity }: NonNullable<ReturnType<typeof ofEntity>>) {
  const { shell } = useWords();
  return (
    <Shell>
      <Nothing kind="empty">{shell.noEntity(entity)}</Nothing>
      <RoomChoice base={base} />
    </Shell>
  );
}

/** How often to check that access was not revoked, so that a room that asks nothing more notices it, too. */
const STILL_IN_EVERY_MS = 15_000;

function useStillIn(graph: Graph | undefined): void {
  useEffect(() => {
    if (!graph) return undefined;
    const asking = () => ({ language: languageTag(currentSettings().language) });
    const timer = setInterval(() => void graph.ask(MyTies, {}, asking()).catch(() => {}), STILL_IN_EVERY_MS);
    return () => clearInterval(timer);
  }, [graph]);
}

/** One connection per purpose and language: with another one everything is asked for anew. */
function useGraph(session: Session): Graph | undefined {
  const [purpose, { language }] = [useSyncExternalStore(session.subscribe, session.purpose), useSettings()];
  const [graph, setGraph] = useState<Graph>();
  useEffect(() => {
    const opened = openGraph(
      session,
      () => languageTag(currentSettings().language),
      () => fieldNames(currentSettings().language),
    );
    setGraph(opened);
    return () => void opened.close();
  }, [session, purpose, language]);
  return graph;
}

/** Takes each user to where they work. */
function Home({ session: { viewer } }: { readonly session: Session }) {
  const [, go] = useLocation();
  useEffect(() => go(homeOf(viewer), { replace: true }), [go, viewer]);
  return null;
}
