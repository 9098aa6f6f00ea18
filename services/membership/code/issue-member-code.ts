import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { IssueMemberCodeRequest, MemberCode } from "../../../proto/gen/paywindow/membership/v1/card.ts";
import { loadCard, openCodeSecret } from "../card/card-model.ts";
import { MEMBER_CODE } from "../config.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { memberCodeOf } from "./member-code.ts";

/** IssueMemberCode: a code of this instant. Nothing is written. */
export const issueMemberCode =
  (parts: MembershipParts): Handler<IssueMemberCodeRequest, MemberCode> =>
  async (request, { caller, now }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const cardId = fields.id("card_id", request.cardId, "mcd");
    fields.check();
    const card = await loadCard(parts, cardId, { userId });
    return {
      memberCode: memberCodeOf(openCodeSecret(parts.seal, card), card.codeNumber, now),
      expireTime: plusMs(now, MEMBER_CODE.lifetimeMs),
    };
  };
