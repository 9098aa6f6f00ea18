import type { Errand } from "../../../kernel/scheduler/errands.ts";

/** A text in both languages. */
interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/**
 * A message on its way to a user's inbox; gone once content has it. `_id` is its key at content, made of what it is about: however often it is sent, it arrives
 * once.
 */
export interface MessageRow extends Errand {
  readonly merchantId: string;
  readonly userId: string;
  readonly title: Bilingual;
  readonly body: Bilingual;
  readonly link: string;
}
