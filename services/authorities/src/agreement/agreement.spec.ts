import { coversFederal, isInForce } from '@proximidad/contracts';
import { type CommandOf, idFor, instantOfLocal, isRejection, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { agreement, type AgreementEvent } from './agreement.ts';

const at = parseDateTime('2026-11-01T08:00:00-06:00');
const from = parseDateTime('2026-11-02T00:00:00-06:00');
const until = parseDateTime('2026-12-02T00:00:00-06:00');
const later = (ms: number) => ({ ...from, ms: from.ms + ms });
const agreementId = idFor('09', 'agreement');
const parties = [
  { code: 'guardia-nacional', kind: 'FEDERAL_FORCE' as const, entity: '00' },
  { code: 'seguridad-09', kind: 'STATE_FORCE' as const, entity: '09' },
];
const sign: Extract<CommandOf<typeof agreement>, { type: 'SignAgreement' }> = {
  ...{ type: 'SignAgreement', kind: 'CONVENIO', agreementId, parties, territory: ['09007'] },
  functions: ['PATROL', 'RESPOND'],
  ...{ validFrom: from, validUntil: until, commandingAuthority: 'seguridad-09' },
  ...{ folio: 'CONV-1', liaison: null, at },
};

function after(history: readonly AgreementEvent[]) {
  const { version: _, terms } = history.at(-1)!;
  return terms;
}
function run(history: readonly AgreementEvent[], command: Parameters<typeof agreement.decide>[1]) {
  const state = history.reduce((before, event) => agreement.evolve(before, event), agreement.initialState);
  const decision = agreement.decide(state, command);
  return isRejection(decision) ? history : [...history, ...decision];
}
const signed = run([], sign);

describe('an agreement', () => {
  test('of MANDO_UNICO is commanded by the state whose territory it covers', () =>
    expect(run([], { ...sign, kind: 'MANDO_UNICO' })).toMatchObject([{ type: 'AgreementSigned' }]));

  test('holds from its first millisecond to the one before its end, and pins the law of its beginning', () => {
    const terms = after(signed);
    expect(
      [-1, 0, until.ms - from.ms - 1, until.ms - from.ms].map((ms) => isInForce(terms, from.ms + ms)),
    ).toEqual([...[false, true, true, false]]);
    expect(signed[0]).toMatchObject({ lawVersion: 'LGSNSP-2025' });
    const old = { ...sign, validFrom: parseDateTime('2024-01-01T00:00:00-06:00') };
    expect(run([], old)[0]).toMatchObject({ lawVersion: 'LGSNSP-2009' });
  });

  test('that ends at midnight does so at the midnight of the municipality', () => {
    const midnight = instantOfLocal('2026-12-02T00:00:00', 'America/Tijuana');
    const terms = after(run([], { ...sign, validUntil: midnight }));
    expect(isInForce(terms, parseDateTime('2026-12-01T23:59:59.999-08:00').ms)).toBe(true);
    expect(isInForce(terms, parseDateTime('2026-12-02T00:00:00-08:00').ms)).toBe(false);
  });

  test('covers what it names: place, function and force', () => {
    const covers = (change: object) =>
      coversFederal(after(signed), { municipality: '09007', doing: 'PATROL', ms: from.ms, ...change });
    expect(covers({})).toBe(true);
    expect(covers({ municipality: '09015' })).toBe(false);
    expect(covers({ doing: 'OPERATIONS' })).toBe(false);
    const stateOnly = run([], { ...sign, parties: [parties[1]!, { ...parties[1]!, code: 'c2-09007' }] });
    expect(coversFederal(after(stateOnly), { municipality: '09007', doing: 'PATROL', ms: from.ms })).toBe(
      false,
    );
    const whole = after(run([], { ...sign, territory: ['09'] }));
    expect(coversFederal(whole, { municipality: '09015', doing: 'PATROL', ms: from.ms })).toBe(true);
  });

  test('suspended does not hold, resumed does again, and the past stays as it was', () => {
    const paused = run(signed, { type: 'SuspendAgreement', reason: 'EMERGENCY', at: later(1_000) });
    const resumed = run(paused, { type: 'ResumeAgreement', at: later(5_000) });
    const ended = run(resumed, { type: 'EndAgreement', reason: 'DENOUNCED', at: later(9_000) });
    const holds = [999, 1_000, 4_999, 5_000, 8_999, 9_000].map((ms) => isInForce(after(ended), later(ms).ms));
    expect(holds).toEqual([true, false, false, true, true, false]);
    given(agreement, [...ended])
      .when({ type: 'ResumeAgreement', at: later(9_500) })
      .expects('NotSuspended');
    given(agreement, [...ended])
      .when({ type: 'EndAgreement', reason: 'RULING', at: later(9_500) })
      .expects('AlreadyEnded');
  });

  test('suspended before its time and resumed holds from its beginning on, no earlier', () => {
    const paused = run(signed, { type: 'SuspendAgreement', reason: 'REVIEW', at: later(-9_000) });
    const resumed = run(paused, { type: 'ResumeAgreement', at: later(-5_000) });
    expect(after(resumed).periods).toEqual([{ from, until }]);
  });

  test('is acted on in the order of the moments: nothing that held is taken back', () => {
    const paused = run(signed, { type: 'SuspendAgreement', reason: 'REVIEW', at: later(5_000) });
    given(agreement, [...paused])
      .when({ type: 'ResumeAgreement', at: later(4_999) })
      .expects('NotAfterTheLast');
    const resumed = run(paused, { type: 'ResumeAgreement', at: later(9_000) });
    given(agreement, [...resumed])
      .when({ type: 'SuspendAgreement', reason: 'REVIEW', at: later(8_999) })
      .expects('NotAfterTheLast');
    given(agreement, [...resumed])
      .when({ type: 'EndAgreement', reason: 'RULING', at: later(8_999) })
      .expects('NotAfterTheLast');
    given(agreement, [...signed])
      .when({ type: 'EndAgreement', reason: 'RULING', at: { ...at, ms: at.ms - 1 } })
      .expects('NotAfterTheLast');
  });

  test.each([
    ['a territory of another entity', { territory: ['14039'] }, 'OutsideEntity'],
    ['an end before its beginning', { validUntil: from }, 'EndsBeforeStart'],
    ['a commander who is no party', { commandingAuthority: 'sedena' }, 'NotAParty'],
    ['an INSTANCIA without its liaison', { kind: 'INSTANCIA' as const }, 'LiaisonNeeded'],
    [
      'MANDO_UNICO under the federal force',
      { kind: 'MANDO_UNICO' as const, commandingAuthority: 'guardia-nacional' },
      'CommanderNotState',
    ],
    [
      'MANDO_UNICO under another state',
      {
        kind: 'MANDO_UNICO' as const,
        parties: [...parties, { code: 'seguridad-14', kind: 'MINISTRY' as const, entity: '14' }],
        commandingAuthority: 'seguridad-14',
      },
      'CommanderNotState',
    ],
    [
      'MANDO_COORDINADO under a ministry of the federation',
      {
        kind: 'MANDO_COORDINADO' as const,
        parties: [...parties, { code: 'sspc', kind: 'MINISTRY' as const, entity: '00' }],
        commandingAuthority: 'sspc',
      },
      'CommanderNotState',
    ],
  ] as const)('with %s is refused', (_, change, code) => {
    given(agreement, [])
      .when({ ...sign, ...change } as typeof sign)
      .expects(code);
  });
});

test('however it is suspended, resumed and ended, its periods never overlap, and stay in order and within what was signed', () => {
  const act = fc.record({
    kind: fc.constantFrom('S', 'R', 'E'),
    gap: fc.integer({ min: 0, max: 400_000_000 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      let now = from.ms - 100_000_000;
      let history = signed;
      for (const { kind, gap } of acts) {
        now += gap;
        const when = { ms: now, offsetMin: -360 };
        history = run(
          history,
          kind === 'S'
            ? { type: 'SuspendAgreement', reason: 'REVIEW', at: when }
            : kind === 'R'
              ? { type: 'ResumeAgreement', at: when }
              : { type: 'EndAgreement', reason: 'RULING', at: when },
        );
      }
      const { periods } = after(history);
      for (const [index, period] of periods.entries()) {
        expect(period.from.ms).toBeLessThan(period.until.ms);
        expect(period.from.ms).toBeGreaterThanOrEqual(from.ms);
        expect(period.until.ms).toBeLessThanOrEqual(until.ms);
        if (index > 0) expect(period.from.ms).toBeGreaterThanOrEqual(periods[index - 1]!.until.ms);
      }
    }),
  );
});
