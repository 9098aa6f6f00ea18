import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { Member, QuoteMemberRequest } from "../../../proto/gen/paywindow/membership/v1/till.ts";
import { loadCard } from "../card/card-model.ts";
import { showMember } from "../card/show-card.ts";
import type { MembershipParts } from "../membership-parts.ts";

const MAX_FEN = 1_000_000_000_000n;

/** QuoteMember: the terms of a card for an amount, as they are now. */
export const quoteMember =
  (parts: MembershipParts): Handler<QuoteMemberRequest, Member> =>
  async (request, { caller, now }) => {
    assertService(caller);
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const cardId = fields.id("card_id", request.cardId, "mcd");
    const { amountFen } = request;
    if (amountFen < 0n || amountFen > MAX_FEN)
      fields.refuse({ field: "amount_fen", en: `0 to ${MAX_FEN}`, zh: `须为 0 至 ${MAX_FEN}` });
    fields.check();
    return showMember(parts, await loadCard(parts, cardId, { merchantId }), { now, amount: amountFen });
  };
