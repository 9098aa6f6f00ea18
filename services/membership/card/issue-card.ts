import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { IssueCardRequest, MemberCard } from "../../../proto/gen/paywindow/membership/v1/card.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { loadProgramme } from "../programme/programme-model.ts";
import { findOrAddCard } from "./add-card.ts";
import { showCard } from "./show-card.ts";

/** IssueCard: a user has one card of a merchant, whoever asks how often (C1). */
export const issueCard =
  (parts: MembershipParts): Handler<IssueCardRequest, MemberCard> =>
  async (request, context) => {
    const userId = userOf(context.caller);
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    fields.check();
    const programme = await loadProgramme(parts, merchantId);
    const card = await runAgainOnDuplicate(() =>
      parts.store.transaction((session) => findOrAddCard(parts, session, { programme, userId }, context)),
    );
    return showCard(parts, card, context.now);
  };
