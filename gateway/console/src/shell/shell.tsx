import { entity as entityOf } from '@proximidad/catalogues/entities';
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { tinykeys } from 'tinykeys';
import { Link, useLocation } from 'wouter';
import { Choose, Dialog } from '../design/components.tsx';
import { useConnection } from '../graph/use-graph.ts';
import { heldOf, unsentIn } from '../rooms/cuadrante/kept-queue.ts';
import { isWriting } from '../rooms/sala/room-keys.ts';
import { changeSettings, type Language, type Theme, useSettings, useWords } from '../words/settings.ts';
import { Help } from './help.tsx';
import { keepFocus } from './kept-focus.ts';
import { nextRegion } from './regions.ts';
import { isIn, isTitled, ofEntity, type RoomName, roomsOf } from './rooms.ts';
import { showTitle } from './title.ts';

/** What is around every room: the place, the user, the purpose, and the settings. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [words, [open, setOpen]] = [useWords(), useState<'settings' | 'help'>()];
  const [name, [path]] = [useRoomName(), useLocation()];
  const main = useRef<HTMLElement>(null);
  useEffect(() => keepFocus(main.current!), []);
  useEffect(
    () =>
      tinykeys(
        window,
        { F6: (event) => nextRegion(event, 1), 'Shift+F6': (event) => nextRegion(event, -1) },
        // F6 works in a field, too, where it has no other meaning.
        { ignore: ({ isComposing }) => isComposing },
      ),
    [],
  );
  useEffect(
    () =>
      tinykeys(window, {
        '?': (event) => isWriting(event) || setOpen('help'),
        'Shift+?': (event) => isWriting(event) || setOpen('help'),
      }),
    [],
  );
  return (
    <>
      <a className="skip" href="#main">
        {words.shell.skip}
      </a>
      <header className="bar">
        <Link href="/" className="product">
          {words.product}
        </Link>
        <Rooms />
        <Who onSettings={() => setOpen('settings')} onHelp={() => setOpen('help')} />
      </header>
      <main id="main" tabIndex={-1} ref={main}>
        {!isTitled(path) && <h1 className="only-heard">{name}</h1>}
        {children}
      </main>
      {open === 'settings' && <SettingsDialog onClose={() => setOpen(undefined)} />}
      {open === 'help' && <Help onClose={() => setOpen(undefined)} />}
    </>
  );
}

/** The names of the rooms, and the current one. */
function useRooms() {
  const [{ shell, replay }, [path], { viewer }] = [useWords(), useLocation(), useConnection().session];
  const names: Readonly<Record<RoomName, string>> = { ...shell, replay: replay.open };
  const links = roomsOf(viewer, path);
  const here = links.find(({ href }) => isIn(path, href));
  return { path, names, links, name: here ? names[here.room] : '' };
}

/** The name of the room, with its entity. */
function useRoomName(): string {
  const [{ product }, { path, name }] = [useWords(), useRooms()];
  const place = entityOf(ofEntity(path)?.entity ?? '')?.name;
  return [name || product, ...(place === undefined ? [] : [place])].join(' · ');
}

function Rooms() {
  const [{ shell }, { path, names, links, name }] = [useWords(), useRooms()];
  useEffect(() => showTitle({ room: name }), [name]);
  return (
    <nav aria-label={shell.rooms} className="rooms">
      {links.map(({ href, room }) => (
        <Link key={href} href={href} aria-current={isIn(path, href) ? 'page' : undefined}>
          {names[room]}
        </Link>
      ))}
      <a href="/graphql">{shell.explorer}</a>
    </nav>
  );
}

function Who({ onSettings, onHelp }: { readonly onSettings: () => void; readonly onHelp: () => void }) {
  const [words, { session }] = [useWords(), useConnection()];
  const purpose = useSyncExternalStore(session.subscribe, session.purpose);
  const { subject, role, entity } = session.viewer;
  const place = entity === undefined ? '' : ` · ${entityOf(entity)?.name ?? entity}`;
  return (
    <div className="who">
      <span className="me" title={subject}>
        {words.roles[role]}
        {place}
      </span>
      <Choose
        label={words.shell.purpose}
        value={purpose}
        onChange={(value) =>
          session.setPurpose(session.viewer.purposes.find((each) => each === value) ?? purpose)
        }
        choices={session.viewer.purposes.map((value) => ({ value, label: words.purposes[value] ?? value }))}
      />
      <button
        type="button"
        className="quiet-button"
        onClick={onHelp}
        aria-label={words.help.title}
        title={words.help.title}
      >
        ?
      </button>
      <button type="button" className="quiet-button" onClick={onSettings}>
        {words.shell.settings}
      </button>
    </div>
  );
}

function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const [{ shell, sala }, settings] = [useWords(), useSettings()];
  const { language, theme, letters, sound } = settings;
  return (
    <Dialog title={shell.settings} onClose={onClose}>
      <div className="form">
        <Choose
          label={shell.languageName}
          value={language}
          onChange={(value) => changeSettings({ language: value as Language })}
          choices={[
            { value: 'es', label: 'Español' },
            { value: 'en', label: 'English' },
          ]}
        />
        <Choose
          label={shell.theme}
          value={theme}
          onChange={(value) => changeSettings({ theme: value as Theme })}
          choices={[
            { value: 'dark', label: shell.dark },
            { value: 'light', label: shell.light },
          ]}
        />
        <Choose
          label={shell.letters}
          value={letters ? 'on' : 'off'}
          onChange={(value) => changeSettings({ letters: value === 'on' })}
          choices={[
            { value: 'on', label: shell.lettersOn },
            { value: 'off', label: shell.lettersOff },
          ]}
        />
        <Choose
          label={sala.sound}
          value={sound ? 'on' : 'off'}
          onChange={(value) => changeSettings({ sound: value === 'on' })}
          choices={[
            { value: 'on', label: shell.soundOn },
            { value: 'off', label: shell.soundOff },
          ]}
        />
        <SignOut />
      </div>
    </Dialog>
  );
}

/** Warns once of what would be lost with the page. */
function SignOut() {
  const [{ signIn }, { session }, [unkept, setUnkept]] = [useWords(), useConnection(), useState(0)];
  const leave = async () => {
    const { passing } = await unsentIn(heldOf(session.viewer.subject));
    if (passing > 0 && unkept === 0) setUnkept(passing);
    else session.end('signed-out');
  };
  return (
    <>
      {unkept > 0 && (
        <p role="alert" className="refused">
          {signIn.unkept(unkept)} {signIn.unkeptStays}
        </p>
      )}
      <button type="button" onClick={() => void leave()}>
        {signIn.signOut}
      </button>
    </>
  );
}
