import { entities } from '@proximidad/catalogues/entities';
import { useState } from 'react';
import { Choose, choicesOf, Nothing, Panel } from '../../design/components.tsx';
import {
  AppointLiaison,
  LiaisonGaps,
  type LiaisonKind,
  Liaisons,
  type LiaisonsQuery,
  type LiaisonVacancyReason,
  VacateLiaison,
} from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useAnswer, usePartAbsence } from '../../graph/use-graph.ts';
import { usePages } from '../../graph/use-pages.ts';
import { useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { useClock, useMinute } from '../../words/time.tsx';
import { useDay } from '../academia/use-day.ts';
import { Line } from '../cuadrante/line.tsx';
import { MomentField } from '../moment-field.tsx';
import { Order, Reasoned } from '../order.tsx';
import { partOf } from '../sala/room-seen.ts';
import { momentOf, wallClock } from '../wall-clock.ts';
import { CAPITAL, placeOf } from '../zone.ts';
import { appointedFrom } from './appointed-from.ts';
import { liaisonWords } from './liaison-words.ts';
import { useInstitutions } from './sign.tsx';

type Post = NonNullable<LiaisonsQuery['liaisons']>['edges'][number]['node'];

interface Props {
  /** The posts of one entity alone. */
  readonly entity?: string;
  readonly mayDecide?: boolean;
}

/** The posts of liaison, who holds them, and which are vacant (BR-A2): holders are appointed and leave. */
export function LiaisonsPanel({ entity, mayDecide = true }: Props) {
  const [{ sala }, own] = [useWords(), useRoomWords(liaisonWords)];
  const given = entity === undefined ? {} : { entity };
  const answer = usePages(Liaisons, given, ({ liaisons }) => liaisons);
  const absence = usePartAbsence(answer, answer?.data);
  const posts = answer?.data?.edges.map(({ node }) => node) ?? [];
  return (
    <Panel title={own.title} name="liaisons" note={partOf(answer?.data, sala)}>
      <div className="padded">
        <Gaps {...given} />
        {mayDecide && answer?.data && <Appoint {...{ ...given, posts }} />}
      </div>
      {absence && <Nothing kind={absence.kind}>{absence.text}</Nothing>}
      {!absence && posts.length === 0 && <Nothing kind="empty">{own.none}</Nothing>}
      <ul className="lines">
        {posts.map((post) => (
          <PostLine key={post.id} {...{ post, mayDecide }} isNamed={entity === undefined} />
        ))}
      </ul>
    </Panel>
  );
}

/** Which entities have no federal liaison; those that never had one are in no list of posts. */
function Gaps({ entity }: Pick<Props, 'entity'>) {
  const [own, answer] = [useRoomWords(liaisonWords), useAnswer(LiaisonGaps, {})];
  const missing = (answer?.data?.liaisonCoverage?.gaps ?? [])
    .map(({ code }) => code)
    .filter((code) => entity === undefined || code === entity);
  if (missing.length === 0) return null;
  return <p className="late">{own.gaps(missing.length, missing.map(placeOf).join(', '))}</p>;
}

const LEFT = [
  ...(['REASSIGNED', 'RESIGNED', 'REMOVED', 'RETIRED', 'TERM_ENDED', 'DIED'] as const),
] as const satisfies readonly LiaisonVacancyReason[];

interface PostProps {
  readonly post: Post;
  readonly mayDecide: boolean;
  /** Whether the entity has to be said. */
  readonly isNamed: boolean;
}

function PostLine({ post, mayDecide, isNamed }: PostProps) {
  const own = useRoomWords(liaisonWords);
  const { entity, kind, occupied } = post;
  const title = [...(isNamed ? [placeOf(entity.code)] : []), own.kinds[kind]].join(' · ');
  return (
    <li>
      <strong>{title}</strong>
      {occupied ? <Held post={post} /> : <Vacant post={post} />}
      {mayDecide && occupied && (
        <Reasoned
          order="VacateLiaison"
          document={VacateLiaison}
          about={post.id}
          of={title}
          among={LEFT}
          input={(reason) => ({ entity: entity.code, kind, reason })}
        />
      )}
    </li>
  );
}

function Held({ post: { holder, substitute, acting, tenures } }: { readonly post: Post }) {
  const [own, day, last] = [useRoomWords(liaisonWords), useDay(), tenures.at(-1)];
  return (
    <>
      <span className="number">{holder}</span>
      {acting && <span className="late">{own.acting}</span>}
      <span className="quiet">
        {[
          ...(last ? [own.since(day(last.from))] : []),
          ...(last && last.until !== null ? [own.until(day(last.until))] : []),
          ...(substitute === null ? [] : [own.withSubstitute(substitute)]),
        ].join(' · ')}
      </span>
    </>
  );
}

function Vacant({ post: { vacantSince, gapNotedAt } }: { readonly post: Post }) {
  const [own, clock] = [useRoomWords(liaisonWords), useClock()];
  return (
    <>
      <span className="late">{vacantSince === null ? own.vacant : own.vacantSince(clock(vacantSince))}</span>
      {gapNotedAt !== null && <span className="quiet">{own.gapNoted(clock(gapNotedAt))}</span>}
    </>
  );
}

interface AppointProps extends Pick<Props, 'entity'> {
  readonly posts: readonly Post[];
}

function Appoint({ entity: only, posts }: AppointProps) {
  const [own, zone, now] = [useRoomWords(liaisonWords), useTimeZone(), useMinute()];
  const [given, setGiven] = useState({
    ...{ entity: only ?? entities[0]!.code, kind: 'FEDERAL_ENLACE' as LiaisonKind, authority: '' },
    ...{ holder: '', substitute: '', from: '', until: '' },
  });
  const set = (change: Partial<typeof given>) => setGiven((before) => ({ ...before, ...change }));
  const { entity, kind, holder, substitute, until } = given;
  const from = given.from === '' ? wallClock(now, zone) : given.from;
  const known = useInstitutions(entity) ?? [];
  const authority = known.find(({ value }) => value === given.authority)?.value ?? known[0]?.value;
  const [fromMs, untilMs] = [momentOf(from, zone), momentOf(until, zone)];
  const post = posts.find((each) => each.entity.code === entity && each.kind === kind);
  return (
    <Order
      order="AppointLiaison"
      document={AppointLiaison}
      about={`${entity} ${kind}`}
      input={{
        ...{ entity, kind, authority: authority ?? '', holder },
        ...(substitute !== '' && { substitute }),
        from: new Date(appointedFrom(fromMs ?? 0, post)).toISOString(),
        ...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }),
      }}
      isIdle={fromMs === undefined || authority === undefined}
      onDone={() => set({ holder: '', substitute: '', from: '', until: '' })}
    >
      {only === undefined && (
        <Choose
          label={own.entity}
          value={entity}
          onChange={(value) => set({ entity: value, authority: '' })}
          choices={entities.map(({ code, name }) => ({ value: code, label: name }))}
        />
      )}
      <Choose
        label={own.kind}
        value={kind}
        onChange={(value) => set({ kind: value as LiaisonKind })}
        choices={choicesOf(own.kinds)}
      />
      {authority === undefined ? (
        <p className="late">{own.noAuthority}</p>
      ) : (
        <Choose
          label={own.authority}
          value={authority}
          onChange={(value) => set({ authority: value })}
          choices={known}
        />
      )}
      <Tenure {...{ holder, substitute, from, until }} place={placeOf(only ?? CAPITAL)} onChange={set} />
    </Order>
  );
}

interface Tenure {
  readonly holder: string;
  readonly substitute: string;
  readonly from: string;
  readonly until: string;
}

interface TenureProps extends Tenure {
  readonly place: string;
  readonly onChange: (change: Partial<Tenure>) => void;
}

/** Who holds the post, who stands in, and for how long. */
function Tenure({ holder, substitute, from, until, place, onChange }: TenureProps) {
  const own = useRoomWords(liaisonWords);
  return (
    <>
      <Line
        {...{ label: own.holder, value: holder }}
        form={{ ...FORMS['AppointLiaison holder'], required: true, spellCheck: false }}
        onChange={(value) => onChange({ holder: value })}
      />
      <Line
        {...{ label: own.substitute, value: substitute }}
        form={{ ...FORMS['AppointLiaison holder'], spellCheck: false }}
        onChange={(value) => onChange({ substitute: value })}
      />
      <MomentField
        {...{ label: own.from, place, value: from }}
        required
        onChange={(value) => onChange({ from: value })}
      />
      <MomentField
        {...{ label: own.untilField, place, value: until }}
        onChange={(value) => onChange({ until: value })}
      />
    </>
  );
}
