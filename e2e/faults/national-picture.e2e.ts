import { eventually } from '../platform.ts';
import { platform } from '../stage.ts';

describe('the national picture', () => {
  const QUERY = `{ nationalPicture {
  completeness { entitiesReporting entitiesExpected servicesDown stale { reason } }
  entities { entity { code } incidents { recorded lagSeconds } presence { beats } contacts { recorded } training { officers } }
} }`;

  interface Part {
    readonly recorded?: number;
  }
  interface Picture {
    readonly nationalPicture: {
      readonly completeness: {
        readonly entitiesReporting: number;
        readonly entitiesExpected: number;
        readonly servicesDown: string[];
        readonly stale: unknown[];
      };
      readonly entities: {
        readonly entity: { code: string };
        readonly incidents: Part | null;
        readonly presence: { beats: number } | null;
        readonly contacts: Part | null;
        readonly training: object | null;
      }[];
    };
  }

  const picture = async () => {
    const answer = await platform.ask<Picture>('analyst', QUERY);
    return {
      ...answer.data!.nationalPicture,
      text: JSON.stringify(answer),
    };
  };
  const city = ({ entities }: Picture['nationalPicture']) =>
    entities.find(({ entity }) => entity.code === '09')!;

  test('all 32 report, and what nobody has done is 0, not null', async () => {
    const { completeness, entities } = await picture();
    expect(completeness).toEqual({
      entitiesReporting: 32,
      entitiesExpected: 32,
      servicesDown: [],
      stale: [],
    });
    expect(entities.map(({ entity }) => entity.code)).toHaveLength(32);
    const quiet = entities.find(({ entity }) => entity.code === '31')!;
    expect(quiet).toMatchObject({
      incidents: { recorded: 0 },
      presence: { beats: 0 },
      contacts: { recorded: 0 },
      training: { officers: 0 },
    });
    expect(city({ completeness, entities })).toMatchObject({
      presence: { beats: 1 },
      // H9: others do not see figures below five.
      training: { officers: null },
    });
  });

  test.each(['incidents', 'beats', 'contacts', 'training'] as const)(
    '%s stands still: its part is null, its name is listed, the rest answers',
    async (service) => {
      const part = (
        { incidents: 'incidents', beats: 'presence', contacts: 'contacts', training: 'training' } as const
      )[service];
      platform.signal(service, 'SIGSTOP');
      try {
        const { text, ...seen } = await picture();
        expect(seen.completeness).toMatchObject({ entitiesReporting: 32, servicesDown: [service] });
        for (const other of ['incidents', 'presence', 'contacts', 'training'] as const) {
          if (other === part) expect(city(seen)[other]).toBeNull();
          else expect(city(seen)[other]).not.toBeNull();
        }
        expect(text).not.toMatch(/127\.0\.0\.1|localhost|ECONN|\/home\/|node_modules/);
      } finally {
        platform.signal(service, 'SIGCONT');
      }
      await eventually(`${service} is counted again`, async () =>
        (await picture()).completeness.servicesDown.length === 0 ? true : undefined,
      );
    },
    600_000,
  );

  test('a service that is killed gives its error by its public name, and comes back by itself', async () => {
    platform.signal('contacts', 'SIGKILL');
    const { data, errors } = await platform.ask<{ beats: object; followUps: null }>(
      'commander-09',
      '{ beats { edges { node { code } } } followUps { totalCount } }',
    );
    expect(data).toEqual({ beats: { edges: [{ node: { code: 'IZP-6.1.4' } }] }, followUps: null });
    expect(errors).toHaveLength(1);
    expect(errors![0]!.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', service: 'contacts' });
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|localhost|ECONN/);
    await eventually('follow-ups are answered again', async () => {
      const again = await platform.ask<{ followUps: { totalCount: number } | null }>(
        'commander-09',
        '{ followUps { totalCount } }',
      );
      return again.data?.followUps ?? undefined;
    });
  });

  test('the store stands still: nothing is acknowledged, and everything goes on when it is back', async () => {
    platform.signal('store', 'SIGSTOP');
    const input = {
      commandId: 'c0ffee00-0000-4000-8000-000000000001',
      channel: 'RADIO',
      municipality: '09007',
    };
    const mutation =
      'mutation ($input: ReceiveCallInput!) { receiveCall(input: $input) { __typename ... on CallAccepted { known } } }';
    const stalled = await platform.ask('operator-09', mutation, { input });
    platform.signal('store', 'SIGCONT');
    expect(stalled.data?.['receiveCall' as never] ?? null).toBeNull();
    expect(stalled.errors?.[0]?.extensions['code']).toBe('SERVICE_UNAVAILABLE');
    const taken = await eventually('the command is taken', async () => {
      const { data } = await platform.ask<{ receiveCall: { __typename: string } | null }>(
        'operator-09',
        mutation,
        { input },
      );
      return data?.receiveCall ?? undefined;
    });
    expect(taken.__typename).toBe('CallAccepted');
  });
});
