import { createHash } from 'node:crypto';
import { formatInstant, idFor, instantAt, uuidv5 } from '@proximidad/eventsourcing';
import type { Action } from './actions.ts';
import type { State } from './nation.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
export const NATIONAL = '00';
export const NATIONAL_ZONE = 'America/Mexico_City';
const MINISTRY = 'analyst';
const FORCE = 'guardia-nacional';
/**
 * The inventory with which the data of the Policía Federal passed to its successor; invented for the demo, as none is
 * published.
 */
const INVENTORY_HASH = createHash('sha256').update('PLATAFORMA_MEXICO').digest('hex');
/** How long before the span the demo's agreements and liaisons began. */
const SINCE_MS = 60 * DAY_MS;
/** How long the demo's agreements hold from then on. */
const AGREED_MS = 365 * DAY_MS;
/** The capital has boroughs, without police of their own. */
const WITHOUT_TOWN_POLICE = '09';

/**
 * Where the federal liaison leaves: the gap is noted a day later, while one watches, and filled a little after that.
 */
const GAP_ENTITY = '24';
const GAP_AFTER_MS = 5 * MINUTE_MS;
const FILLED_AFTER_MS = 10 * MINUTE_MS;

/** The span that the demo plays: its seed, and when it ends. */
export interface Span {
  readonly seed: number;
  readonly until: number;
}

type Institution = readonly [
  code: string,
  kind: string,
  title: string,
  from: string,
  functions?: readonly string[],
];

// oxfmt-ignore
const FEDERATION: readonly Institution[] = [
  ['sspc', 'MINISTRY', 'Secretaría de Seguridad y Protección Ciudadana', '2018-12-01'],
  ['sedena', 'MINISTRY', 'Secretaría de la Defensa Nacional', '1976-12-29'],
  ['cns', 'MINISTRY', 'Comisión Nacional de Seguridad', '2013-01-03'],
  ['policia-federal', 'FEDERAL_FORCE', 'Policía Federal', '2009-06-02', ['PATROL', 'RESPOND', 'PREVENTION']],
  [FORCE, 'FEDERAL_FORCE', 'Guardia Nacional', '2019-05-28', ['PATROL', 'RESPOND', 'PREVENTION']],
  ['sesnsp', 'SESNSP', 'Secretariado Ejecutivo del Sistema Nacional de Seguridad Pública', '2009-01-03'],
  ['fgr', 'PROSECUTOR', 'Fiscalía General de la República', '2018-12-20'],
  ['contraloria', 'AUDITOR', 'Contraloría', '1995-01-01'],
  ['cnsp', 'GOVERNING_BODY', 'Consejo Nacional de Seguridad Pública', '2009-01-03'],
];

/** The institutions of the federation and the succession of its police: the dates are those of the gazette. */
export function federation({ seed, until }: Span): Action[] {
  const command = commandsBy(seed, NATIONAL, NATIONAL_ZONE, MINISTRY, until);
  const ofForce = { authorityId: idFor(NATIONAL, 'authority', FORCE) };
  const ofPolice = { authorityId: idFor(NATIONAL, 'authority', 'policia-federal') };
  const passed = { from: midnight('2019-12-31'), decree: 'DOF-2019-05-27' };
  return [
    ...FEDERATION.map((institution) => registered(command, NATIONAL, institution)),
    command('moveAuthority', 'policia-federal', { ...ofPolice, parent: 'cns', from: midnight('2013-01-03') }),
    command('moveAuthority', 'under-sspc', { ...ofForce, parent: 'sspc', from: midnight('2019-05-29') }),
    command('succeedAuthority', 'policia-federal', {
      ...{ ...ofPolice, by: FORCE, functions: ['PATROL', 'RESPOND', 'PREVENTION'], ...passed },
    }),
    command('transferCustody', 'policia-federal', {
      ...{
        ...ofPolice,
        to: FORCE,
        datasets: ['PLATAFORMA_MEXICO'],
        inventoryHash: INVENTORY_HASH,
        ...passed,
      },
    }),
    command('moveAuthority', 'under-sedena', {
      ...{ ...ofForce, parent: 'sedena', from: midnight('2025-07-17'), decree: 'DOF-2025-07-16' },
    }),
  ];
}

/** The institutions of a state and of its capital, as its own commander records them. */
export function institutions({ seed, until }: Span, { entity, municipality, zone }: State): Action[] {
  const { code, name } = entity;
  const command = commandsBy(seed, code, zone, `commander-${code}`, until);
  const begun = '2019-01-01';
  const ofState: readonly Institution[] = [
    [
      `seguridad-${code}`,
      'STATE_FORCE',
      `Policía Estatal de ${name}`,
      begun,
      ['PATROL', 'RESPOND', 'OPERATIONS'],
    ],
    [`c5-${code}`, 'C2', `Centro de Comando C5 de ${name}`, begun],
    [`fiscalia-${code}`, 'PROSECUTOR', `Fiscalía General de ${name}`, begun],
  ];
  const ofTown: readonly Institution[] = [
    ...(code === WITHOUT_TOWN_POLICE
      ? []
      : [
          [
            policeOf(municipality),
            'MUNICIPAL_FORCE',
            'Policía Municipal',
            begun,
            ['PATROL', 'RESPOND'],
          ] as const,
        ]),
    [`juzgado-${municipality}`, 'CIVIC_COURT', 'Juzgado Cívico', begun],
    [`alumbrado-${municipality}`, 'MUNICIPAL_SERVICE', 'Alumbrado Público', begun],
  ];
  return [
    ...ofState.map((institution) => registered(command, code, institution)),
    ...ofTown.map((institution) => registered(command, code, institution, municipality)),
  ];
}

