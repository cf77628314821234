import { Link } from 'wouter';
import { Figure, Heads, Nothing, Panel } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import { Ground } from '../../documents/documents.gen.ts';
import { isOld } from '../../graph/line.ts';
import { useAbsence, useAnswer, useConnection, useLine } from '../../graph/use-graph.ts';
import { dispatches } from '../../shell/rooms.ts';
import { TimeZoneProvider, useRoomWords, useWords } from '../../words/settings.ts';
import { Ago } from '../../words/time.tsx';
import { Freshness } from '../sala/freshness.tsx';
import { townOf } from '../sala/board.ts';
import { type Beat, NO_BEATS, useBeats } from '../sala/places.ts';
import { placeOf, zoneOf } from '../zone.ts';
import { Drawn } from './drawn.tsx';
import { beatsOf, type GroundIncident, municipalitiesOf, openIn, type Place } from './ground.ts';
import { panoramaWords } from './words.ts';

interface Props {
  readonly entity: string;
  readonly municipality?: string | undefined;
  readonly beat?: string | undefined;
}

/** From an entity to a municipality of it, and on to a beat: the same figures for each, with their age and what is missing. */
export function GroundOf({ entity, municipality, beat }: Props) {
  const [own, { sala }, line] = [useRoomWords(panoramaWords), useWords(), useLine()];
  const { viewer } = useConnection().session;
  const isSeen = dispatches(viewer, entity);
  const answer = useAnswer(Ground, isSeen ? { entity } : undefined);
  const absence = useAbsence(answer);
  const picture = answer?.data?.operationsPicture;
  const beats = useBeats(entity, undefined, picture?.units ?? []);
  const told = {
    beats,
    incidents: picture?.openIncidents ?? undefined,
    units: picture?.units ?? undefined,
    within: viewer.municipality,
  };
  const places =
    municipality === undefined
      ? municipalitiesOf(told, sala.noTown)
      : beatsOf(told, municipality, own.noBeat);
  const shown = beat === undefined ? places : places.filter(({ id }) => id === beat);
  const base = `/panorama/${entity}${municipality === undefined ? '' : `/${municipality}`}`;
  const open = municipality === undefined ? undefined : openIn(told, municipality, beat);
  return (
    <TimeZoneProvider value={zoneOf(entity)}>
      <Way {...{ entity, municipality, beat }} beats={beats ?? NO_BEATS} />
      {picture && (
        <Freshness cut={answer.cut} servicesDown={picture.servicesDown} reporting={picture.reporting} />
      )}
      {!isSeen && <p className="quiet">{own.publicOnly}</p>}
      {isSeen && viewer.municipality !== undefined && <p className="quiet">{own.ownOnly}</p>}
      {isSeen && absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {picture?.truncated && <p className="late">{own.truncated}</p>}
      <Totals places={shown} />
      <div className={`nation ground ${isOld(line) ? 'frozen' : ''}`}>
        {beat === undefined && (
          <Panel title={municipality === undefined ? own.municipalities : own.beats} name="places">
            <Places
              places={shown}
              base={base}
              isOfBeats={municipality !== undefined}
              isUntold={beats === undefined}
            />
          </Panel>
        )}
        <Drawn
          of={entity}
          base={`/panorama/${entity}`}
          beats={beats ?? NO_BEATS}
          chosen={beat ?? municipality}
        />
        {open && (
          <Panel title={own.incidents} name="open">
            <Open incidents={open} beats={beats ?? NO_BEATS} />
          </Panel>
        )}
      </div>
    </TimeZoneProvider>
  );
}

/** The path down to here, each step of which leads back. */
function Way({ entity, municipality, beat, beats }: Props & { readonly beats: readonly Beat[] }) {
  const [own, { viewer }] = [useRoomWords(panoramaWords), useConnection().session];
  const { sala } = useWords();
  const name = beats.find((each) => each.municipality === municipality)?.municipalityName ?? null;
  const steps: (readonly [href: string, name: string])[] = [
    ['/panorama', own.nation],
    [`/panorama/${entity}`, placeOf(entity)],
  ];
  if (municipality !== undefined)
    steps.push([`/panorama/${entity}/${municipality}`, townOf({ name, cvegeo: municipality }, sala.noTown)]);
  if (beat !== undefined) steps.push(['', beats.find(({ id }) => id === beat)?.code ?? beat]);
  return (
    <nav className="way" aria-label={own.where}>
      <ol>
        {steps.map(([href, name], index) => (
          <li key={href}>
            {index === steps.length - 1 ? (
              <strong aria-current="page">{name}</strong>
            ) : (
              <Link href={href}>{name}</Link>
            )}
          </li>
        ))}
      </ol>
      {dispatches(viewer, entity) && <Link href={`/sala/${entity}`}>{own.room}</Link>}
    </nav>
  );
}

function Totals({ places }: { readonly places: readonly Place[] }) {
  const own = useRoomWords(panoramaWords);
  const sum = (of: (place: Place) => number | undefined) => {
    const known = places.map(of).filter((value) => value !== undefined);
    return known.length === 0 ? undefined : known.reduce((all, value) => all + value, 0);
  };
  const high = sum((each) => each.high);
  return (
    <div className="figures">
      <Figure value={sum((each) => each.open) ?? '—'} name={own.open} />
      <Figure value={high ?? '—'} name={own.high} tone={(high ?? 0) > 0 ? 'alarm' : 'calm'} />
      <Figure value={sum((each) => each.working) ?? '—'} name={own.working} />
      <Figure value={sum((each) => each.beats) ?? '—'} name={own.beatsCount} />
      <Figure value={sum((each) => each.beatsWithoutUnit) ?? '—'} name={own.withoutUnit} />
    </div>
  );
}

const FIGURES = ['open', 'high', 'working', 'beats', 'beatsWithoutUnit'] as const;

function Places(props: {
  readonly places: readonly Place[];
  readonly base: string;
  readonly isOfBeats: boolean;
  /** It is not known which beats there are. */
  readonly isUntold: boolean;
}) {
  const [own, { map }] = [useRoomWords(panoramaWords), useWords()];
  if (props.places.length === 0)
    return <Nothing kind="empty">{props.isUntold ? map.beatsUntold : own.none}</Nothing>;
  // A beat is one beat: the column of beats is left out.
  const figuresShown = FIGURES.filter((figure) => figure !== 'beats' || !props.isOfBeats);
  const heads = {
    ...{ open: own.open, high: own.high, working: own.working },
    ...{ beats: own.beatsCount, beatsWithoutUnit: own.withoutUnit },
  };
  return (
    <table className="board still" aria-label={props.isOfBeats ? own.beats : own.municipalities}>
      <Heads
        of={[props.isOfBeats ? own.beat : own.municipality, ...figuresShown.map((figure) => heads[figure])]}
      />
      <tbody>
        {props.places.map(({ id, name, ...figures }) => (
          <tr key={id}>
            <th scope="row" className={props.isOfBeats ? 'whole' : undefined}>
              {id === '' ? name : <Link href={`${props.base}/${id}`}>{name}</Link>}
            </th>
            {figuresShown.map((figure) => (
              <td key={figure} className="number">
                {figures[figure] ?? '—'}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Open(props: { readonly incidents: readonly GroundIncident[]; readonly beats: readonly Beat[] }) {
  const { incidents, beats } = props;
  const [own, words] = [useRoomWords(panoramaWords), useWords()];
  if (incidents.length === 0) return <Nothing kind="empty">{own.noneOpen}</Nothing>;
  return (
    <ul className="lines">
      {incidents.map(({ id, priority, label, code, status, reportedAt, beat }) => (
        <li key={id}>
          <span className="what">
            {priority && <Sign name={priority} label={words.priority[priority]} size={16} />}
            <strong>{label ?? code}</strong>
          </span>
          <span>{words.incidentStatus[status]}</span>
          <span className="quiet">{beats.find((each) => each.id === beat)?.code ?? own.noBeat}</span>
          <span className="quiet number">
            <Ago at={reportedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
