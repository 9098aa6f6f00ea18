import type { Handler } from "../../../kernel/contract/contract.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import type { AutoReply, SaveAutoRepliesRequest, WindowDesk } from "../../../proto/gen/paywindow/content/v1/window.ts";
import { managerOf } from "../callers.ts";
import { MAX_AUTO_REPLIES } from "../config.ts";
import type { ContentParts } from "../content-parts.ts";
import { contentReasons } from "../errors.ts";
import { readLines } from "../read-text.ts";
import { loadDesk, loadOwnWindow } from "../window/load-desk.ts";
import { type AutoReplyRule, normalise, triggerOf } from "./reply.ts";

const readRule = (fields: FieldReader, at: string, { trigger, keyword, text }: AutoReply): AutoReplyRule => {
  const known = triggerOf(trigger);
  if (!known) fields.refuse({ field: `${at}.trigger`, en: "one of the list", zh: "须为列表中的触发方式" });
  const isKeyword = known === "KEYWORD_EXACT" || known === "KEYWORD_PARTIAL";
  return {
    trigger: known ?? "DEFAULT",
    keyword: fields.text(`${at}.keyword`, keyword, isKeyword ? 1 : 0, isKeyword ? 32 : 0),
    text: readLines(fields, `${at}.text`, text, 500),
  };
};

/** What may be there once only: V29 must never have two answers. */
const uniqueBy = ({ trigger, keyword }: AutoReplyRule): string => `${trigger}:${normalise(keyword)}`;

const readRules = (fields: FieldReader, replies: readonly AutoReply[]): AutoReplyRule[] => {
  if (replies.length > MAX_AUTO_REPLIES)
    fields.refuse({ field: "auto_replies", en: `at most ${MAX_AUTO_REPLIES}`, zh: `最多 ${MAX_AUTO_REPLIES} 条` });
  const rules = replies
    .slice(0, MAX_AUTO_REPLIES)
    .map((reply, index) => readRule(fields, `auto_replies[${index}]`, reply));
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    if (seen.has(uniqueBy(rule)))
      fields.refuse({
        field: `auto_replies[${index}]`,
        en: "one reply per keyword and kind, one on follow, one by default",
        zh: "同类关键词、关注回复、默认回复各只能有一条",
      });
    seen.add(uniqueBy(rule));
  }
  return rules;
};

/** SaveAutoReplies: replaces the list as a whole, unless somebody else has changed it meanwhile. The list that is there already is no change. */
export const saveAutoReplies =
  (parts: ContentParts): Handler<SaveAutoRepliesRequest, WindowDesk> =>
  async (request, { caller }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const autoReplies = readRules(fields, request.autoReplies);
    fields.check();
    managerOf(caller, merchantId);
    return parts.store.transaction(async (session) => {
      const row = await loadOwnWindow(parts, merchantId, session);
      if (JSON.stringify(row.autoReplies) !== JSON.stringify(autoReplies)) {
        if (row.autoRepliesRevision !== request.expectedRevision) throw contentReasons.error("AUTO_REPLIES_CHANGED");
        const change = { $set: { autoReplies, autoRepliesRevision: row.autoRepliesRevision + 1 } };
        await updateRow(parts.windows, { filter: { _id: row._id }, update: change }, { session });
      }
      return loadDesk(parts, merchantId, session);
    });
  };
