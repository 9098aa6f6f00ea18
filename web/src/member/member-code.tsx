import { Button, ProgressCircle } from "antd-mobile";
import { useEffect, useMemo, useRef, useState } from "react";
import { BarcodePicture, QrPicture } from "../barcode/barcode-picture.tsx";
import { useText } from "../i18n/use-text.ts";
import type { NoCodeCause } from "../wallet/code-sources.ts";
import { type Enlarged, FullScreenCode } from "../wallet/full-screen-code.tsx";
import { useCode } from "../wallet/use-code.ts";
import { memberCodes } from "./member-codes.ts";

/** The code in both pictures: bars for guns, QR for cameras. */
const Pictures = ({ code }: { code: string }) => {
  const text = useText();
  const [enlarged, setEnlarged] = useState<Enlarged>();
  const picture = (what: Enlarged) => ({
    ...{ type: "button" as const, className: "picture", onClick: () => setEnlarged(what) },
    "aria-label": text("walletTapToEnlarge"),
  });
  return (
    <>
      <button {...picture("barcode")}>
        <BarcodePicture text={code} className="member-bars" />
      </button>
      <button {...picture("qr")}>
        <QrPicture text={code} className="member-qr" />
      </button>
      {enlarged ? <FullScreenCode what={enlarged} paymentCode={code} onClose={() => setEnlarged(undefined)} /> : null}
    </>
  );
};

/** No code to show yet, or why there is none. */
const NoCode = ({ cause, onRetry }: { cause: NoCodeCause | undefined; onRetry(): void }) => {
  const text = useText();
  return (
    <div className="member-no-code" role="status">
      {cause ? (
        <>
          <span>{text(cause === "wait" ? "walletRefreshWait" : "cardsCodeNone")}</span>
          <Button color="primary" fill="outline" onClick={onRetry}>
            {text("retry")}
          </Button>
        </>
      ) : (
        <span className="spinner" aria-hidden="true" />
      )}
    </div>
  );
};

interface MemberCodeProps {
  cardId: string;
  /** Another one where something has happened on the card: the code that was shown is used. */
  stamp: string;
}

/** What the cashier scans before the payment (M7): replaced when its time is up, when it was used, and when that is asked for. */
export const MemberCodeCard = ({ cardId, stamp }: MemberCodeProps) => {
  const text = useText();
  const source = useMemo(() => memberCodes(cardId), [cardId]);
  const { paymentCode: code, seconds, percent, cause, renew, replace } = useCode(source);
  const before = useRef(stamp);
  useEffect(() => {
    if (before.current !== stamp) void replace();
    before.current = stamp;
  }, [stamp, replace]);
  return (
    <section className="card member-code" data-testid="member-code" data-code={code ?? ""}>
      <h3 className="card-title">
        {text("cardsCodeTitle")}
        <span className="faint">{text("cardsCodeHint")}</span>
      </h3>
      {code ? (
        <>
          <Pictures code={code} />
          <button type="button" className="countdown" onClick={() => void renew()} data-testid="member-code-refresh">
            <ProgressCircle percent={percent} style={{ "--size": "24px", "--track-width": "3px" }} />
            <span>{text("cardsCodeOnce", { seconds })}</span>
            <span className="link">{text("walletRefresh")}</span>
          </button>
        </>
      ) : (
        <NoCode cause={cause} onRetry={() => void renew()} />
      )}
    </section>
  );
};
