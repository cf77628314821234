import { randomUUID } from 'node:crypto';
import { eventually } from '../platform.ts';
import { head, platform, scene } from '../stage.ts';
import { frames } from '../watcher.ts';

describe('what officers did', () => {
  /* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
  type Answer = any;
  const WATCHED_MS = 150_000;
  const TEST_TIMEOUT_MS = 600_000;

  const executed = async (user: string, mutation: string, input: object, selected: string): Promise<Answer> =>
    platform.execute(user, mutation, { commandId: randomUUID(), ...input }, selected);
  const officer = async (): Promise<string> => {
    const registered = await executed(
      ...(['academy', 'registerOfficer', { entity: '09', municipality: '09007', rank: 'POLICIA' }] as const),
      '... on OfficerAccepted { officer { id } }',
    );
    return registered.officer.id;
  };
  const goesOn = (officerId: string, unitId: string) =>
    eventually('the officer went on duty', async () => {
      const started = await executed(
        ...(['commander-09', 'startDuty', { officerId, unitId, method: 'ROLLCALL' }] as const),
        '... on OfficerDutyAccepted { duty { startedAt } }',
      );
      return started.duty as object | undefined;
    });
  const LIST = '{ edges { node { id } } }';
  const listed = (id: string) => `incidents(officer: "${id}") ${LIST}`;
  const idsIn = (list: Answer): string[] | undefined => list?.edges.map(({ node }: Answer) => node.id);
  const asked = async (user: string, query: string): Promise<Answer> => platform.ask<Answer>(user, query);
  const told = (id: string, incidentIds: readonly string[]) =>
    eventually('the work of the officer was told', async () => {
      const ids = idsIn((await asked('commander-09', `{ ${listed(id)} }`)).data?.incidents);
      return JSON.stringify(ids) === JSON.stringify(incidentIds) ? true : undefined;
    });

  /** Where a unit was sent. */
  const sent = async (unitId: string): Promise<string> => {
    const report = { code: '30421', point: scene.point };
    const { incident } = await executed(
      ...(['operator-09', 'reportIncident', report] as const),
      '... on IncidentAccepted { incident { id } }',
    );
    const sending = { incidentId: incident.id, unitId, overrideReason: 'LOCAL_KNOWLEDGE' };
    await eventually('the unit was sent', async () => {
      const told = await executed(
        ...(['operator-09', 'dispatchPatrol', sending] as const),
        '... on IncidentAccepted { known }',
      );
      return told.__typename === 'IncidentAccepted' ? true : undefined;
    });
    return incident.id as string;
  };

  test(
    'duties begin and end while a unit is away: who was sent there is asked for now, as of then and live',
    async () => {
      const unit = { code: 'U-343', kind: 'PATROL', municipality: '09007' };
      const registered = await executed(
        'commander-09',
        'registerUnit',
        unit,
        '... on UnitAccepted { unit { id } }',
      );
      const unitId = registered.unit.id as string;
      const [first, second] = [await officer(), await officer()];
      await goesOn(first, unitId);
      await told(first, []);
      const before = await head();

      const stopping = AbortSignal.timeout(WATCHED_MS);
      const query = `query @live { ${listed(first)} }`;
      const watched = frames(platform, { transport: 'ws', user: 'commander-09', query }, stopping);
      const begun = await watched.next();
      expect(idsIn((begun.value as Answer).data.incidents)).toEqual([]);

      const incidentId = await sent(unitId);
      await told(first, [incidentId]);
      let live = false;
      for await (const frame of watched) {
        live = JSON.stringify(frame).includes(incidentId);
        if (live) break;
      }
      expect(live).toBe(true);

      await goesOn(second, unitId);
      await told(second, [incidentId]);
      await executed(
        'commander-09',
        'endDuty',
        { officerId: first, reason: 'NORMAL' },
        '... on Refusal { code }',
      );
      await told(first, [incidentId]);
      const past = await asked('commander-09', `query @asOf(position: "${before}") { ${listed(first)} }`);
      expect(idsIn(past.data.incidents)).toEqual([]);

      const whole = await asked(
        'commander-09',
        `{ officer(id: "${second}") { duties(from: "2026-01-01T00:00:00Z", to: "2027-12-31T00:00:00Z") { startedAt }
          contacts ${LIST} incidents ${LIST} } }`,
      );
      expect(idsIn(whole.data.officer.incidents)).toEqual([incidentId]);
      const refused = async (user: string) =>
        (await asked(user, `{ ${listed(first)} }`)).errors?.map(({ extensions }: Answer) => extensions.code);
      expect(await Promise.all(['operator-09', 'analyst', 'commander-14'].map(refused))).toEqual([
        ['FORBIDDEN'],
        ['FORBIDDEN'],
        ['FORBIDDEN'],
      ]);
      expect(await refused('officer-09')).toEqual(['BAD_USER_INPUT']);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'whoever training has not registered is on duty under a flag, until training is heard (BR-T3)',
    async () => {
      const officerId = `09-${randomUUID()}`;
      const flagged = async (user: string, directive = '') => {
        const { data, errors } = await asked(
          user,
          `query ${directive} { flaggedDuties(entity: "09", first: 100) { edges { node { officer { id }
            flag { reason certificationGate basis { profileId parameter } clearedAt } } } } }`,
        );
        if (errors) return errors[0].extensions.code;
        return data.flaggedDuties.edges.find(({ node }: Answer) => node.officer.id === officerId)?.node.flag;
      };
      await executed(
        ...(['commander-09', 'startDuty', { officerId, method: 'ROLLCALL' }] as const),
        '... on OfficerDutyAccepted { duty { flag { reason } } }',
      ).then(({ duty }) => expect(duty.flag).toEqual({ reason: 'UNKNOWN_TO_TRAINING' }));
      const basis = { profileId: 'mx-mnpjc-proximidad', parameter: 'enforcement.certificationGate' };
      const flag = { reason: 'UNKNOWN_TO_TRAINING', certificationGate: 'BLOCK', basis, clearedAt: null };
      expect(await flagged('commander-09')).toEqual(flag);
      expect(await flagged('commander-14')).toBe('FORBIDDEN');
      expect(await flagged('analyst')).toBe('FORBIDDEN');
      const before = await head();
      const registering = { entity: '09', officerId, municipality: '09007', rank: 'POLICIA' };
      await executed('academy', 'registerOfficer', registering, '... on OfficerAccepted { known }');
      await eventually('training was heard', async () =>
        (await flagged('commander-09')) === undefined ? true : undefined,
      );
      expect(await flagged('commander-09', `@asOf(position: "${before}")`)).toEqual(flag);
      const { data } = await asked(
        'commander-09',
        `{ officer(id: "${officerId}") { duty { flag { clearedAt } history(first: 10) { edges { node { type } } } } } }`,
      );
      expect(data.officer.duty.flag).toEqual({ clearedAt: expect.any(String) });
      expect(data.officer.duty.history.edges.map(({ node }: Answer) => node.type)).toEqual([
        ...['OfficerDutyOpened', 'OfficerDutyStarted', 'OfficerDutyFlagged', 'OfficerDutyFlagCleared'],
      ]);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'a duty that was ended by mistake goes on, with whom it began and where the unit was sent; the past shows its end',
    async () => {
      const registered = await executed(
        ...([
          'commander-09',
          'registerUnit',
          { code: 'U-371', kind: 'PATROL', municipality: '09007' },
        ] as const),
        '... on UnitAccepted { unit { id } }',
      );
      const [unitId, officerId] = [registered.unit.id as string, await officer()];
      await goesOn(officerId, unitId);
      await told(officerId, []);
      const duty = async (directive = '') => {
        const text = `query ${directive} { officer(id: "${officerId}") { duty { startedAt endedAt endReason unit { id }
          history(first: 10) { edges { node { type } } } } } }`;
        const { history, ...is } = (await asked('commander-09', text)).data.officer.duty;
        const types = history.edges.map(({ node }: Answer) => node.type.replace('OfficerDuty', ''));
        // Whether training had been heard before roll call is another story.
        return { ...is, types: types.filter((type: string) => !type.startsWith('Flag')) };
      };
      const began = await duty();
      await executed(
        ...(['commander-09', 'endDuty', { officerId, reason: 'RELIEVED' }] as const),
        '... on Refusal { code }',
      );
      const refusal = '... on Refusal { code }';
      const starting = { officerId, unitId, method: 'ROLLCALL' };
      expect(await executed('commander-09', 'startDuty', starting, refusal)).toMatchObject({
        code: 'RestTooShort',
      });
      const ended = await head();
      const commandId = randomUUID();
      const resuming = { officerId, commandId, reason: 'ENDED_BY_MISTAKE' };
      const resume = (user: string, input: object) =>
        executed(
          user,
          'resumeDuty',
          input,
          `... on OfficerDutyAccepted { known duty { endedAt } } ${refusal}`,
        );
      const accepted = { __typename: 'OfficerDutyAccepted', duty: { endedAt: null } };
      expect(await resume('commander-09', resuming)).toEqual({ ...accepted, known: false });
      expect(await resume('commander-09', resuming)).toEqual({ ...accepted, known: true });
      expect(await resume('commander-09', { ...resuming, commandId: randomUUID() })).toMatchObject({
        code: 'DutyNotEnded',
      });
      const types = ['Opened', 'Started', 'Ended'];
      expect(await duty()).toEqual({ ...began, types: [...types, 'Resumed'] });
      const past = { ...began, types, endedAt: expect.any(String), endReason: 'RELIEVED' };
      expect(await duty(`@asOf(position: "${ended}")`)).toEqual(past);

      const incidentId = await sent(unitId);
      await told(officerId, [incidentId]);
    },
    TEST_TIMEOUT_MS,
  );
});
