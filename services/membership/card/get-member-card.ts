import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { GetMemberCardRequest, MemberCard } from "../../../proto/gen/paywindow/membership/v1/card.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { loadCard } from "./card-model.ts";
import { showCard } from "./show-card.ts";

/** GetMemberCard: level and points as they are at this instant, whatever the jobs have written (C2, C7). */
export const getMemberCard =
  (parts: MembershipParts): Handler<GetMemberCardRequest, MemberCard> =>
  async (request, { caller, now }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const cardId = fields.id("card_id", request.cardId, "mcd");
    fields.check();
    return showCard(parts, await loadCard(parts, cardId, { userId }), now);
  };
