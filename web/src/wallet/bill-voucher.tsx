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
import { SheetRow } from "./sheet-row.tsx";

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
        <SheetRow label={text("billKind")} value={text(billKindKey(bill))} />
        <SheetRow label={text("tradeSubject")} value={bill.title} />
        <SheetRow label={text("billTime")} value={formatTime(bill.billTime, language)} />
        <SheetRow label={text("billHolder")} value={voucher?.holderName} />
        <SheetRow label={text("billNumber")} value={bill.billId} />
        <SheetRow label={text("billTheirNumber")} value={voucher?.counterpartyNumber} />
        <SheetRow label={text("billVoucherNumber")} value={voucher?.voucherNumber} />
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
