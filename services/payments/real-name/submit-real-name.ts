import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { isIdentityNumber } from "../../../kernel/parse/identity-number.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { chinaTime } from "../../../kernel/time/china-time.ts";
import type { RealName, SubmitRealNameRequest } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import { realNameMessage } from "./real-name-message.ts";
import { openPerson, type Person, type RealNameRow, sealPerson } from "./real-name-model.ts";

/** SubmitRealName: said once, for good; row and level in one transaction. The same again is done already. */
export const submitRealName =
  (parts: PaymentsParts): Handler<SubmitRealNameRequest, RealName> =>
  async (request, { caller, now }) => {
    const person = parse(request, now);
    // Of two that say it at once the second finds the first's row, and is held against it.
    const commit = async (session: ClientSession): Promise<RealName> => {
      const user = await loadWalletUser(parts, caller, session);
      const { userId, realNameLevel = 0 } = user;
      const known = await parts.realNames.findById(userId).session(session).lean<RealNameRow>();
      if (known && !isSame(openPerson(parts.seal, known), person)) throw paymentReasons.error("REAL_NAME_ALREADY_SET");
      const row = known ?? { ...sealPerson(parts.seal, userId, person), submitTime: now };
      const level = realNameLevel === 2 ? 2 : 1;
      if (!known) {
        await parts.realNames.create([row], { session });
        await parts.users.updateOne({ _id: userId }, { $set: { realNameLevel: level } }, { session });
      }
      return realNameMessage({ ...user, realNameLevel: level }, row);
    };
    return runAgainOnDuplicate(() => parts.store.transaction(commit));
  };

const parse = (request: SubmitRealNameRequest, now: Date): Person => {
  const fields = readFields();
  const realName = fields.text("real_name", request.realName, 2, 64);
  const { identityNumber } = request;
  if (!isIdentityNumber(identityNumber, chinaTime(now).slice(0, 10)))
    fields.refuse({
      field: "identity_number",
      en: "the 18 characters of an identity card with their check character",
      zh: "须为 18 位身份证号码",
    });
  fields.check();
  return { realName, identityNumber };
};

const isSame = (a: Person, b: Person): boolean => a.realName === b.realName && a.identityNumber === b.identityNumber;
