import { useState } from 'react';
import { Choose, Dialog, Figure, Heads, Nothing, Panel } from '../../design/components.tsx';
import { Sign, type SignName } from '../../design/signs.tsx';
import { alarmWords } from '../../words/alarms.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { AlarmLine, Others } from '../sala/alarm-line.tsx';
import type { Alarm } from '../sala/alarms.ts';
import { FreshnessLine } from '../sala/freshness.tsx';
import { OutcomeLine } from '../sala/command-state.tsx';
import { designWords } from './words.ts';

const TOKENS = [
  ...['ground', 'panel', 'raised', 'ink', 'quiet', 'line', 'edge', 'mark', 'chosen', 'alarm'],
  ...['alarm-ground', 'good'],
];
const SIGNS: readonly SignName[] = [
  ...(['ALTA', 'MEDIA', 'BAJA'] as const),
  ...(['AVAILABLE', 'EN_ROUTE', 'ON_SCENE', 'BUSY', 'OUT_OF_SERVICE', 'OFFLINE'] as const),
];

/** What alarms, its state, and whether it was escalated. */
const SHOWN: readonly (readonly [Alarm['what'], Alarm['state'], boolean])[] = [
  ['HELP', 'new', false],
  ['DISPATCH', 'new', true],
  ['SILENT', 'new', false],
  ['ARRIVAL', 'acknowledged', false],
  ['STALE', 'shelved', false],
];
const SHELVED_MS = 30 * 60_000;

/** Every component of the console in every state: what new screens are made of. */
export function Diseno() {
  const own = useRoomWords(designWords);
  return (
    <>
      <h1>{own.title}</h1>
      <div className="design">
        <Tokens />
        <Signs />
        <Controls />
        <States />
        <Figures />
        <Orders />
        <Rows />
        <Ages />
        <Alarms />
      </div>
    </>
  );
}