/** One of each kind, one that is suspended and one that ended. Recorded once the institutions of all states exist. */
export function agreements({ seed, until }: Span, states: readonly State[]): Action[] {
  const since = until - SINCE_MS;
  const sign = (code: string, kind: string, parties: readonly string[], rest: object) => {
    const { zone } = states.find(({ entity }) => entity.code === code) ?? { zone: NATIONAL_ZONE };
    const user = code === NATIONAL ? MINISTRY : `commander-${code}`;
    const command = commandsBy(seed, code, zone, user, since);
    const when = (ms: number) => formatInstant(instantAt(ms, zone));
    const agreementId = idFor(code, 'sim-agreement', seed, kind);
    const signed = command('signAgreement', kind, {
      ...{ agreementId, entity: code, kind, parties, commandingAuthority: parties[0], territory: [code] },
      ...{ functions: ['PATROL', 'RESPOND'], validFrom: when(since), validUntil: when(since + AGREED_MS) },
      ...{ folio: `${kind}/${code}/DEMO`, ...rest },
    });
    const later = commandsBy(seed, code, zone, user, until - SINCE_MS / 2);
    return [
      signed,
      (mutation: string, reason: string) => later(mutation, kind, { agreementId, reason }),
    ] as const;
  };
  const townOf = (code: string) => states.find(({ entity }) => entity.code === code)!.municipality;
  const withTown = (code: string, kind: string, functions: readonly string[]) => {
    const town = townOf(code);
    return sign(code, kind, [`seguridad-${code}`, policeOf(town)], { territory: [town], functions })[0];
  };
  const withForce = (code: string) => sign(code, 'CONVENIO', [`seguridad-${code}`, FORCE], {});
  const across = () =>
    sign(NATIONAL, 'INSTANCIA', ['seguridad-21', 'seguridad-29'], {
      ...{ territory: ['21', '29'], functions: ['PREVENTION'], liaison: 'demo-enlace-21-29' },
    })[0];
  const left = (code: string, mutation: string, reason: string) => {
    const [signed, later] = withForce(code);
    return [signed, later(mutation, reason)];
  };
  const among = (codes: readonly string[], signed: () => Action[]) =>
    codes.every((code) => states.some(({ entity }) => entity.code === code)) ? signed() : [];
  return [
    ...among(['12'], () => [withForce('12')[0]]),
    ...among(['14'], () => [withTown('14', 'MANDO_COORDINADO', ['OPERATIONS'])]),
    ...among(['19'], () => [withTown('19', 'MANDO_UNICO', ['OPERATIONS', 'ADMINISTRATION'])]),
    ...among(['21', '29'], () => [across()]),
    ...among(['25'], () => left('25', 'suspendAgreement', 'REVIEW')),
    ...among(['11'], () => left('11', 'endAgreement', 'FULFILLED')),
  ];
}

/** A federal liaison in each of the 32 entities; one of them leaves a day before the end of the span. */
export function liaisons({ seed, until }: Span, states: readonly State[]): Action[] {
  return states.flatMap((state) => {
    const { code } = state.entity;
    const appointed = appoint({ seed, state, at: until - SINCE_MS, nth: 1 });
    if (code !== GAP_ENTITY) return [appointed];
    const left = commandsBy(seed, code, state.zone, MINISTRY, until - DAY_MS + GAP_AFTER_MS);
    const post = { entity: code, kind: 'FEDERAL_ENLACE' };
    return [appointed, left('vacateLiaison', 'left', { ...post, reason: 'REASSIGNED' })];
  });
}

/** The liaison who follows the one who left; undefined where the state of that post is none of them. */
export function successor({ seed, until }: Span, states: readonly State[]): Action | undefined {
  const state = states.find(({ entity }) => entity.code === GAP_ENTITY);
  return state && appoint({ seed, state, at: until + FILLED_AFTER_MS, nth: 2 });
}

function appoint(given: {
  readonly seed: number;
  readonly state: State;
  readonly at: number;
  readonly nth: number;
}) {
  const { seed, state, at, nth } = given;
  const { code } = state.entity;
  return commandsBy(
    seed,
    code,
    state.zone,
    MINISTRY,
    at,
  )('appointLiaison', nth, {
    ...{ entity: code, kind: 'FEDERAL_ENLACE', authority: FORCE, holder: `demo-enlace-${code}-${nth}` },
    from: formatInstant(instantAt(at, state.zone)),
  });
}

function policeOf(municipality: string): string {
  return `policia-${municipality}`;
}

type Compose = ReturnType<typeof commandsBy>;

function registered(
  command: Compose,
  entity: string,
  institution: Institution,
  municipality?: string,
): Action {
  const [code, kind, title, from, functions = []] = institution;
  return command('registerAuthority', code, {
    ...{ entity, code, kind, title, functions, municipality, from: midnight(from) },
  });
}

function midnight(date: string): string {
  return `${date}T00:00:00-06:00`;
}

/** Sends commands as one user at one moment; what is sent twice with one label is one command. */
export function commandsBy(seed: number, entity: string, zone: string, user: string, at: number) {
  const occurredAt = formatInstant(instantAt(at, zone));
  return (mutation: string, label: string | number, input: object): Action => {
    const commandId = uuidv5('sim', seed, entity, mutation, label);
    return { at, user, mutation, input: { commandId, occurredAt, ...input } };
  };
}
