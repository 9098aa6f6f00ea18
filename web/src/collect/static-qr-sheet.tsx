import { Button, Popup } from "antd-mobile";
import { useEffect, useState } from "react";
import { ApiProblem } from "../api/problem.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { QrPicture } from "../barcode/barcode-picture.tsx";
import { useText } from "../i18n/use-text.ts";
import { useDismissal } from "../ui/back-steps.ts";
import type { Collector } from "./use-desk.ts";

interface Read {
  qrCode?: string;
  merchantName?: string;
  refusal?: string;
}

const useStaticQr = ({ merchantId, storeId }: Collector): Read => {
  const text = useText();
  const [read, setRead] = useState<Read>({});
  useEffect(() => {
    let isGone = false;
    call(routes.getStaticQr, { merchantId, storeId }).then(
      ({ qrCode, merchantName }) => isGone || setRead({ qrCode, merchantName }),
      (error: unknown) => {
        const detail = error instanceof ApiProblem ? error.problem.detail : text("startUnreachable");
        if (!isGone) setRead({ refusal: detail });
      },
    );
    return () => {
      isGone = true;
    };
  }, [merchantId, storeId, text]);
  return read;
};

const Poster = ({ who }: { who: Collector }) => {
  const text = useText();
  const { qrCode, merchantName, refusal } = useStaticQr(who);
  if (refusal) return <p role="alert">{refusal}</p>;
  if (!qrCode) return <span className="spinner" aria-hidden="true" />;
  return (
    <article className="poster" data-testid="static-qr" data-qr={qrCode}>
      <h3>{text("collectPosterTitle")}</h3>
      <QrPicture text={qrCode} className="poster-qr" />
      <p>{text("collectPosterHint")}</p>
      <strong data-testid="poster-name">{merchantName}</strong>
    </article>
  );
};

/** The store's own code: always the same, to be printed and stood on the counter; who scans it types the amount. */
export const StaticQrSheet = ({ who, isOpen, onClose }: { who: Collector; isOpen: boolean; onClose(): void }) => {
  const text = useText();
  useDismissal(isOpen, onClose);
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <h2 className="sheet-title">{text("collectStaticQr")}</h2>
      {isOpen ? <Poster who={who} /> : null}
      <div className="sheet-buttons">
        <Button size="large" onClick={onClose}>
          {text("close")}
        </Button>
        <Button size="large" color="primary" onClick={() => window.print()}>
          {text("collectPrint")}
        </Button>
      </div>
    </Popup>
  );
};
