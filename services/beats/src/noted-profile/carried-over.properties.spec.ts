import { modelProfiles } from '@proximidad/catalogues/profiles';
import { basisOf, governingAt, heldSince, type ProfileLink } from '@proximidad/contracts';
import { type Dependencies, openCarryingOver } from '@proximidad/edge';
import { type CommandOf, idFor, type Instant, isRejection, uuidv5 } from '@proximidad/eventsourcing';
import { eventsOf, projected } from '@proximidad/testing/domain';
import { runs } from '@proximidad/testing/sizes';
import fc from 'fast-check';
import { problem, type Problem, type ProblemEvent } from '../problem/problem.ts';
import { problems } from '../problem/problems.ts';

const [HOURS, HOUR_MS] = [60, 3_600_000];
const at = (hour: number): Instant => ({ ms: hour * HOUR_MS, offsetMin: -360 });
const id = idFor('20', 'problem', 1);
const LIES_IN = { municipality: '20001', beatId: idFor('20', 'beat', 1) };
const place = { entity: '20', ...LIES_IN };
const hour = fc.nat(HOURS);

interface Adopted {
  readonly territory: string;
  readonly link: ProfileLink;
  readonly notedHour: number;
}
/** Adoptions of the beat, its town, its state and the nation, each noted ahead or as late as can be. */
const adoptions = (late: boolean) =>
  fc
    .array(
      fc.record({
        ...{ territory: fc.constantFrom(place.beatId, '20001', '20', '00'), from: hour },
        ...{ model: fc.constantFrom(...modelProfiles), delay: late ? fc.nat(20) : fc.constant(0) },
      }),
      { maxLength: 6 },
    )
    .map((drawn): Adopted[] => {
      const begun = new Set<string>();
      const apart = drawn.filter(({ territory, from }) => {
        const key = `${territory} ${from}`;
        return !begun.has(key) && begun.add(key);
      });
      return apart
        .toSorted((one, other) => one.from - other.from)
        .map(({ territory, from, model, delay }, index) => ({
          ...{ territory, notedHour: late ? from + delay : 0 },
          link: { version: index + 1, from: at(from), certificationGate: 'WARN', profile: model },
        }));
    });
interface Life {
  readonly opened: number;
  readonly closed: number | null;
  readonly reopened: number | null;
  /** How many ticks the rows that the ticker reads lag behind. */
  readonly lag: number;
}
const work: fc.Arbitrary<Life> = fc.record({
  opened: hour,
  closed: fc.option(hour),
  reopened: fc.option(hour),
  lag: fc.nat(3),
});

const linksOf = (adopted: readonly Adopted[]) => (territory: string) =>
  adopted.filter((each) => each.territory === territory).map(({ link }) => link);

/** A problem over the hours of a town whose models change: the ticker looks at rows that may lag behind the log. */
function lived(adopted: readonly Adopted[], { opened, closed, reopened, lag }: Life) {
  const events: ProblemEvent[] = [];
  const executed = new Set<string>();
  let state: Problem = problem.initialState;
  const execute = (command: CommandOf<typeof problem>) => {
    const decision = problem.decide(state, command);
    const recorded = isRejection(decision) ? [] : decision;
    for (const event of recorded) {
      events.push(event);
      state = problem.evolve(state, event);
    }
    return recorded.length > 0;
  };
  const seen: ProblemEvent[][] = [];
  let now = 0;
  const carrying = openCarryingOver(
    [
      () => {
        const row = projected(problems, eventsOf(problem, id, seen.at(-1 - lag) ?? [])).get(id);
        const item = row?.open && {
          ...{ name: id, place, ...heldSince(row.carriedOver, row.basis, row.openedAt) },
          carry: (change: object) =>
            ({ aggregate: problem, id, command: { type: 'CarryOverProblem', change } }) as never,
        };
        return { items: item ? [item] : [], rows: 1, next: undefined };
      },
    ],
    () => linksOf(adopted.filter(({ notedHour }) => notedHour <= now)),
  );
  for (; now <= HOURS + 30; now++) {
    if (now === opened) {
      const governs = governingAt(
        linksOf(adopted.filter(({ notedHour }) => notedHour <= now)),
        place,
        at(now).ms,
      );
      execute({
        ...{ type: 'OpenProblem', code: '31112', source: 'CITIZEN', at: at(now), place: LIES_IN },
        ...{ beatActive: true, method: 'SARA', stages: ['SCAN'], needsConfirmation: false },
        basis: basisOf(governs, 'problems.stages'),
      });
    }
    if (now === closed)
      execute({
        type: 'CloseProblem',
        result: 'UNRESOLVED',
        confirmedBy: null,
        reason: 'CEASED',
        at: at(now),
      });
    if (now === reopened) execute({ type: 'ReopenProblem', reason: 'CAME_BACK', at: at(now) });
    for (const { subject, dueAt, execution } of carrying({} as Dependencies<unknown>, at(now).ms)) {
      const commandId = uuidv5(subject, dueAt);
      if (executed.has(commandId)) continue;
      // A command that recorded nothing is executed again.
      if (execute(execution.command as CommandOf<typeof problem>)) executed.add(commandId);
    }
    seen.push([...events]);
  }
  return { events, state };
}

