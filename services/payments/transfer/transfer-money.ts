import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type {
  Transfer as TransferMessage,
  TransferMoneyRequest,
} from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { paymentReasons } from "../errors.ts";
import { EntryReason, walletOf } from "../ledger/ledger.ts";
import { checkPaymentPassword } from "../password/check-payment-password.ts";
import { readOptionalPassword } from "../password/payment-password.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { readMerchantsOwnId } from "../trade/parse-trade.ts";
import { findPayee, readPayee } from "../wallet/find-payee.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import { spendingLimitsOf } from "../wallet/real-name.ts";
import { passwordFreeLimitOf, type WalletUser } from "../wallet/wallet.ts";
import { toWalletUser } from "../wallet/wallet-model.ts";
import { addToTotals, judgeTransfer, sameTransfer, type Transfer, type TransferClaim } from "./transfer.ts";
import { transferMessage } from "./transfer-message.ts";
import { findTransfer } from "./transfer-model.ts";

/** TransferMoney (O7): entry, totals and transfer in one transaction, once per request id of the payer; the password is judged before it. */
export const transferMoney =
  (parts: PaymentsParts): Handler<TransferMoneyRequest, TransferMessage> =>
  async (request, context) => {
    const { payee: named, password, ...asked } = parse(request);
    const payer = await loadWalletUser(parts, context.caller);
    const payee = await findPayee(parts, named);
    const claim: TransferClaim = { ...asked, payerUserId: payer.userId, payeeUserId: payee?.userId ?? "" };
    const earlier = await findTransfer(parts.transfers, claim);
    if (earlier) return repeat(earlier, claim, context);
    if (!payee) throw paymentReasons.error("PAYEE_NOT_FOUND");
    if (payee.userId === payer.userId) throw paymentReasons.error("PAYEE_IS_PAYER");
    await confirm(parts, payer, claim, password, context.now);
    return runAgainOnDuplicate(() =>
      parts.store.transaction(async (session) => {
        const other = await findTransfer(parts.transfers, claim, session);
        if (other) return repeat(other, claim, context);
        return transferMessage(await commit(parts, session, claim, context.now));
      }),
    );
  };

const parse = (request: TransferMoneyRequest) => {
  const fields = readFields();
  const transferRequestId = readMerchantsOwnId(fields, "transfer_request_id", request.transferRequestId);
  const payee = readPayee(fields, request);
  const { minorUnits: amount, currencyCode } = fields.amount("amount", request.amount);
  const note = fields.text("note", request.note, 0, 64);
  const password = readOptionalPassword(fields, "payment_password", request.paymentPassword);
  fields.check();
  return { transferRequestId, payee, amount, currencyCode, note, password };
};

const repeat = (earlier: Transfer, claim: TransferClaim, context: CallContext): TransferMessage => {
  if (!sameTransfer(earlier, claim)) throw paymentReasons.error("TRANSFER_REQUEST_ID_REUSED");
  context.markReplayed();
  return transferMessage(earlier);
};

/** Above the payer's own limit the payment password confirms. Outside any transaction. */
const confirm = async (
  parts: PaymentsParts,
  payer: WalletUser,
  { amount }: TransferClaim,
  password: string,
  now: Date,
): Promise<void> => {
  if (amount <= passwordFreeLimitOf(payer)) return;
  const refusal = await checkPaymentPassword(parts, payer.userId, password, now);
  if (refusal) throw refusal;
};

/** Both users are read in the transaction: who is frozen meanwhile neither pays nor is paid. */
const commit = async (
  { users, ledger, transfers, transferTotals }: PaymentsParts,
  session: ClientSession,
  claim: TransferClaim,
  now: Date,
): Promise<Transfer> => {
  const { payerUserId, payeeUserId, transferRequestId, amount, currencyCode } = claim;
  const rows = await users
    .find({ _id: { $in: [payerUserId, payeeUserId] } })
    .session(session)
    .lean();
  const [payer, payee] = [payerUserId, payeeUserId].map((userId) =>
    toWalletUser(rows.find(({ _id }) => _id === userId)!),
  );
  const refusal = judgeTransfer(payer!, payee!, claim);
  if (refusal) throw paymentReasons.error(refusal);
  const totals = await transferTotals.findById(payerUserId).session(session).lean();
  const next = addToTotals(totals, amount, spendingLimitsOf(payer!), now);
  if (!next) throw paymentReasons.error("TRANSFER_LIMIT_EXCEEDED");

  const transferId = deriveId("trf", now, payerUserId, transferRequestId);
  const entryId = deriveId("ent", now, transferId);
  const postings = [
    { debit: walletOf(payerUserId, currencyCode), credit: walletOf(payeeUserId, currencyCode), amount },
  ];
  const entry = { entryId, reason: EntryReason.TRANSFER, subjectId: transferId, postings };
  if (await ledger.post(session, entry, now)) throw paymentReasons.error("BALANCE_INSUFFICIENT");
  // After this point nothing is refused.
  await transferTotals.updateOne({ _id: payerUserId }, { $set: next }, { session, upsert: true });
  const names = { payerDisplayName: payer!.displayName, payeeDisplayName: payee!.displayName };
  const { payerUserId: _id, ...rest } = claim;
  const transfer: Transfer = { transferId, payerUserId, ...rest, ...names, transferTime: now };
  const { transferId: __, ...row } = transfer;
  await transfers.create([{ _id: transferId, ...row }], { session });
  return transfer;
};
