import { Button, ProgressCircle } from "antd-mobile";
import { type ReactNode, useState } from "react";
import { BarcodePicture, QrPicture } from "../barcode/barcode-picture.tsx";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { groupDigits } from "../payment-code/payment-code.ts";
import type { NoCodeCause } from "./code-sources.ts";
import { type Enlarged, FullScreenCode } from "./full-screen-code.tsx";
import { SoundButton } from "./sound-button.tsx";
import type { useCode } from "./use-code.ts";
import type { DeviceState } from "./use-device.ts";
import "./scan.css";

type Code = ReturnType<typeof useCode>;

/** The digits are hidden until asked for: whoever photographs a screen shall not read them by the way. */
const Digits = ({ paymentCode }: { paymentCode: string }) => {
  const text = useText();
  const [isShown, setShown] = useState(false);
  return (
    <>
      <button type="button" className="digits" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
        {isShown ? (
          <span className="digits-shown" data-testid="digits">
            {groupDigits(paymentCode)}
          </span>
        ) : (
          <span className="digits-hidden">{paymentCode.slice(0, 4)} ****</span>
        )}
        <span className="link">{text(isShown ? "walletHideDigits" : "walletShowDigits")}</span>
      </button>
      {isShown ? <p className="digits-warning">{text("walletDigitsWarning")}</p> : null}
    </>
  );
};

const CAUSES: Record<NoCodeCause, TextKey> = { wait: "walletRefreshWait", unreachable: "walletRefreshUnreachable" };

const Countdown = ({ code }: { code: Code }) => {
  const text = useText();
  const hint = code.cause ? text(CAUSES[code.cause]) : text("walletRefreshIn", { seconds: code.seconds });
  return (
    <button type="button" className="countdown" onClick={() => void code.renew()}>
      <ProgressCircle percent={code.percent} style={{ "--size": "24px", "--track-width": "3px" }} />
      <span data-testid="countdown">{hint}</span>
      <span className="link">{text("walletRefresh")}</span>
    </button>
  );
};

const LiveCode = ({ code, paymentCode }: { code: Code; paymentCode: string }) => {
  const text = useText();
  const [enlarged, setEnlarged] = useState<Enlarged>();
  return (
    <>
      <button
        type="button"
        className="picture"
        onClick={() => setEnlarged("barcode")}
        aria-label={text("walletTapToEnlarge")}
      >
        <BarcodePicture text={paymentCode} className="barcode" />
      </button>
      <Digits paymentCode={paymentCode} />
      <button
        type="button"
        className="picture"
        onClick={() => setEnlarged("qr")}
        aria-label={text("walletTapToEnlarge")}
      >
        <QrPicture text={paymentCode} className="qr" />
      </button>
      <Countdown code={code} />
      <SoundButton key={paymentCode} paymentCode={paymentCode} />
      {enlarged ? (
        <FullScreenCode what={enlarged} paymentCode={paymentCode} onClose={() => setEnlarged(undefined)} />
      ) : null}
    </>
  );
};

interface NoCodeProps {
  state: DeviceState;
  code: Code;
  /** Registers once more. */
  onRetry(): void;
}

/** No code to show: why, and what can be done about it. */
const NoCode = ({ state, code, onRetry }: NoCodeProps) => {
  const text = useText();
  const isUnreachable = state === "needsNetwork" || code.cause === "unreachable";
  const isRefused = typeof state === "object" && "refusal" in state;
  return (
    <div className="no-code" role="status">
      {isRefused ? (
        <>
          <strong>{text("walletCodeFailed")}</strong>
          <span className="faint">{state.refusal}</span>
        </>
      ) : (
        <>
          {isUnreachable ? null : <span className="spinner" aria-hidden="true" />}
          <span>{text(isUnreachable ? "walletOfflineNoCode" : "walletPreparing")}</span>
        </>
      )}
      {isRefused || isUnreachable ? (
        <Button color="primary" fill="outline" onClick={() => (state === "noPlace" ? void code.renew() : onRetry())}>
          {text("retry")}
        </Button>
      ) : null}
    </div>
  );
};

interface NoteProps {
  hasPlace: boolean;
  isReachable: boolean;
  /** Opens the list of the user's phones. */
  onDevices(): void;
}

/** What the payer should know of the code that is shown. */
const CodeNote = ({ hasPlace, isReachable, onDevices }: NoteProps) => {
  const text = useText();
  if (isReachable && hasPlace) return null;
  const onServerCodes = isReachable ? "walletNoPlace" : "walletNoPlaceOffline";
  return (
    <p className="offline-note" role="status">
      {text(hasPlace ? "walletOffline" : onServerCodes)}{" "}
      {hasPlace || !isReachable ? null : (
        <button type="button" className="link note-link" onClick={onDevices} data-testid="open-devices">
          {text("devicesTitle")}
        </button>
      )}
    </p>
  );
};

interface CodeCardProps {
  state: DeviceState;
  code: Code;
  isReachable: boolean;
  /** Tries once more to get a device. */
  onRetry(): void;
  /** Opens the list of the user's phones. */
  onDevices(): void;
  /** Stands below the code. */
  children: ReactNode;
}

/** The payment code: bars for scan guns, QR for cameras, digits for when neither reads. */
export const CodeCard = ({ state, code, isReachable, onRetry, onDevices, children }: CodeCardProps) => {
  const text = useText();
  const { paymentCode } = code;
  return (
    <section className="code-card" data-testid="code-card" data-ready={paymentCode !== undefined}>
      <h2>
        {text("walletPayMerchant")}
        <span className="faint">{text("walletCodeHint")}</span>
      </h2>
      {paymentCode ? <CodeNote hasPlace={state !== "noPlace"} isReachable={isReachable} onDevices={onDevices} /> : null}
      {paymentCode ? (
        <LiveCode code={code} paymentCode={paymentCode} />
      ) : (
        <NoCode state={state} code={code} onRetry={onRetry} />
      )}
      {children}
    </section>
  );
};
