import { type AutoReply, type BilingualText, ReplyTrigger } from "../../../proto/gen/paywindow/content/v1/window.ts";

/** When a window answers by itself, in the order of precedence (V29). */
const TRIGGERS = ["FOLLOW", "KEYWORD_EXACT", "KEYWORD_PARTIAL", "DEFAULT"] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** An automatic reply of a window, in the order in which the merchant has them. */
export interface AutoReplyRule {
  readonly trigger: Trigger;
  /** As the merchant wrote it; empty for FOLLOW and DEFAULT. */
  readonly keyword: string;
  readonly text: BilingualText;
}

/** The trigger of the contract's number; undefined for one that there is not. */
export const triggerOf = (trigger: ReplyTrigger): Trigger | undefined =>
  TRIGGERS.find((name) => ReplyTrigger[`REPLY_TRIGGER_${name}`] === trigger);

export const autoReplyMessage = ({ trigger, keyword, text }: AutoReplyRule): AutoReply => ({
  trigger: ReplyTrigger[`REPLY_TRIGGER_${trigger}`],
  keyword,
  text,
});

/** What counts of a text: neither case nor width (Ａ is a), neither outer spaces nor how many there are between words. */
export const normalise = (text: string): string => text.normalize("NFKC").trim().toLowerCase().replace(/\s+/gu, " ");

/** What a user does that a window may answer. */
type Said = { readonly followed: true } | { readonly text: string };

/**
 * V29: on-follow, keyword exact, keyword partial, default: the first of these that has something to say. Of several keywords within a text the longest wins,
 * of equally long ones the first of the list. Undefined where nothing fits.
 */
export const decideReply = (rules: readonly AutoReplyRule[], said: Said): AutoReplyRule | undefined => {
  const of = (trigger: Trigger) => rules.filter((rule) => rule.trigger === trigger);
  if ("followed" in said) return of("FOLLOW")[0];
  const text = normalise(said.text);
  const exact = of("KEYWORD_EXACT").find(({ keyword }) => normalise(keyword) === text);
  if (exact) return exact;
  const within = of("KEYWORD_PARTIAL").filter(({ keyword }) => text.includes(normalise(keyword)));
  // The sort is stable, so the list decides between equally long ones.
  within.sort((a, b) => normalise(b.keyword).length - normalise(a.keyword).length);
  return within[0] ?? of("DEFAULT")[0];
};
