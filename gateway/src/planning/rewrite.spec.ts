import { buildSchema, extendSchema, getOperationAST, parse, print, validate } from 'graphql';
import { rewritten } from './rewrite.ts';
import { kindOf, subscriptionsOf, watchedBy } from './watched.ts';

const records = buildSchema(`
  type Query { incident(id: ID!): Incident }
  enum IncidentStatus { REPORTED CLOSED }
  type Incident { id: ID! status: IncidentStatus beat(edition: String): Beat }
  type Beat { code: String }
`);
const schema = extendSchema(records, parse(subscriptionsOf(records)));

function rewrite(text: string) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return rewritten(schema, document, getOperationAST(document)!);
}

const flat = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

test('a subscription becomes the query by id that shows the record, aliases, fragments and variables kept', () => {
  const { hydration, data, args } = rewrite(`
    subscription Board($entity: ID, $edition: String, $wide: Boolean = true) {
      watched: incidentChanged(entity: $entity, status: [CLOSED]) {
        at: cursor kind ...Shown
        ... on IncidentChanged { row: incident @include(if: $wide) { beat(edition: $edition) { code } } }
      }
    }
    fragment Shown on IncidentChanged { __typename incident { ...Row } lagged { cursor } }
    fragment Row on Incident { id status }
  `);
  expect(flat(print(hydration!.document))).toBe(
    flat(`query Board($changedRecordId: ID!, $edition: String, $wide: Boolean = true) {
      ...Shown
      ... on Query { row: incident(id: $changedRecordId) @include(if: $wide) { beat(edition: $edition) { code } } }
    }
    fragment Shown on Query { incident(id: $changedRecordId) { ...Row } }
    fragment Row on Incident { id status }`),
  );
  expect(args({ entity: '09' })).toEqual({ entity: '09', status: ['CLOSED'] });
  const own = { cursor: 'c', kind: 'ENDED', id: 'i' };
  const answered = { incident: { id: 'i', status: 'CLOSED' }, row: { beat: { code: 'B' } } };
  expect(data(own, answered, { wide: true })).toEqual({
    watched: {
      ...{ at: 'c', kind: 'ENDED', __typename: 'IncidentChanged', incident: answered.incident },
      ...{ lagged: null, row: answered.row },
    },
  });
  expect(data({ cursor: 'c', lagged: { cursor: 'c' } }, {}, { wide: false })).toEqual({
    watched: { at: 'c', kind: null, __typename: 'IncidentChanged', incident: null, lagged: { cursor: 'c' } },
  });
});

test('nothing is asked of the services for a subscription that shows the change alone', () => {
  const { hydration } = rewrite('subscription { incidentChanged { cursor kind id } }');
  expect(hydration).toBeUndefined();
});

test('what a change is depends on the sides that somebody sees, and on whether the record is over', () => {
  const incident = watchedBy('incidentChanged')!;
  const open = { status: 'REPORTED' };
  const closed = { status: 'CLOSED' };
  const change = (before?: object, after?: object) =>
    kindOf(incident, {
      type: 'Incident',
      key: 'i',
      position: 1,
      ...(before && { before }),
      ...(after && { after }),
    } as never);
  expect(change(undefined, open)).toBe('APPEARED');
  expect(change(open, open)).toBe('CHANGED');
  expect(change(open, closed)).toBe('ENDED');
  expect(change(open, undefined)).toBe('ENDED');
  expect(change(undefined, closed)).toBe('CAME_AND_WENT');
});
