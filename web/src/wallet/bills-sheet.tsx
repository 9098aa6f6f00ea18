import { Button, Popup, SearchBar } from "antd-mobile";
import { useState } from "react";
import type { Bill } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { Json } from "../api/json.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { formatShortTime } from "../ui/times.ts";
import { BillVoucherView } from "./bill-voucher.tsx";
import { BILL_KINDS, billAmount, billKindKey } from "./bill-words.ts";
import { useBills } from "./use-bills.ts";

const BillRow = ({ bill, onOpen }: { bill: Json<Bill>; onOpen(): void }) => {
  const text = useText();
  const language = useLanguage();
  return (
    <button type="button" className="trade" onClick={onOpen} data-testid="bill">
      <span className="trade-text">
        <span className="trade-subject">{bill.title || bill.counterparty || text(billKindKey(bill))}</span>
        <span className="faint">{formatShortTime(bill.billTime, language)}</span>
      </span>
      <span className="trade-amounts">
        <span className="trade-amount">{billAmount(bill)}</span>
        <span className="trade-state faint">{text(billKindKey(bill))}</span>
      </span>
    </button>
  );
};

const Kinds = ({ kind, onChoose }: { kind: string; onChoose(kind: string): void }) => {
  const text = useText();
  const choices = [{ kind: "", key: "billAll" as const }, ...BILL_KINDS];
  return (
    <div className="bill-kinds" role="tablist">
      {choices.map((choice) => (
        <button
          key={choice.kind}
          type="button"
          role="tab"
          aria-selected={choice.kind === kind}
          onClick={() => onChoose(choice.kind)}
        >
          {text(choice.key)}
        </button>
      ))}
    </div>
  );
};

const BillList = ({ isOpen, onOpen }: { isOpen: boolean; onOpen(bill: Json<Bill>): void }) => {
  const text = useText();
  const [search, setSearch] = useState("");
  const [kind, setKind] = useState("");
  const { bills, error, hasMore, more } = useBills(isOpen, search, kind);
  return (
    <>
      <SearchBar placeholder={text("billsSearch")} value={search} onChange={setSearch} maxLength={64} />
      <Kinds kind={kind} onChoose={setKind} />
      <div className="bill-list">
        {bills.map((bill) => (
          <BillRow key={`${bill.billId}${bill.kind}`} bill={bill} onOpen={() => onOpen(bill)} />
        ))}
        {bills.length === 0 ? <p className="trades-none faint">{error || text("billsNone")}</p> : null}
        {hasMore ? (
          <Button block fill="none" size="large" onClick={more}>
            {text("billsMore")}
          </Button>
        ) : null}
      </div>
    </>
  );
};

/** Everything that moved the user's money, to be searched; a tap opens the voucher of a line. */
export const BillsSheet = ({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) => {
  const text = useText();
  const [chosen, setChosen] = useState<Json<Bill>>();
  const back = () => setChosen(undefined);
  useDismissal(isOpen, onClose);
  useDismissal(isOpen && chosen !== undefined, back);
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="bills-sheet">
        <h2 className="sheet-title">{text("billsTitle")}</h2>
        {chosen ? <BillVoucherView bill={chosen} onBack={back} /> : null}
        <div hidden={chosen !== undefined}>
          <BillList isOpen={isOpen} onOpen={setChosen} />
          <Button block size="large" onClick={onClose}>
            {text("close")}
          </Button>
        </div>
      </section>
    </Popup>
  );
};
