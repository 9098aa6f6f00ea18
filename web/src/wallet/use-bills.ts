import { useCallback, useEffect, useRef, useState } from "react";
import type { Bill } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { refusalText } from "./refusal-text.ts";

/** How long a person types on before the list is read anew. */
const TYPING_MS = 300;

/** The bill, narrowed as the reader asks, page after page. An answer that another question has overtaken is dropped. */
export const useBills = (isOpen: boolean, search: string, kind: string) => {
  const text = useText();
  const [bills, setBills] = useState<Json<Bill>[]>([]);
  const [nextPageToken, setNext] = useState("");
  const [error, setError] = useState("");
  const question = useRef(0);
  const read = useCallback(
    async (pageToken: string): Promise<void> => {
      const asked = ++question.current;
      try {
        const kinds = (kind ? [kind] : []) as never;
        const page = await call(routes.listBills, { kinds, search: search.trim(), pageSize: 20, pageToken });
        if (asked !== question.current) return;
        setBills((before) => [...(pageToken ? before : []), ...(page.bills ?? [])]);
        setNext(page.nextPageToken ?? "");
        setError("");
      } catch (refused) {
        if (asked === question.current) setError(refusalText(refused) || text("startUnreachable"));
      }
    },
    [kind, search, text],
  );
  useEffect(() => {
    if (!isOpen) return;
    const timer = setTimeout(() => void read(""), TYPING_MS);
    return () => clearTimeout(timer);
  }, [isOpen, read]);
  return { bills, error, hasMore: nextPageToken !== "", more: () => void read(nextPageToken) };
};
