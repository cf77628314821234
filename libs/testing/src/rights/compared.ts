import { performance } from 'node:perf_hooks';
import { idFor } from '@proximidad/eventsourcing';
import type { Kind, Purpose, Subject } from '@proximidad/policy';
import { sized } from '../sizes.ts';
import { HOLDERS, type Holder, OPENS, PURPOSES, type Scene, seenBy } from './oracle.ts';
import {
  type Answer,
  askAs,
  askWithKeys,
  changesQuestion,
  type Records,
  waysOf,
  type World,
} from './ways.ts';

/** How many times a foreign record and a missing one are asked for. */
const ASKED_TIMES = sized(40, 120);
/** Their medians may differ by no more than this. */
const APART_MAX_MS = 5;

const ALL_PURPOSES = [...new Set(Object.values(PURPOSES).flat())];

/**
 * T17: what a service shows of its records, to everybody, for every purpose and in every way, is what the oracle says. `world`
 * and `records` are called once the suite has begun.
 */
export function comparesRights(
  world: () => World,
  kinds: Readonly<Partial<Record<Kind, () => Records>>>,
): void {
  describe.each(Object.keys(kinds) as Kind[])('T17: %s', (kind) => {
    const records = () => kinds[kind]!();
    const scenes = () => Object.keys(records().ids) as Scene[];

    test.each(Object.keys(HOLDERS) as Holder[])('H9: %s sees what the oracle says', async (holder) => {
      const [shown, ought]: [Answer[], Answer[]] = [[], []];
      for (const [way, told] of Object.entries(waysOf(world(), records())))
        for (const purpose of ALL_PURPOSES) {
          shown.push([way, purpose, await told({ ...HOLDERS[holder], purpose })]);
          ought.push([way, purpose, seenBy(kind, holder, purpose, scenes())]);
        }
      expect(shown).toEqual(ought);
    });

    test('F5: a list of another state is refused to whoever sees the records of their own alone', async () => {
      const { ids, list, changes } = records();
      if (!list || list.in) return;
      const isElsewhere = (scene: Scene) => ids[scene]!.startsWith('14');
      for (const [holder, person] of Object.entries(HOLDERS) as [Holder, Omit<Subject, 'purpose'>][]) {
        const purpose = PURPOSES[person.role][0] as Purpose;
        const seen = seenBy(kind, holder, purpose, scenes());
        if (seen.length === 0 || seen.some(isElsewhere) || !scenes().some(isElsewhere)) continue;
        const { service } = world();
        const questions = [
          `{ ${list.field}(entity: "14") { totalCount } }`,
          ...(changes ? [changesQuestion(world(), changes, { entity: '14' })] : []),
        ];
        for (const question of questions) {
          const { errors } = await askAs(service, { ...person, purpose }, question);
          expect([holder, question, errors?.[0].extensions.reason]).toEqual([holder, question, 'ENTITY']);
        }
      }
    });

    test('H9: of a record that is there and none of theirs nothing is told but of one that is nowhere', async () => {
      const { get, ids, reference, type } = records();
      const { service } = world();
      const question =
        get ??
        ((id: string) =>
          `_entities(representations: [{ __typename: "${reference?.type ?? type}", ${reference?.key ?? 'id'}: "${id}" }]) { __typename }`);
      for (const [holder, person] of Object.entries(HOLDERS) as [Holder, Omit<Subject, 'purpose'>][]) {
        const purpose = PURPOSES[person.role][0] as Purpose;
        const hidden = scenes().find((scene) => !seenBy(kind, holder, purpose, scenes()).includes(scene));
        if (!hidden) continue;
        const told = async (id: string) => {
          const { data, errors } = await askAs(service, { ...person, purpose }, `{ found: ${question(id)} }`);
          return { data, errors: errors?.map(withoutCorrelation) };
        };
        const nowhere = idFor(ids[hidden]!.slice(0, 2), 'nowhere', hidden);
        expect([holder, await told(ids[hidden]!)]).toEqual([holder, await told(nowhere)]);
        if (holder === 'commander elsewhere') await takesAsLong(told, ids[hidden]!, nowhere);
      }
    });
  });
}

/** T17: sealed data in the records of a kind is opened to exactly those that the oracle names; `opened` asks for it and finds it. */
export function comparesOpening(
  world: () => World,
  kind: keyof typeof OPENS,
  sealed: () => {
    readonly ids: Records['ids'];
    readonly asks: (id: string) => string;
    readonly opened: (found: Answer) => unknown;
  },
): void {
  test.each(Object.keys(HOLDERS) as Holder[])(
    'H9: what is sealed is opened to %s as the oracle says',
    async (holder) => {
      const { ids, asks, opened } = sealed();
      const scenes = Object.keys(ids) as Scene[];
      const { purposes, by } = OPENS[kind] as {
        purposes: readonly Purpose[];
        by: Partial<Record<Holder, readonly Scene[]>>;
      };
      for (const purpose of PURPOSES[HOLDERS[holder].role]) {
        const query = `{ ${scenes.map((scene) => `${scene}: ${asks(ids[scene]!)}`).join('\n')} }`;
        const { data } = await askWithKeys(world().service, { ...HOLDERS[holder], purpose }, query);
        const told = scenes.filter((scene) => data?.[scene] && opened(data[scene]));
        const expected = purposes.includes(purpose) ? (by[holder] ?? []) : [];
        expect([purpose, told]).toEqual([purpose, scenes.filter((scene) => expected.includes(scene))]);
      }
    },
  );
}

function withoutCorrelation({ message, extensions, path }: Answer) {
  const { correlationId: _, ...rest } = extensions ?? {};
  return { message, path, rest };
}

/** Asked alternately, so that what slows one down slows the other down too. */
async function takesAsLong(ask: (id: string) => Promise<unknown>, there: string, nowhere: string) {
  const took: [number[], number[]] = [[], []];
  for (let time = 0; time < ASKED_TIMES; time++) {
    for (const [which, id] of [there, nowhere].entries()) {
      const began = performance.now();
      await ask(id);
      took[which]!.push(performance.now() - began);
    }
  }
  const [one, other] = took.map((all) => all.toSorted((a, b) => a - b)[ASKED_TIMES / 2]!);
  expect(Math.abs(one! - other!)).toBeLessThan(APART_MAX_MS);
}
