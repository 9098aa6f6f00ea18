import type { BasketLine, Receipt } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../api/json.ts";
import { useLanguage, useName, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount, formatDigits } from "../money/amount.ts";
import { benefitRows } from "../receipt/benefit-rows.ts";
import { formatTime } from "../ui/times.ts";

const Row = ({ label, value }: { label: string; value: string | undefined }) =>
  value ? (
    <div className="paper-row">
      <span>{label}</span>
      <span>{value}</span>
    </div>
  ) : null;

const Lines = ({ lines }: { lines: readonly Json<BasketLine>[] }) => {
  const text = useText();
  const nameOf = useName();
  return (
    <table>
      <thead>
        <tr>
          <th>{text("receiptItem")}</th>
          <th>{text("receiptQuantity")}</th>
          <th>{text("receiptAmount")}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.barcode}>
            <td>
              {nameOf(line)}
              <small>{formatAmount(amountOf(line.unitPrice))}</small>
            </td>
            <td>{line.quantity}</td>
            <td>{formatDigits(amountOf(line.lineTotal))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

interface ReceiptPaperProps {
  receipt: Json<Receipt>;
  cashierName: string;
  /** The width of the roll. */
  widthMm: 58 | 80;
}

/** The receipt as it is printed: the only thing on the paper (see the print rules in till.css). */
export const ReceiptPaper = ({ receipt, cashierName, widthMm }: ReceiptPaperProps) => {
  const text = useText();
  const language = useLanguage();
  const nameOf = useName();
  return (
    <article className={`paper paper-${widthMm}`} data-testid="receipt">
      <h2>{nameOf({ name: receipt.storeName, nameEn: receipt.storeNameEn })}</h2>
      <Row label={text("receiptNumber")} value={receipt.receiptNumber} />
      <Row label={text("receiptTime")} value={formatTime(receipt.payTime, language)} />
      <Row label={text("receiptCashier")} value={cashierName} />
      <Row label={text("receiptTill")} value={receipt.tillId} />
      <Lines lines={receipt.lines ?? []} />
      {benefitRows(receipt, { text, nameOf }).map(([label, value]) => (
        <Row key={label} label={label} value={value} />
      ))}
      <div className="paper-total">
        <span>{text("receiptTotal")}</span>
        <span>{formatAmount(amountOf(receipt.total))}</span>
      </div>
      <Row label={text("receiptMethod")} value={text("receiptMethodCode")} />
      <Row label={text("receiptPaidBy")} value={receipt.payerDisplayName} />
      <Row label={text("receiptTradeId")} value={receipt.tradeId} />
      <p>{text("receiptThanks")}</p>
    </article>
  );
};
