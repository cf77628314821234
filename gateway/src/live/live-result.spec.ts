import fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import type { Answer } from '../execution/executor.ts';
import { type LiveResult, openResults } from './live-result.ts';
import { framePatch } from './patches.ts';

interface Said {
  data: unknown;
  errors?: readonly object[];
}

const said = ({ body }: { readonly body: string }): Said => {
  const { data, errors } = JSON.parse(body) as Said;
  return { data, ...(errors && { errors }) };
};
const LONG = 'so long that a patch is shorter than the whole'.repeat(20);

const error = fc.record({
  message: fc.constantFrom('busy', 'denied'),
  path: fc.constantFrom(['a'], ['b']),
  extensions: fc.dictionary(fc.constantFrom('correlationId', 'limit', 'fields'), fc.nat(2), { minKeys: 1 }),
});
const answers = fc.array(
  fc.record({
    data: fc.record({ a: fc.option(fc.nat(1)), long: fc.constant(LONG) }),
    errors: fc.option(fc.array(error, { minLength: 1, maxLength: 2 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 8 },
);

/** Every result that was the latest, one after the other. */
function resultsOf(all: readonly object[]): readonly LiveResult[] {
  const { add, latest } = openResults('log');
  return all.map((answer, position) => {
    add(answer as Answer, { position, clock: 0 });
    return latest()!;
  });
}

test('results of one revision say the same, and those of another something else', () => {
  fc.assert(
    fc.property(answers, (all) => {
      const results = resultsOf(all);
      for (const [index, result] of results.entries()) {
        const before = results[index - 1];
        if (before?.revision === result.revision) expect(said(result)).toEqual(said(before));
        else if (before) expect(said(result)).not.toEqual(said(before));
      }
    }),
  );
});

test('what leads from a revision to a later one does so for all that have it', () => {
  fc.assert(
    fc.property(answers, (all) => {
      const results = resultsOf(all);
      const last = results.at(-1)!;
      for (const from of results.filter(({ revision }) => revision < last.revision)) {
        const { patch } = JSON.parse(framePatch(from, last).body) as { patch?: never };
        if (!patch) continue;
        const whole = said(from);
        expect(applyPatch(whole, patch).filter((fault) => fault !== null)).toEqual([]);
        expect(whole).toEqual(said(last));
      }
    }),
  );
});
