import { DOCUMENTS_OF_SENDER_MAX, openDocuments } from './documents.ts';

const MANY = 10_000;

test('H4 whoever sends ever new documents drives out their own, never what others ask for', () => {
  const documents = openDocuments<object>();
  documents.keep('picture', {}, 'room');
  for (let n = 0; n < MANY; n++) documents.keep(`new ${n}`, {}, 'greedy');
  expect(documents.size).toBe(DOCUMENTS_OF_SENDER_MAX + 1);
  expect(documents.get('picture', 'room')).toBeDefined();
  expect(documents.get('new 0', 'greedy')).toBeUndefined();
  expect(documents.get(`new ${MANY - 1}`, 'greedy')).toBeDefined();
});

test('what a sender asks for again stays, and what somebody else asks for too is theirs no longer', () => {
  const documents = openDocuments<object>();
  documents.keep('own', {}, 'greedy');
  documents.keep('shared', {}, 'greedy');
  expect(documents.get('shared', 'other')).toBeDefined();
  for (let n = 0; n < MANY; n++) {
    documents.keep(`new ${n}`, {}, 'greedy');
    expect(documents.get('own', 'greedy')).toBeDefined();
  }
  expect(documents.get('shared', 'greedy')).toBeDefined();
  expect(documents.size).toBe(DOCUMENTS_OF_SENDER_MAX + 1);
});

test('many senders share what is kept, and a document larger than all together is not kept', () => {
  const documents = openDocuments<object>();
  for (let n = 0; n < MANY; n++) documents.keep(`new ${n}`, {}, `sender ${n}`);
  expect(documents.size).toBe(2_000);
  documents.keep('x'.repeat(2 ** 24), {}, 'greedy');
  expect(documents.size).toBe(2_000);
});
