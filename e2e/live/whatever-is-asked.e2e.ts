import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kind, Purpose } from '@proximidad/policy';
import { HOLDERS, PURPOSES, seenBy, type Scene } from '@proximidad/testing/rights';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import {
  generatedChanges,
  generatedQueries,
  type GeneratedQuery,
  flipped,
  NOT_ASKED,
  rootsOf,
  textOf,
} from '../generated-queries.ts';
import { HOLDER_OF } from '../holders.ts';
import { eventually, full, type ProcessName, root } from '../platform.ts';
import { platform, scene } from '../stage.ts';
import type { Frame } from '../watcher.ts';
import { follow, followed, namesSilence } from './following.ts';
import { close, report, write, type Written } from './writing.ts';

describe('whatever is asked live', () => {
  const QUERIES = full ? 300 : 24;
  /** Queries watched at a time while the writers run. */
  const TOGETHER = 12;
  /** How many of these are watched twice, with other variables the second time. */
  const TWINS = 3;
  const USERS = [
    ...['analyst', 'commander-09', 'operator-09', 'auditor', 'commander-14', 'operator-09007'],
    ...['officer-09', 'liaison-09', 'academy', 'machine-09'],
  ] as const;
  /** In the full size a process is killed every third round while the writers run, these in turn. */
  const KILLED: readonly ProcessName[] = full
    ? ['incidents', 'beats', 'store', 'contacts', 'training', 'authorities']
    : [];
  const KILLED_EVERY_ROUNDS = 3;
  const TEST_TIMEOUT_MS = full ? 7_200_000 : 720_000;
  /** A service may be unable to answer at one moment and able at another; and there are many new documents. */
  const PASSING: readonly unknown[] = ['SERVICE_UNAVAILABLE', 'NOT_READY', 'planningPerSubject'];

  const schema = buildSchema(readFileSync(join(root, 'gateway/schema.graphql'), 'utf8'));
  const written: Written = { incident: [], officer: [], contact: [] };

  /** The content of an answer, without the fields that depend on the moment alone. */
  const OF_THE_MOMENT = [
    ...['asOf', 'position', 'lagSeconds', 'cuts', 'to', 'cursor', 'startCursor', 'endCursor'],
    ...['lastHeartbeatAt', 'lastPoint'],
  ];
  const ofAnyMoment = (said: unknown): unknown =>
    JSON.parse(
      JSON.stringify(said, (key, value: unknown) => (OF_THE_MOMENT.includes(key) ? undefined : value)),
    );

  type Path = readonly (string | number)[];
  interface Said {
    readonly data?: unknown;
    readonly errors?: readonly object[];
  }
  interface Fault {
    readonly path?: Path;
    readonly message: string;
    readonly extensions: Readonly<Record<string, unknown>>;
  }
  const faultsOf = ({ errors = [] }: Said) => errors as readonly Fault[];

  function saying(said: Said) {
    const told = faultsOf(said).map(({ path, message, extensions: { code } }) => ({ path, message, code }));
    // Fields are resolved in any order, and so are their errors.
    return {
      data: said.data,
      errors: told.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    };
  }

  /**
   * A frame and the answer to whoever asks the same in person, as they are to be equal: what is watched for many at
   * once opens nothing sealed and says so (PERSON), where who asks is shown it, or told another reason.
   */
  function compared(frame: Said, answer: Said) {
    const sealed = faultsOf(frame)
      .filter(({ extensions }) => extensions['reason'] === 'PERSON')
      .map(({ path }) => upToNull(frame.data, path!));
    const isSealed = (path: Path = []) => sealed.some((place) => place.every((key, at) => path[at] === key));
    const besides = (said: Said) =>
      saying({
        data: sealed.reduce(withNull, said.data),
        errors: faultsOf(said).filter(({ path }) => !isSealed(path)),
      });
    return { frame: besides(frame), answer: besides(answer) };
  }

  type Held = Readonly<Record<string | number, unknown>>;

  /** The part of the path that leads to null: a field that may not be null takes the one around it along. */
  function upToNull(data: unknown, [key, ...rest]: Path): Path {
    const value = (data as Held | null)?.[key!];
    return value === null || value === undefined || rest.length === 0
      ? [key!]
      : [key!, ...upToNull(value, rest)];
  }

  /** The same with null there, as far as the path leads. */
  function withNull(data: unknown, [key, ...rest]: Path): unknown {
    if (typeof data !== 'object' || data === null) return data;
    const value = rest.length === 0 ? null : withNull((data as Held)[key!], rest);
    return Array.isArray(data) ? data.with(Number(key), value) : { ...data, [key!]: value };
  }

  /** While a service is away its part is an error, or the picture lists it as down. */
  const isPassing = (frame: Frame) =>
    (frame.errors ?? []).some(
      ({ extensions: { code, limit } }) => PASSING.includes(code) || PASSING.includes(limit),
    ) || namesSilence(frame);

  async function watched(query: GeneratedQuery, user: string, directive: string) {
    return { ...(await followed(user, textOf(query, directive), query.variables)), query, user };
  }
  type Watched = Awaited<ReturnType<typeof watched>>;

  /** What a service could not answer at one moment it answers at another: for a cut in the past both are the same. */
  const asOf = (user: string, query: GeneratedQuery, cut: string, variables: object = {}) =>
    eventually(`every service says what was as of ${cut}`, async () => {
      const text = textOf(query, '@asOf(position: $cut)', '$cut: Position!');
      const answer: Frame = await platform.ask(user, text, { ...query.variables, ...variables, cut });
      return isPassing(answer) ? undefined : answer;
    });

  async function endsAtTheHead({ query, user, seen }: Watched): Promise<void> {
    await eventually(`the head of ${textOf(query, '@live')} for ${user}`, async () => {
      const head = await platform.ask(user, textOf(query, ''), query.variables);
      const { frame, answer } = compared(seen.at(-1)!, head);
      expect(ofAnyMoment(frame)).toEqual(ofAnyMoment(answer));
      return true;
    });
  }

  async function isAsOfEachCursor({ query, user, seen }: Watched): Promise<void> {
    for (const one of seen) {
      if (isPassing(one)) continue;
      const { frame, answer } = compared(one, await asOf(user, query, one.extensions!.cursor!));
      expect({ query, user, ...answer }).toEqual({ query, user, ...frame });
    }
  }

  /** Which scene of the oracle each written record is to those who watch. */
  const SCENES: Readonly<Record<keyof Written, Scene>> = {
    ...{ incident: 'ownBeat', contact: 'ownBeat', officer: 'otherBeat' },
  };

  /** Nobody is shown the id of a record they may not see. */
  function staysWithinRights({ query, user, seen }: Watched): void {
    const holder = HOLDER_OF[user];
    if (holder === undefined) return;
    const purpose = PURPOSES[HOLDERS[holder].role][0] as Purpose;
    const told = JSON.stringify(seen.map(({ data }) => data));
    for (const [kind, ids] of Object.entries(written) as [keyof Written & Kind, string[]][]) {
      const may = seenBy(kind, holder, purpose, [SCENES[kind]]).length > 0;
      const foreign = may ? [] : ids.filter((id) => told.includes(id));
      expect({ query, user, kind, foreign }).toEqual({ query, user, kind, foreign: [] });
    }
  }

  /**
   * Changes of incidents with a selection that two clients fill differently: each frame shows the incident as of its
   * cursor.
   */
  function changes(selection: GeneratedQuery) {
    return [selection, flipped(selection)].map((query) => ({
      query,
      ...follow(
        'operator-09',
        `subscription ${query.declares && `(${query.declares})`} { incidentChanged(entity: "09") { id incident ${query.body} } }\n${query.fragments}`,
        query.variables,
      ),
    }));
  }

  async function showsIncidents({ query, seen }: ReturnType<typeof changes>[number]): Promise<void> {
    for (const one of seen) {
      if (isPassing(one)) continue;
      const { id, incident } = one.data!['incidentChanged'] as { id: string; incident: unknown };
      const asking = {
        ...query,
        declares: ['$changed: ID!', query.declares].filter(Boolean).join(', '),
        body: `{ incident(id: $changed) ${query.body} }`,
      };
      const { position } = one.extensions!.cut!;
      const then = await asOf('operator-09', asking, position!, { changed: id });
      // In the frame the incident is one field deeper.
      const errors = faultsOf(one).map(({ path = [], ...rest }) => ({ ...rest, path: path.slice(1) }));
      const { frame, answer } = compared({ data: { incident }, errors }, then);
      expect({ query, id, ...answer }).toEqual({ query, id, ...frame });
    }
  }

  async function killedWhile(writing: Promise<unknown>, round: number): Promise<void> {
    const which = KILLED[(round / KILLED_EVERY_ROUNDS) % KILLED.length];
    if (which && round % KILLED_EVERY_ROUNDS === 0) platform.signal(which, 'SIGKILL');
    await writing;
    if (which) await platform.ready();
  }

  test('the generated queries begin at every field of the schema, or it is said why not', () => {
    const known = { ids: { incident: [], unit: [], beat: [], officer: [] }, from: '', began: '' };
    const fields = Object.keys(schema.getQueryType()!.getFields());
    expect([...Object.keys(rootsOf(known)), ...Object.keys(NOT_ASKED)].toSorted()).toEqual(fields.toSorted());
  });

  test(
    'M9: it ends as the query at the head, every frame, whole or patched, is the query as of its cursor, and shows nothing that is not theirs',
    async () => {
      const began = new Date().toISOString();
      const incident = await report();
      const position = await close(await report());
      const ids = {
        incident: [incident],
        unit: [scene.near, scene.far],
        beat: [scene.beatId],
        officer: [scene.officerId],
      };
      const all = fc.sample(generatedQueries(schema, { ids, from: position, began }), QUERIES);
      for (let from = 0; from < all.length; from += TOGETHER) {
        const some = all.slice(from, from + TOGETHER);
        const asked = [...some, ...some.slice(0, TWINS).map(flipped)];
        const running = await Promise.all(
          asked.map((query, n) => {
            const of = n % TOGETHER;
            return watched(
              query,
              USERS[(from + of) % USERS.length]!,
              of % 2 === 0 ? '@live' : '@live(patch: true)',
            );
          }),
        );
        const [selection] = fc.sample(generatedChanges(schema), 1);
        const told = changes(selection!);
        await killedWhile(Promise.all([write(written), write(written)]), from / TOGETHER);
        for (const one of running) await endsAtTheHead(one);
        await Promise.all([...running, ...told].map(({ stop }) => stop()));
        for (const one of running) {
          staysWithinRights(one);
          await isAsOfEachCursor(one);
        }
        for (const one of told) await showsIncidents(one);
      }
    },
    TEST_TIMEOUT_MS,
  );
});
