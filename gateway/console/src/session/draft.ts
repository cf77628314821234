import { useEffect, useRef, useState } from 'react';
import { useConnection } from '../graph/use-graph.ts';
import { type OwnStore, openOwnStore, ownNameOf } from './own-store.ts';

/** What is written and not sent, sealed by the writer's own key: it belongs to one window, and is gone with it. */
const PREFIX = 'proximidad.escrito';

interface Draft<Fields> {
  readonly fields: Fields;
  readonly isWritten: boolean;
  /** It was written before the page was left: to sign in again, for example. */
  readonly isBack: boolean;
  write(changes: Partial<Fields>): void;
  /** It was sent, or will not be. Returns whether it was not over already: what is answered later is not about the form that is open by then. */
  forget(): boolean;
}

/**
 * The fields of a form that outlive the page: a user who has to sign in again, or reloads the page, finds them as they were. Nobody else
 * does, nor does another window. If the browser lets a page store nothing, they are lost with it.
 */
export function useDraft<Fields extends object>(name: string, first: Fields): Draft<Fields> {
  const { subject } = useConnection().session.viewer;
  const [held, setHeld] = useState({ fields: first, isWritten: false, isBack: false });
  const newest = useRef(held);
  const isOver = useRef(false);
  const hold = (next: typeof held) => setHeld((newest.current = next));
  useEffect(() => {
    void readDraft(subject, name).then((kept) => {
      if (kept === undefined || newest.current.isWritten) return;
      hold({ fields: { ...newest.current.fields, ...kept }, isWritten: true, isBack: true });
    });
  }, [subject, name]);
  return {
    ...held,
    write(changes) {
      if (isOver.current) return;
      const { fields, isBack } = newest.current;
      hold({ fields: { ...fields, ...changes }, isWritten: true, isBack });
      void keepDraft(subject, name, newest.current.fields);
    },
    forget() {
      if (isOver.current) return false;
      isOver.current = true;
      void dropDraft(subject, name);
      return true;
    },
  };
}

/** Whether a user left something unsent in this window, under one name or under any. */
export async function isDraftKept(subject: string, name = ''): Promise<boolean> {
  const found = await at(subject, name, (place) => placesFrom(place).length > 0);
  return found === true;
}

/** Deletes everything a user wrote in this window. */
export async function dropDrafts(subject: string): Promise<void> {
  await at(subject, '', (place) => placesFrom(place).forEach((each) => sessionStorage.removeItem(each)));
}

const placesFrom = (beginning: string) =>
  Object.keys(sessionStorage).filter((place) => place.startsWith(beginning));

async function keepDraft(subject: string, name: string, fields: object): Promise<void> {
  await at(subject, name, async (place) => {
    const { iv, text } = await withStore(subject, (store) => store.seal(fields));
    sessionStorage.setItem(place, `${inLetters(iv)}.${inLetters(text)}`);
  });
}

function readDraft(subject: string, name: string): Promise<object | undefined> {
  return at(subject, name, async (place) => {
    const kept = sessionStorage.getItem(place);
    if (kept === null) return undefined;
    const [iv, text] = kept.split('.').map(fromLetters);
    const sealed = { iv: iv!, text: text!.buffer };
    return (await withStore(subject, (store) => store.unseal(sealed))) as object;
  });
}

async function dropDraft(subject: string, name: string): Promise<void> {
  await at(subject, name, (place) => sessionStorage.removeItem(place));
}

let last: Promise<unknown> = Promise.resolve();

/** One after another, so that what was written last is kept; undefined if the browser stores nothing, or not the key. */
function at<T>(
  subject: string,
  name: string,
  step: (place: string) => T | Promise<T>,
): Promise<T | undefined> {
  const next = last
    .then(async () => step(`${PREFIX}.${await ownNameOf(subject)}.${name}`))
    .catch(() => undefined);
  last = next;
  return next;
}

async function withStore<T>(subject: string, ask: (store: OwnStore) => Promise<T>): Promise<T> {
  const store = await openOwnStore(subject);
  return ask(store).finally(() => store.close());
}

const inLetters = (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)));

const fromLetters = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
