import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { type Money, money } from "../../../kernel/money/money.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { RepayCreditRequest, Repayment } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { paymentReasons } from "../errors.ts";
import { creditOf, EntryReason, walletOf } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { readMerchantsOwnId } from "../trade/parse-trade.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import { owedOn } from "./credit-line-message.ts";
import type { RepaymentRow } from "./repayment-model.ts";

/** RepayCredit: from the caller's balance to the caller's credit account, once per request id, and never more than is owed. */
export const repayCredit =
  (parts: PaymentsParts): Handler<RepayCreditRequest, Repayment> =>
  async (request, context) => {
    const { repayRequestId, amount } = parse(request);
    const { userId, currencyCode } = await loadWalletUser(parts, context.caller);
    return runAgainOnDuplicate(() =>
      parts.store.transaction(async (session) => {
        const earlier = await parts.repayments.findOne({ userId, repayRequestId }).session(session).lean();
        if (earlier && !isSame(earlier, amount)) throw paymentReasons.error("REPAY_REQUEST_ID_REUSED");
        if (earlier) context.markReplayed();
        if (amount.currencyCode !== currencyCode) throw paymentReasons.error("CURRENCY_NOT_HELD");
        const asked = { userId, repayRequestId, amount: amount.minorUnits, currencyCode };
        return repaymentMessage(earlier ?? (await commit(parts, session, asked, context.now)));
      }),
    );
  };

const parse = (request: RepayCreditRequest) => {
  const fields = readFields();
  const repayRequestId = readMerchantsOwnId(fields, "repay_request_id", request.repayRequestId);
  const amount = fields.amount("amount", request.amount);
  fields.check();
  return { repayRequestId, amount };
};

const isSame = (earlier: RepaymentRow, { minorUnits, currencyCode }: Money): boolean =>
  earlier.amount === minorUnits && earlier.currencyCode === currencyCode;

/** The credit account is read and written in one transaction, so of two repayments at once the second sees what the first has left. */
const commit = async (
  { ledger, repayments }: PaymentsParts,
  session: ClientSession,
  asked: Pick<RepaymentRow, "userId" | "repayRequestId" | "amount" | "currencyCode">,
  now: Date,
): Promise<RepaymentRow> => {
  const { userId, repayRequestId, amount, currencyCode } = asked;
  const credit = creditOf(userId, currencyCode);
  const account = await ledger.findAccount(credit, session);
  if (!account) throw paymentReasons.error("CREDIT_LINE_NOT_OPEN");
  const owedAfter = owedOn(account) - amount;
  if (owedAfter < 0n) throw paymentReasons.error("REPAYMENT_EXCEEDS_OWED");
  const repaymentId = deriveId("rpy", now, userId, repayRequestId);
  const entryId = deriveId("ent", now, repaymentId);
  const postings = [{ debit: walletOf(userId, currencyCode), credit, amount }];
  const entry = { entryId, reason: EntryReason.REPAYMENT, subjectId: repaymentId, postings };
  if (await ledger.post(session, entry, now)) throw paymentReasons.error("BALANCE_INSUFFICIENT");
  // After this point nothing is refused.
  const row = { _id: repaymentId, ...asked, owedAfter, repayTime: now };
  await repayments.create([row], { session });
  return row;
};

const repaymentMessage = ({ _id, amount, currencyCode, owedAfter, repayTime }: RepaymentRow): Repayment => ({
  repaymentId: _id,
  amount: money(amount, currencyCode),
  repayTime,
  owedAfter: money(owedAfter, currencyCode),
});
