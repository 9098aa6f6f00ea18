import { Button } from "antd-mobile";
import { useEffect, useState } from "react";
import type { Bill, BillVoucher } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { formatTime } from "../ui/times.ts";
import { billAmount, billKindKey } from "./bill-words.ts";
import { refusalText } from "./refusal-text.ts";

const Row = ({ label, value }: { label: string; value: string | undefined }) =>
  value ? (
    <div className="sheet-row">
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  ) : null;

/** Reads the voucher; why there is none is told instead. */
const useVoucher = (billId: string) => {
  const text = useText();
  const [voucher, setVoucher] = useState<Json<BillVoucher>>();
  const [refusal, setRefusal] = useState("");
  useEffect(() => {
    let isGone = false;
    call(routes.getBillVoucher, { billId }).then(
      (answer) => isGone || setVoucher(answer),
      (refused: unknown) => isGone || setRefusal(refusalText(refused) || text("startUnreachable")),
    );
    return () => {
      isGone = true;
    };
  }, [billId, text]);
  return { voucher, refusal };
};

/** All of one line, with the numbers by which both sides and the platform know it. */
export const BillVoucherView = ({ bill, onBack }: { bill: Json<Bill>; onBack(): void }) => {
  const text = useText();
  const language = useLanguage();
  const { voucher, refusal } = useVoucher(bill.billId ?? "");
  return (
    <div data-testid="bill-voucher">
      <p className="sheet-subject">{bill.counterparty}</p>
      <p className="sheet-amount">{billAmount(bill)}</p>
      <dl>
        <Row label={text("billKind")} value={text(billKindKey(bill))} />
        <Row label={text("tradeSubject")} value={bill.title} />
        <Row label={text("billTime")} value={formatTime(bill.billTime, language)} />
        <Row label={text("billHolder")} value={voucher?.holderName} />
        <Row label={text("billNumber")} value={bill.billId} />
        <Row label={text("billTheirNumber")} value={voucher?.counterpartyNumber} />
        <Row label={text("billVoucherNumber")} value={voucher?.voucherNumber} />
      </dl>
      <p className="sheet-error" role="alert">
        {refusal}
      </p>
      <Button block size="large" onClick={onBack}>
        {text("back")}
      </Button>
    </div>
  );
};
