import type { PageArgs } from '@proximidad/service';
import type { ContactKind, ContactOutcome } from '../domain/contact.ts';
import type { FollowUpStatus } from '../domain/follow-up-queue.ts';
import type { FollowUpOutcome, WaiverReason } from '../domain/follow-up.ts';

/** Arguments as the schema lets them through: optional ones may be left out or null. */
export interface ById {
  readonly id: string;
}

export interface ContactsArgs extends PageArgs {
  readonly entity?: string | null;
  readonly municipality?: string | null;
  readonly beat?: string | null;
}

export interface FollowUpsArgs extends ContactsArgs {
  readonly status?: readonly FollowUpStatus[] | null;
}

interface Told {
  readonly commandId: string;
  readonly occurredAt?: string | null;
}

export interface RecordContactInput extends Told {
  readonly contactId?: string | null;
  readonly kind: ContactKind;
  readonly outcome: ContactOutcome;
  readonly beatId?: string | null;
  readonly municipality?: string | null;
  readonly point?: { readonly lat: number; readonly lon: number } | null;
  readonly officerIds: readonly string[];
  readonly durationSeconds: number;
  readonly topics?: readonly string[] | null;
  readonly people: { readonly adults: number; readonly minors: number };
}

export interface FollowUpInput extends Told {
  readonly followUpId: string;
}

export interface CompleteFollowUpInput extends FollowUpInput {
  readonly outcome: FollowUpOutcome;
}

export interface WaiveFollowUpInput extends FollowUpInput {
  readonly reason: WaiverReason;
}
