import { randomBytes } from 'node:crypto';
import { Allowance } from './allowance.ts';
import { APPEND_BYTES_MAX, Proposal } from './append.ts';
import { CallError } from './errors.ts';

const HELD_BYTES_MAX = 64 * 1024 * 1024;
const message = (dataBytes: number, metadataBytes = 0) => ({
  id: randomBytes(16),
  type: 'CallReceived',
  contentType: 'application/json',
  data: Buffer.alloc(dataBytes, 0x20),
  metadata: Buffer.alloc(metadataBytes, 0x20),
});
const tooLarge = (bytes: number) =>
  expect.objectContaining({
    trailers: { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(bytes) },
  }) as CallError;
const failureOf = (work: () => void) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

test('what counts towards the size of an append is data: 30,000 small events fit, 40,000 do not', () => {
  const proposal = new Proposal(new Allowance(HELD_BYTES_MAX));
  for (let n = 0; n < 30_000; n++) proposal.add(message(32));
  expect(proposal.events).toHaveLength(30_000);
  const rest = () => {
    for (let n = 30_000; n < 40_000; n++) proposal.add(message(32));
  };
  expect(failureOf(rest)).toEqual(tooLarge(APPEND_BYTES_MAX));
});

test('an append of exactly the limit is taken, of one byte more is not', () => {
  new Proposal(new Allowance(HELD_BYTES_MAX)).add(message(APPEND_BYTES_MAX));
  expect(
    failureOf(() => new Proposal(new Allowance(HELD_BYTES_MAX)).add(message(APPEND_BYTES_MAX + 1))),
  ).toEqual(tooLarge(APPEND_BYTES_MAX));
});

test('metadata is limited, too, far above what anybody needs', () => {
  const proposal = new Proposal(new Allowance(HELD_BYTES_MAX));
  const fill = () => {
    for (let n = 0; n < 33; n++) proposal.add(message(0, 1024 * 1024));
  };
  expect(failureOf(fill)).toEqual(tooLarge(32 * 1024 * 1024));
});

test.each([
  ['type', { ...message(1), type: undefined }],
  ['content-type', { ...message(1), contentType: undefined }],
])('an event without its %s is refused with what is required', (property, incomplete) => {
  const error = failureOf(() => new Proposal(new Allowance(HELD_BYTES_MAX)).add(incomplete)) as CallError;
  expect(error.message).toContain(`'${property}' is missing`);
  expect(error.trailers).toEqual({
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
});

test('an event without an id is refused', () => {
  expect(
    failureOf(() => new Proposal(new Allowance(HELD_BYTES_MAX)).add({ ...message(1), id: undefined })),
  ).toBeInstanceOf(CallError);
});

test('what is not whole yet is limited over all appends, and given back when it is dropped', () => {
  const allowance = new Allowance(2_000);
  const [first, second] = [new Proposal(allowance), new Proposal(allowance)];
  first.add(message(1_000));
  expect(failureOf(() => second.add(message(1_000)))).toMatchObject({ status: 8 });
  first.release();
  expect(allowance.held).toBe(0);
  new Proposal(allowance).add(message(1_000));
});
