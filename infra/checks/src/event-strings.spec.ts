import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contracts } from '@proximidad/contracts';
import { type EventFamily, eventFamily, personal, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { allowedTexts, openTexts, unaccounted } from './event-strings.ts';
import { slicedServices } from './services.ts';
import { root } from './workspace.ts';

const allowed = allowedTexts(readFileSync(join(root, 'docs/personal-data.md'), 'utf8'));

test('H11, L5: every text that is recorded or told is closed, sealed, or stands in the table with its reason', async () => {
  const recorded = (await slicedServices()).flatMap(({ definition }) => Object.values(definition.families));
  const told = Object.values(contracts).flatMap((kinds) => Object.values(kinds) as EventFamily[]);
  expect(recorded.length).toBeGreaterThan(30);
  expect(unaccounted(openTexts([...recorded, ...told]), allowed)).toEqual({ open: [], closed: [] });
});

test('what could tell a person is found wherever it lies, and what could not is not', () => {
  const name = personal({
    ...{ of: 'Planted.told.name', class: 'PERSONAL', subject: 'somebody' },
    plain: z.string().max(80),
  });
  const family = eventFamily({
    Planted: {
      version: 1,
      schema: z.object({
        ...{ id: PublicId, kind: z.enum(['A', 'B']), day: z.iso.date(), always: z.literal('X'), n: z.int() },
        municipality: z.string().regex(/^\d{5}$/),
        told: z.object({ name: name.sealed }),
        note: z.string(),
        lists: z.array(z.object({ word: z.string().max(4).nullable() })),
        telephone: z.string().regex(/^\d+$/),
        named: z.record(z.string(), z.int()),
        anything: z.unknown(),
      }),
    },
  });
  const found = openTexts([family]);
  expect(found).toEqual([
    'Planted.anything',
    'Planted.lists[].word',
    'Planted.named{key}',
    'Planted.note',
    'Planted.telephone',
  ]);
  const table = [{ places: ['Planted.note', 'Planted.gone', 'Planted.l*'], why: 'planted' }];
  expect(unaccounted(found, table)).toEqual({
    open: ['Planted.anything', 'Planted.named{key}', 'Planted.telephone'],
    closed: ['Planted.gone'],
  });
});
