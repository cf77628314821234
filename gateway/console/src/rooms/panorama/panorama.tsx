import { entity as entityOf } from '@proximidad/catalogues/entities';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Figure, Heads, Nothing, Panel } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import { Nation, type NationQuery } from '../../documents/documents.gen.ts';
import { isOld } from '../../graph/line.ts';
import { useAbsence, useAnswer, useLine } from '../../graph/use-graph.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import type { Words } from '../../words/es.ts';
import { Ago, span } from '../../words/time.tsx';
import { OwnTown } from '../own-town.tsx';
import { Freshness } from '../sala/freshness.tsx';
import { STATES } from '../../map/outlines.ts';
import { Drawn } from './drawn.tsx';
import { TILES } from './tiles.ts';
import { isAtLeast, type Told, totalOf, totalText } from './totals.ts';
import { panoramaWords } from './words.ts';

type Picture = NationQuery['nationalPicture'];
type EntityPicture = Picture['entities'][number];

const NO_VARIABLES = {};

/** The nation at one cut: what each entity reports, and which is silent. */
export function Panorama() {
  const [words, line, answer] = [useWords(), useLine(), useAnswer(Nation, NO_VARIABLES)];
  const [absence, { dash, atLeast, noneOfAll }] = [useAbsence(answer), useRoomWords(panoramaWords)];
  const picture = answer?.data?.nationalPicture;
  if (absence || !picture) return <Nothing kind={absence?.kind ?? 'loading'}>{absence?.text}</Nothing>;
  const { completeness, entities } = picture;
  if (completeness.entitiesExpected === 0)
    return (
      <Nothing kind="empty">
        {noneOfAll} <a href="/graphql">{words.shell.explorer}</a>
      </Nothing>
    );
  const silent = new Map(
    completeness.stale.map(({ entity, lastHeartbeatAt }) => [entity.code, lastHeartbeatAt]),
  );
  const totals = [
    { name: words.sala.open, total: totalOf(entities.map(countsOf)) },
    {
      name: words.sala.reported24h,
      total: totalOf(entities.map(({ incidents }) => [incidents?.reported24h])),
    },
    {
      name: words.sala.withoutUnit,
      total: totalOf(entities.map(({ presence }) => [presence?.beatsWithoutUnit])),
    },
  ];
  return (
    <>
      <Freshness cut={answer.cut} servicesDown={completeness.servicesDown} reporting={undefined} />
      <div className="figures">
        <Figure
          value={`${completeness.entitiesReporting}/${completeness.entitiesExpected}`}
          name={words.panorama.reporting}
          tone={silent.size > 0 ? 'alarm' : 'calm'}
        />
        {totals.map(({ name, total }) => (
          <Figure key={name} value={totalText(total)} name={name} />
        ))}
      </div>
      <OwnTown />
      {silent.size > 0 && <p className="quiet">{words.panorama.partial}</p>}
      {totals.some(({ total }) => isAtLeast(total)) && <p className="quiet">{atLeast}</p>}
      <div className={`nation ${isOld(line) ? 'frozen' : ''}`}>
        <Tiles {...{ entities, silent }} />
        <Drawn of={STATES} base="/panorama" silent={[...silent.keys()]} />
        <Panel title={words.panorama.table} name="table" note={dash}>
          <EntityTable {...{ entities, silent }} />
        </Panel>
      </div>
    </>
  );
}

/** The open incidents of each priority. */
const countsOf = ({ incidents }: EntityPicture): Told =>
  incidents?.open.map(({ count }) => count) ?? [undefined];

/** Unknown if the figure of one priority is missing. */
function openOf(each: EntityPicture): number | undefined {
  const { sum, isWhole } = totalOf([countsOf(each)]);
  return isWhole ? sum : undefined;
}

/** What a tile may say of its entity, under its name in the address; undefined where it is not told. */
const FIGURES = {
  abiertos: openOf,
  reportados: ({ incidents }: EntityPicture) => incidents?.reported24h ?? undefined,
  'sin-unidad': ({ presence }: EntityPicture) => presence?.beatsWithoutUnit ?? undefined,
  vencidos: ({ contacts }: EntityPicture) => contacts?.followUpsOverdue ?? undefined,
};
type FigureName = keyof typeof FIGURES;
const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[];

interface NationProps {
  readonly entities: readonly EntityPicture[];
  readonly silent: ReadonlyMap<string, string | null>;
}

