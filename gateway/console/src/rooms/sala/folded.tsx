import { useState } from 'react';
import { Choose, choicesOf, named } from '../../design/components.tsx';
import { CommandState } from './command-state.tsx';

/** Of all words for reasons, those of one list. */
export const wordsOf = <Word extends string>(
  list: readonly Word[],
  words: Readonly<Record<string, string>>,
) => Object.fromEntries(list.map((word) => [word, words[word] ?? word])) as Record<Word, string>;

/** One choice and one button, folded away until needed. */
export function Chosen<Word extends string>(props: {
  readonly title: string;
  /** On which item, in a list. */
  readonly which?: string;
  /** What it will do. */
  readonly note?: string;
  readonly label: string;
  readonly words: Readonly<Record<Word, string>>;
  readonly first: Word;
  readonly intent: (word: Word) => string;
  readonly send: (word: Word) => void;
}) {
  const [word, setWord] = useState(props.first);
  const name = props.which === undefined ? {} : named(props.title, props.which);
  return (
    <details className="another">
      <summary {...name}>{props.title}</summary>
      {props.note !== undefined && <p className="quiet">{props.note}</p>}
      <form
        className="row-form"
        aria-label={props.title}
        {...name}
        onSubmit={(event) => {
          event.preventDefault();
          props.send(word);
        }}
      >
        <Choose
          label={props.label}
          value={word}
          onChange={(value) => setWord(value as Word)}
          choices={choicesOf(props.words)}
        />
        <button type="submit" {...name}>
          {props.title}
        </button>
      </form>
      <CommandState intent={props.intent(word)} onAgain={() => props.send(word)} />
    </details>
  );
}

/** One button, folded away until needed, with what it will do. */
export function Explained(props: {
  readonly title: string;
  /** On which item, in a list. */
  readonly which: string;
  readonly note: string;
  readonly intent: string;
  readonly send: () => void;
}) {
  const { title, which, note, intent, send } = props;
  return (
    <details className="another">
      <summary {...named(title, which)}>{title}</summary>
      <p className="quiet">{note}</p>
      <button type="button" onClick={send} {...named(title, which)}>
        {title}
      </button>
      <CommandState intent={intent} onAgain={send} />
    </details>
  );
}
