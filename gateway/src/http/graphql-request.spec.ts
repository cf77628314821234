import { acceptedMediaType, fromBody, fromQueryString, isJson, MalformedRequest } from './graphql-request.ts';

test.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['application/json', 'application/json'],
  ['application/graphql-response+json', 'application/graphql-response+json'],
  ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
  ['application/json;q=0.1, application/graphql-response+json;q=0.9', 'application/graphql-response+json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
  ['application/json, text/html', 'application/json'],
  ['text/plain', undefined],
  ['application/json;q=0', undefined],
])('a client that accepts %s is answered in %s', (accept, expected) => {
  expect(acceptedMediaType(accept)).toBe(expected);
});

test.each([
  ['text/html, image/gif, image/jpeg, */*; q=0.2', 'application/json'],
  ['text/html, application/graphql-response+json;q=0.9', 'application/graphql-response+json'],
  ['text/html', undefined],
])('a POST that accepts %s is answered in %s, for a page answers none', (accept, expected) => {
  expect(acceptedMediaType(accept, 'POST')).toBe(expected);
});

test.each([
  ['application/json', true],
  ['application/json; charset=utf-8', true],
  ['application/json; charset="UTF-8"', true],
  ['application/json; charset=latin1', false],
  ['text/plain', false],
  [undefined, false],
])('a body of type %s counts as JSON: %s', (type, expected) => {
  expect(isJson(type)).toBe(expected);
});

test('null parameters are absent parameters', () => {
  const request = fromBody('{"query":"{a}","variables":null,"operationName":null,"extensions":null}');
  expect(request).toEqual({ query: '{a}', operationName: undefined, variables: {} });
});

test('a query string carries its variables as JSON', () => {
  const request = fromQueryString(new URLSearchParams({ query: '{a}', variables: '{"b":1}' }));
  expect(request).toEqual({ query: '{a}', operationName: undefined, variables: { b: 1 } });
});

test.each([
  '[{"query":"{a}"}]',
  '{"query":""}',
  '{"query":7}',
  '{"query":"{a}","variables":[]}',
  'null',
  '{',
])('%s is malformed', (body) => {
  expect(() => fromBody(body)).toThrow(MalformedRequest);
});