/** Opens with the first figure that some entity tells, and keeps to it until another is chosen. */
function Tiles({ entities, silent }: NationProps) {
  const [{ panorama, sala }, own] = [useWords(), useRoomWords(panoramaWords)];
  const [parameters, setParameters] = useSearchParams();
  const [first] = useState(() =>
    FIGURE_NAMES.find((name) => entities.some((each) => FIGURES[name](each) !== undefined)),
  );
  const asked = FIGURE_NAMES.find((name) => name === parameters.get('cifra'));
  const shown = asked ?? first ?? 'abiertos';
  const names: Record<FigureName, string> = {
    abiertos: sala.open,
    reportados: sala.reported24h,
    'sin-unidad': sala.withoutUnit,
    vencidos: panorama.overdue,
  };
  const select = (
    <select
      aria-label={own.figure}
      value={shown}
      onChange={({ target }) => setParameters({ cifra: target.value }, { replace: true })}
    >
      {FIGURE_NAMES.map((name) => (
        <option key={name} value={name}>
          {names[name]}
        </option>
      ))}
    </select>
  );
  return (
    <Panel title={panorama.map} name="tiles" tools={select}>
      <ul className="tiles">
        {entities.map((each) => (
          <Tile
            key={each.entity.code}
            {...{ each, figure: shown, figureName: names[shown] }}
            isSilent={silent.has(each.entity.code)}
          />
        ))}
        {Object.entries(TILES)
          .filter(([code]) => !entities.some(({ entity }) => entity.code === code))
          .map(([code, [column, row]]) => (
            <li key={code} aria-hidden="true" style={{ gridColumn: column, gridRow: row }}>
              <span className="tile untold">{entityOf(code)?.iso3166.slice('MX-'.length)}</span>
            </li>
          ))}
      </ul>
      {entities.length < Object.keys(TILES).length && <p className="nothing">{panorama.others}</p>}
    </Panel>
  );
}

interface TileProps {
  readonly each: EntityPicture;
  readonly figure: FigureName;
  readonly figureName: string;
  readonly isSilent: boolean;
}

function Tile({ each, figure, figureName, isSilent }: TileProps) {
  const { panorama } = useWords();
  const { code, name } = each.entity;
  const [column, row] = TILES[code] ?? [1, 1];
  const value = FIGURES[figure](each);
  const high = each.incidents?.open.find(({ priority }) => priority === 'ALTA')?.count ?? 0;
  const said = isSilent ? panorama.silent : value === undefined ? panorama.unknown : `${value} ${figureName}`;
  return (
    <li style={{ gridColumn: column, gridRow: row }}>
      <Link
        href={`/panorama/${code}`}
        className={`tile ${isSilent ? 'silent' : ''}`}
        title={`${name}: ${said}`}
      >
        <span className="tile-name">{entityOf(code)?.iso3166.slice('MX-'.length) ?? name}</span>
        <span className="only-heard">{`${name}: ${said}`}</span>
        <span className="tile-value number">
          {isSilent ? '—' : (value ?? '—')}
          {figure === 'abiertos' && high > 0 && !isSilent && <Sign name="ALTA" size={12} />}
        </span>
        {isSilent && <span className="tile-note">{panorama.silentShort}</span>}
      </Link>
    </li>
  );
}

/** A figure that lags by less than this is up to date. */
const LAG_MIN_S = 5;

/** By how much the oldest of its figures lags behind the log; unknown if it reports none. */
function ageOf({ incidents, presence, contacts }: EntityPicture, words: Words, upToDate: string): string {
  const lags = [incidents, presence, contacts].flatMap((part) => part?.lagSeconds ?? []);
  if (lags.length === 0) return '—';
  const most = Math.max(...lags);
  return most < LAG_MIN_S ? upToDate : span(most * 1_000, words);
}

function EntityTable({ entities, silent }: NationProps) {
  const [words, own] = [useWords(), useRoomWords(panoramaWords)];
  const { panorama, sala } = words;
  const heads = [
    panorama.entity,
    sala.open,
    sala.reported24h,
    sala.median,
    sala.withoutUnit,
    panorama.onDuty,
    panorama.overdue,
    own.age,
  ];
  return (
    <table className="board" aria-label={panorama.table}>
      <Heads of={heads} />
      <tbody>
        {entities.map((each) => {
          const { entity, incidents, presence, contacts } = each;
          const heard = silent.get(entity.code);
          const median = incidents?.responseP50Seconds;
          return (
            <tr key={entity.code} className={silent.has(entity.code) ? 'silent' : undefined}>
              <th scope="row">
                <Link href={`/panorama/${entity.code}`}>{entity.name}</Link>
                {silent.has(entity.code) && (
                  <span className="late">
                    {' '}
                    {panorama.silent} {heard ? <Ago at={heard} /> : null}
                  </span>
                )}
              </th>
              <td className="number">{openOf(each) ?? '—'}</td>
              <td className="number">{incidents?.reported24h ?? '—'}</td>
              <td className="number">
                {median === null || median === undefined ? '—' : span(median * 1_000, words)}
              </td>
              <td className="number">{presence ? `${presence.beatsWithoutUnit}/${presence.beats}` : '—'}</td>
              <td className="number">{presence?.officersOnDuty ?? '—'}</td>
              <td className="number">{contacts?.followUpsOverdue ?? '—'}</td>
              <td className="number">{ageOf(each, words, own.upToDate)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