const carriedIn = (events: readonly ProblemEvent[]) =>
  events.filter((event) => event.type === 'ProblemCarriedOver');
const versionAt = (adopted: readonly Adopted[], ms: number) => {
  const { profile } = governingAt(linksOf(adopted), place, ms);
  return { profileId: profile.profileId, profileVersion: profile.version };
};

test('BR-A4: what is open is carried over once by each change of its model, in the order of the changes', () => {
  fc.assert(
    fc.property(adoptions(false), work, (adopted, life) => {
      const { events } = lived(adopted, { ...life, closed: null, reopened: null });
      const changes = Array.from({ length: HOURS + 1 - life.opened }, (_, hours) => life.opened + hours)
        .map((each) => ({ ...versionAt(adopted, at(each).ms), ms: at(each).ms }))
        .filter((each, index, all) => index > 0 && all[index - 1]!.profileId !== each.profileId);
      expect(
        carriedIn(events).map(({ to: { profileId, profileVersion }, since: { ms } }) => ({
          ...{ profileId, profileVersion, ms },
        })),
      ).toEqual(changes);
    }),
    runs(400),
  );
});

test('BR-A4: whatever is noted late or comes back, nothing closed is carried over, and open items end under the model of their place', () => {
  fc.assert(
    fc.property(adoptions(true), work, (adopted, life) => {
      const { events, state } = lived(adopted, life);
      let open = false;
      let version: object | undefined;
      for (const event of events) {
        if (event.type === 'ProblemOpened') version = { id: event.basis.profileId };
        if (event.type === 'ProblemOpened' || event.type === 'ProblemReopened') open = true;
        if (event.type === 'ProblemClosed') open = false;
        if (event.type !== 'ProblemCarriedOver') continue;
        expect([open, { id: event.from.profileId }]).toEqual([true, version]);
        version = { id: event.to.profileId };
      }
      if (state.status === 'open')
        expect(version).toEqual({ id: versionAt(adopted, at(HOURS + 30).ms).profileId });
    }),
    runs(400),
  );
});

test('a change noted late is not recorded from a row that lags behind', () => {
  const models = new Map(modelProfiles.map((profile) => [profile.profileId, profile]));
  const adopted = (['br-upp-pacificacion', 'es-proximidad', 'mx-mnpjc-proximidad'] as const).map(
    (profileId, index): Adopted => ({
      ...{ territory: '20', notedHour: [36, 19, 20][index]! },
      link: {
        ...{ version: index + 1, from: at(18 + index), certificationGate: 'WARN' },
        profile: models.get(profileId)!,
      },
    }),
  );
  const { events } = lived(adopted, { opened: 0, closed: 0, reopened: 33, lag: 1 });
  expect(carriedIn(events).map(({ to }) => to.profileId)).toEqual(['es-proximidad', 'mx-mnpjc-proximidad']);
});
