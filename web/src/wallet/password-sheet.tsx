import { Button, Popup } from "antd-mobile";
import { useEffect, useState } from "react";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { PasswordPad } from "./password-pad.tsx";
import { setPaymentPassword } from "./payment-password.ts";
import { reasonOf, refusalText } from "./refusal-text.ts";

interface SheetProps {
  isOpen: boolean;
  /** Whether the user has a payment password; who has none sets it here, typed twice. */
  hasPassword: boolean;
  /** What the password is asked for: an amount, a subject. */
  amount?: string;
  subject?: string;
  onClose(): void;
  /** Does what the password is for. Rejects with what the platform refused. */
  onPassword(password: string): Promise<void>;
}

/** What ends the asking: no other password would change it. */
type Stage = { name: "enter" } | { name: "choose" } | { name: "repeat"; chosen: string } | { name: "refused" };

const TITLES: Readonly<Record<Stage["name"], TextKey>> = {
  enter: "passwordEnter",
  choose: "passwordChoose",
  repeat: "passwordRepeat",
  refused: "passwordRefused",
};

/** Whether another password, or another try, may help. */
const mayTryAgain = (error: unknown): boolean => {
  const reason = reasonOf(error);
  return reason === "" || reason === "REQUEST_INVALID" || reason.startsWith("PAYMENT_PASSWORD");
};

/** What the sheet does with six digits: asks again, sets them, or hands them on. */
const usePasswordStages = ({ isOpen, hasPassword, onPassword }: SheetProps) => {
  const text = useText();
  const [stage, setStage] = useState<Stage>({ name: "enter" });
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState("");
  useEffect(() => {
    if (!isOpen) return;
    setStage(hasPassword ? { name: "enter" } : { name: "choose" });
    setError("");
  }, [isOpen, hasPassword]);
  const act = async (password: string): Promise<void> => {
    setBusy(true);
    let next: Stage = { name: stage.name === "repeat" ? "choose" : "enter" };
    try {
      if (stage.name === "repeat") await setPaymentPassword(password);
      next = { name: "enter" };
      await onPassword(password);
    } catch (refused) {
      setError(refusalText(refused) || text("passwordFailed"));
      setStage(mayTryAgain(refused) ? next : { name: "refused" });
    } finally {
      setBusy(false);
    }
  };
  const complete = (password: string): void => {
    setError("");
    if (stage.name === "choose") setStage({ name: "repeat", chosen: password });
    else if (stage.name !== "repeat" || stage.chosen === password) void act(password);
    else {
      setError(text("passwordDiffers"));
      setStage({ name: "choose" });
    }
  };
  return { stage, isBusy, error, complete };
};

/** The payment password, asked for from below. */
export const PasswordSheet = (props: SheetProps) => {
  const text = useText();
  const { isOpen, amount, subject, onClose } = props;
  const { stage, isBusy, error, complete } = usePasswordStages(props);
  useDismissal(isOpen, onClose);
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="password-sheet">
        <h2 className="sheet-title">{text(TITLES[stage.name])}</h2>
        {subject ? <p className="sheet-subject">{subject}</p> : null}
        {amount ? <p className="sheet-amount">{amount}</p> : null}
        <p className="sheet-error" role="alert">
          {error}
        </p>
        {stage.name === "refused" ? null : <PasswordPad key={stage.name} isBusy={isBusy} onComplete={complete} />}
        <Button block size="large" fill="none" onClick={onClose}>
          {text(stage.name === "refused" ? "close" : "cancel")}
        </Button>
      </section>
    </Popup>
  );
};
