import { aggregate, eventFamily, readModel } from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { serviceOf } from './service-of.ts';
import { edgeOf, type Slice } from './slice.ts';

const { command } = commandsOf<object>();

/** Two records that share a family of events; the second is the first one's other half. */
function half(category: string) {
  return aggregate({
    category,
    events: eventFamily({ Noted: { version: 1, schema: z.object({ n: z.number() }) } }),
    initialState: {},
    commands: {
      [`Note${category}`]: command({
        doc: 'Notes a number.',
        mayExecute: ['machine'],
        input: { n: z.int() },
        decide: (_state, { n }) => [{ type: 'Noted' as const, n }],
      }),
    },
    evolve: (state) => state,
  });
}

const call = half('call');
const contact = half('contact');
const rowsNamed = (name: string) =>
  readModel<{ readonly n: number }>()({
    ...{ name, version: 1, of: [call, contact], columns: {} },
    keys: (_event, { id }) => [id],
    project: (_row, { n }) => ({ n }),
  });
const rows = rowsNamed('rows');

const slice = (of: typeof call, model: typeof rows): Slice => ({
  aggregate: of,
  readModels: [model],
  edge: edgeOf()({
    ...{ aggregate: of, type: 'Call', field: 'call', id: 'callId', model, kind: 'call' },
    ...{ lookUps: {}, history: null },
  }),
});
const service = (...slices: Slice[]) => serviceOf({ name: 'calls', schema: '', slices });

test('two slices may answer with one record', () => {
  const { resolvers } = service(slice(call, rows), slice(contact, rows));
  expect(Object.keys(resolvers({} as never))).toEqual(expect.arrayContaining(['Mutation', 'CallAccepted']));
});

test('two slices that answer with one type from different rows are an error when the service is put together', () => {
  expect(() => service(slice(call, rows), slice(contact, rowsNamed('other')))).toThrow(
    new TypeError('Call is answered by two slices, and not alike'),
  );
});
