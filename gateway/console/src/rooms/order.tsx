import { type ReactNode, useState } from 'react';
import type { Document } from '../documents/documents.gen.ts';
import { useCommand } from '../graph/commands.ts';
import type { Result } from '../graph/outcome.ts';
import { commandWords } from '../words/commands.ts';
import { useRoomWords } from '../words/settings.ts';
import { Act } from './act.tsx';
import { orderWords } from './order-words.ts';
import { Reason } from './reason.tsx';

interface Props<Input extends { readonly commandId: string }> {
  readonly order: keyof (typeof orderWords)['es']['says'];
  readonly document: Document<Result, { input: Input }>;
  readonly input: Omit<Input, 'commandId'>;
  /** What it is about: wanted again, it is the same command until it is answered. */
  readonly about: string;
  /** Which item of a list it acts on. */
  readonly of?: string | undefined;
  /** Nothing was chosen yet that could be sent. */
  readonly isIdle?: boolean;
  readonly onDone?: (() => void) | undefined;
  readonly children?: ReactNode;
}

/** An order by its name, with what it will do. */
export function Order<Input extends { readonly commandId: string }>(props: Props<Input>) {
  const { order, document, input, about, onDone, ...shown } = props;
  const [command, names, { says }] = [useCommand(), useRoomWords(commandWords), useRoomWords(orderWords)];
  const intent = `${order} ${about}`;
  const send = async () => {
    const { state } = await command(document, input, intent);
    if (state === 'accepted') onDone?.();
  };
  return <Act title={names[order]!} says={says[order]} {...{ intent, send, ...shown }} />;
}

interface ReasonedProps<Why extends string, Input extends { readonly commandId: string }> extends Omit<
  Props<Input>,
  'input' | 'children' | 'isIdle'
> {
  readonly among: readonly Why[];
  readonly input: (reason: Why) => Omit<Input, 'commandId'>;
}

/** An order that needs nothing but its reason. */
export function Reasoned<Why extends string, Input extends { readonly commandId: string }>(
  props: ReasonedProps<Why, Input>,
) {
  const { among, input, ...order } = props;
  const [chosen, setReason] = useState<Why>(among[0]!);
  const reason = among.find((each) => each === chosen) ?? among[0]!;
  return (
    <Order {...order} input={input(reason)}>
      <Reason {...{ among }} value={reason} onChange={setReason} />
    </Order>
  );
}