function Tokens() {
  const own = useRoomWords(designWords);
  return (
    <Panel title={own.tokens} name="tokens">
      <ul className="tokens padded">
        {TOKENS.map((token) => (
          <li key={token}>
            <svg className="swatch" aria-hidden="true" viewBox="0 0 24 24">
              <rect width="24" height="24" fill={`var(--${token})`} />
            </svg>
            <code>{token}</code>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Signs() {
  const [own, { priority, unitStatus }] = [useRoomWords(designWords), useWords()];
  const names: Readonly<Record<SignName, string>> = { ...priority, ...unitStatus };
  return (
    <Panel title={own.signs} name="signs">
      <ul className="tokens padded">
        {SIGNS.map((name) => (
          <li key={name}>
            <Sign name={name} size={24} /> {names[name]}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Controls() {
  const own = useRoomWords(designWords);
  const [asking, setAsking] = useState(false);
  const [choice, setChoice] = useState('1');
  return (
    <Panel title={own.controls} name="controls">
      <div className="form padded">
        <div className="actions">
          <button type="button" className="primary">
            {own.main}
          </button>
          <button type="button">{own.normal}</button>
          <button type="button" disabled>
            {own.off}
          </button>
          <button type="button" className="quiet-button" onClick={() => setAsking(true)}>
            {own.dialog}
          </button>
        </div>
        <label className="field">
          <span>{own.field}</span>
          <input defaultValue="30421" />
        </label>
        <Choose
          label={own.choice}
          value={choice}
          onChange={setChoice}
          choices={['1', '2'].map((value) => ({ value, label: `${own.choice} ${value}` }))}
        />
        <p>
          <kbd>D</kbd> <kbd>X</kbd> <kbd>/</kbd>
        </p>
      </div>
      {asking && (
        <Dialog title={own.dialog} onClose={() => setAsking(false)}>
          <p>{own.question}</p>
        </Dialog>
      )}
    </Panel>
  );
}

function States() {
  const own = useRoomWords(designWords);
  return (
    <Panel title={own.states} name="states">
      {(['empty', 'loading', 'denied', 'failed'] as const).map((kind) => (
        <Nothing key={kind} kind={kind}>
          {own[kind]}
        </Nothing>
      ))}
    </Panel>
  );
}

function Figures() {
  const own = useRoomWords(designWords);
  return (
    <Panel title={own.figures} name="figures">
      <div className="figures padded">
        <Figure value="12" name={own.calm} />
        <Figure value="3" name={own.alarm} tone="alarm" />
        <Figure value="—" name={own.unknown} />
      </div>
    </Panel>
  );
}

function Orders() {
  const [own, { sala }] = [useRoomWords(designWords), useWords()];
  const again = () => {};
  return (
    <Panel title={own.commands} name="commands">
      <div className="padded">
        <OutcomeLine outcome={{ state: 'sending' }} onAgain={again} />
        <OutcomeLine outcome={{ state: 'waiting' }} onAgain={again} />
        <OutcomeLine outcome={{ state: 'accepted', position: '' }} onAgain={again} />
        <OutcomeLine outcome={{ state: 'unanswered' }} onAgain={again} />
        <OutcomeLine outcome={{ state: 'refused', message: sala.none, rule: 'BR-I4' }} onAgain={again} />
      </div>
    </Panel>
  );
}

function Rows() {
  const [own, { sala }] = [useRoomWords(designWords), useWords()];
  return (
    <Panel title={own.table} name="rows">
      <table className="board still" aria-label={own.table}>
        <Heads of={[sala.what, sala.due]} />
        <tbody>
          <tr>
            <td>{own.row}</td>
            <td className="number">{sala.inTime('4 min')}</td>
          </tr>
          <tr className="selected">
            <td>
              {own.row} · {own.chosen}
            </td>
            <td className="number">{sala.inTime('9 min')}</td>
          </tr>
          <tr>
            <td>{own.row}</td>
            <td className="number late">{own.late}</td>
          </tr>
        </tbody>
      </table>
    </Panel>
  );
}

/** How fresh the data is: live, opening, and lost or unanswered, when everything beside it turns pale. */
function Ages() {
  const [own, [cutAt]] = [useRoomWords(designWords), useState(() => new Date(presentMs()).toISOString())];
  const told = { cutAt, servicesDown: [], reporting: true };
  return (
    <Panel title={own.ages} name="ages">
      <div className="padded form">
        <FreshnessLine state="live" lostAt={undefined} {...told} />
        <FreshnessLine state="opening" lostAt={undefined} {...told} />
        <FreshnessLine
          state="live"
          lostAt={undefined}
          {...told}
          servicesDown={['contacts']}
          reporting={false}
        />
        <FreshnessLine state="lost" lostAt={Date.parse(cutAt)} {...told} />
        <FreshnessLine state="unanswered" lostAt={Date.parse(cutAt)} {...told} />
        <div className="frozen figures">
          <Figure value="12" name={own.old} />
          <Figure value="3" name={own.alarm} tone="alarm" />
        </div>
      </div>
    </Panel>
  );
}

/** Each state of an alarm, a flood of alarms, and what a selection hides. */
function Alarms() {
  const [own, [sinceMs], [isWhole, setWhole]] = [
    useRoomWords(designWords),
    useState(presentMs),
    useState(false),
  ];
  const [alarms, nothing] = [useRoomWords(alarmWords), () => {}];
  const lines = SHOWN.map(([what, state, escalated], index): Alarm => {
    const priority = (['ALTA', 'ALTA', 'MEDIA', 'BAJA'] as const)[index % 4]!;
    const help = what === 'HELP' && { help: { kind: 'POLICE' as const, unit: '' } };
    return { key: `${what} ${state} ${escalated}`, what, state, escalated, priority, sinceMs, ...help };
  });
  const shelf = { reason: 'KNOWN', untilMs: sinceMs + SHELVED_MS };
  return (
    <Panel title={own.alarms} name="alarm-states">
      <p className="flood">{alarms.flood(12)}</p>
      <Others hidden={lines} isWhole={isWhole} onWhole={setWhole} />
      <ul className="alarms">
        {lines.map((alarm) => (
          <AlarmLine
            key={alarm.key}
            {...{ alarm, shelf }}
            isChosen={alarm.escalated && isWhole}
            tabIndex={0}
            onSelect={nothing}
            onSeen={nothing}
            onShelve={nothing}
          />
        ))}
      </ul>
    </Panel>
  );
}
