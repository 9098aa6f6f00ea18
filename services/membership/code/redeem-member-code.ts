import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { Member, RedeemMemberCodeRequest } from "../../../proto/gen/paywindow/membership/v1/till.ts";
import { showMember } from "../card/show-card.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { readCny, readReference } from "../sale/read-sale.ts";
import { spendCode } from "./spend-code.ts";

/** RedeemMemberCode: the code is used for its reference, once (M7); the answer is of this instant. */
export const redeemMemberCode =
  (parts: MembershipParts): Handler<RedeemMemberCodeRequest, Member> =>
  async (request, { caller, now }) => {
    assertService(caller);
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    fields.id("store_id", request.storeId, "str");
    const reference = readReference(fields, "reference", request.reference);
    const memberCode = fields.text("member_code", request.memberCode, 1, 64);
    const amount = request.amount ? readCny(fields, request.amount) : 0n;
    fields.check();
    const card = await runAgainOnDuplicate(() =>
      parts.store.transaction((session) => spendCode(parts, session, { merchantId, reference, memberCode }, now)),
    );
    return showMember(parts, card, { now, amount });
  };
