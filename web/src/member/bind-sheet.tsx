import { Button, Popup } from "antd-mobile";
import { type FormEvent, useState } from "react";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { FormField } from "../start/plain-page.tsx";
import { useDismissal } from "../ui/back-steps.ts";
import { useSecondsUntil } from "../ui/use-seconds-until.ts";
import { refusalText } from "../wallet/refusal-text.ts";
import { membership } from "./member-routes.ts";

interface CodeButtonProps {
  onSent(): void;
  onRefused(error: unknown): void;
}

/** Has a code sent to the caller's own phone, and not again before the platform would send another. */
const CodeButton = ({ onSent, onRefused }: CodeButtonProps) => {
  const text = useText();
  const [againMs, setAgainMs] = useState(0);
  const seconds = useSecondsUntil(againMs);
  const ask = async (): Promise<void> => {
    try {
      const answer = await call(routes.requestPhoneCode, { purpose: "PHONE_CODE_PURPOSE_BIND_MEMBER_CARD" });
      setAgainMs(Date.parse(answer.resendTime ?? ""));
      onSent();
    } catch (error) {
      onRefused(error);
    }
  };
  return (
    <Button
      {...{ block: true, size: "large", fill: "outline", color: "primary", disabled: seconds > 0 }}
      onClick={() => void ask()}
      data-testid="bind-send-code"
    >
      {seconds > 0 ? text("registerAgain", { seconds }) : text("registerGetCode")}
    </Button>
  );
};

/** What is typed, and what the platform says to it. */
const useBinding = (merchantId: string, onBound: () => void) => {
  const text = useText();
  const [cardNumber, setCardNumber] = useState("");
  const [phoneCode, setPhoneCode] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const tell = (error: unknown) => setTrouble(refusalText(error) || text("couponsUnreachable"));
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const typed = { cardNumber: cardNumber.trim().toUpperCase(), phoneCode: phoneCode.trim() };
    if (!typed.cardNumber || !/^\d{6}$/.test(typed.phoneCode)) return setTrouble(text("cardsBindMissing"));
    setTrouble("");
    setBusy(true);
    try {
      await call(membership.bindPhysicalCard, { merchantId, ...typed });
      onBound();
    } catch (error) {
      tell(error);
    } finally {
      setBusy(false);
    }
  };
  return { cardNumber, setCardNumber, phoneCode, setPhoneCode, trouble, setTrouble, tell, isBusy, submit };
};

/** Where the code can be read. */
const SentNote = () => {
  const text = useText();
  return (
    <p className="plain-note" role="status">
      {text("registerSent")}{" "}
      <a className="link plain-link" href="/phone" target="_blank" rel="noreferrer">
        {text("registerReadIt")}
      </a>
    </p>
  );
};

const BindForm = ({ merchantId, onBound }: { merchantId: string; onBound(): void }) => {
  const text = useText();
  const form = useBinding(merchantId, onBound);
  const [isSent, setSent] = useState(false);
  const onSent = () => {
    form.setTrouble("");
    setSent(true);
  };
  return (
    <form onSubmit={(event) => void form.submit(event)} noValidate>
      <p className="faint member-hint">{text("cardsBindHint")}</p>
      <FormField
        {...{ label: text("cardsBindNumber"), name: "cardNumber", autoComplete: "off", maxLength: 24 }}
        {...{ value: form.cardNumber, onChange: form.setCardNumber }}
      />
      <CodeButton onSent={onSent} onRefused={form.tell} />
      {isSent ? <SentNote /> : null}
      <div className="member-gap" />
      <FormField
        {...{ label: text("registerCode"), name: "phoneCode", type: "tel", autoComplete: "one-time-code" }}
        {...{ maxLength: 6, value: form.phoneCode, onChange: form.setPhoneCode }}
      />
      {form.trouble ? (
        <p className="trouble" role="alert" data-testid="bind-trouble">
          {form.trouble}
        </p>
      ) : null}
      <Button
        {...{ block: true, size: "large", color: "primary", type: "submit", loading: form.isBusy }}
        data-testid="bind-submit"
      >
        {text("cardsBindSubmit")}
      </Button>
    </form>
  );
};

interface BindSheetProps {
  isOpen: boolean;
  merchantId: string;
  onBound(): void;
  onClose(): void;
}

/** A merchant's old card of plastic is merged into the member's card, proved by the phone that it was given out to (C6). */
export const BindSheet = ({ isOpen, merchantId, onBound, onClose }: BindSheetProps) => {
  const text = useText();
  useDismissal(isOpen, onClose);
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="bind-sheet">
        <h2 className="sheet-title">{text("cardsBind")}</h2>
        <BindForm merchantId={merchantId} onBound={onBound} />
        <Button block size="large" fill="none" onClick={onClose}>
          {text("close")}
        </Button>
      </section>
    </Popup>
  );
};
