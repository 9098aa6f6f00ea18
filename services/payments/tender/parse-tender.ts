import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Money } from "../../../kernel/money/money.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { type RecordTenderRequest, TillTender } from "../../../proto/gen/paywindow/payments/v1/tender.ts";
import { readClaim, readDetails } from "../trade/parse-trade.ts";
import type { Claim } from "../trade/trade.ts";
import type { Taking } from "./decide-tender.ts";

const TENDERS: Partial<Record<TillTender, Taking["tender"]>> = {
  [TillTender.TILL_TENDER_CASH]: "CASH",
  [TillTender.TILL_TENDER_EXTERNAL_CARD]: "EXTERNAL_CARD",
  [TillTender.TILL_TENDER_OTHER]: "OTHER",
};

/** What a till says that it took in. */
export const parseTender = (request: RecordTenderRequest, caller: Caller) => {
  const fields = readFields();
  const claim = readClaim(fields, request);
  const details = readDetails(fields, { ...request, body: "", notifyUrl: "", passbackParams: "" }, caller);
  const tender = TENDERS[request.tender];
  if (!tender)
    fields.refuse({ field: "tender", en: "CASH, EXTERNAL_CARD or OTHER", zh: "须为 CASH、EXTERNAL_CARD 或 OTHER" });
  const receivedAmount = readReceived(fields, request.receivedAmount, claim, tender);
  const reference = readReference(fields, request.reference, tender);
  fields.check();
  return {
    ...{ claim, details, tender: tender ?? "OTHER" },
    ...(receivedAmount !== undefined && { receivedAmount }),
    ...(reference && { reference }),
  };
};

const readReceived = (
  fields: FieldReader,
  received: Money | undefined,
  { amount, currencyCode }: Claim,
  tender: Taking["tender"] | undefined,
): bigint | undefined => {
  if (!received) return undefined;
  const field = "received_amount";
  if (tender !== "CASH") fields.refuse({ field, en: "only of cash", zh: "仅现金可填写" });
  else if (received.currencyCode !== currencyCode)
    fields.refuse({ field: `${field}.currency_code`, en: "the amount's currency", zh: "须与金额币种一致" });
  else if (received.minorUnits < amount)
    fields.refuse({ field: `${field}.minor_units`, en: "at least the amount", zh: "不得少于应收金额" });
  return received.minorUnits;
};

const readReference = (fields: FieldReader, reference: string, tender: Taking["tender"] | undefined): string => {
  if (tender !== "CASH") return fields.text("reference", reference, tender === "EXTERNAL_CARD" ? 1 : 0, 64);
  if (reference) fields.refuse({ field: "reference", en: "not of cash", zh: "现金无需填写" });
  return "";
};
