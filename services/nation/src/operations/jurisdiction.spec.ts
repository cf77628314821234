import type { Context } from '@proximidad/edge';
import type { Subject } from '@proximidad/policy';
import { jurisdictionOf } from './jurisdiction.ts';

const asks = (municipality: string | undefined, asked: Parameters<typeof jurisdictionOf>[0]) => {
  const own = { entity: '09', ...(municipality !== undefined && { municipality }) };
  const subject: Subject = { id: 'operator', role: 'operator', purpose: 'DISPATCH', ...own };
  return jurisdictionOf(asked, { subject } as Context);
};

test('the room of a town is for those of the town and of its entity', () => {
  const town = { entity: '09', municipality: '09007', beat: null };
  expect(asks('09007', { entity: '09', municipality: '09007' })).toEqual(town);
  expect(asks(undefined, { entity: '09', municipality: '09007' })).toEqual(town);
  expect(asks('09007', { entity: '09' })).toEqual({ ...town, municipality: null });
});

test('whoever serves one town is refused the room of another, which is no service that is down', () => {
  const forbidden = (reason: string) =>
    expect.objectContaining({ code: 'FORBIDDEN', details: expect.objectContaining({ reason }) });
  expect(() => asks('09007', { entity: '09', municipality: '09003' })).toThrow(forbidden('MUNICIPALITY'));
  expect(() => asks(undefined, { entity: '14' })).toThrow(forbidden('ENTITY'));
});
