import { Button, Popup } from "antd-mobile";
import { useMemo, useState } from "react";
import type { Broadcast } from "../../../proto/gen/paywindow/content/v1/broadcast.ts";
import type { WindowDesk } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Json } from "../api/json.ts";
import { mintKey } from "../api/mint.ts";
import { call } from "../api/session.ts";
import { stored } from "../api/stored.ts";
import { useText } from "../i18n/use-text.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { MessageCard } from "../windows/message-card.tsx";
import { desk } from "./desk-routes.ts";
import { NO_WORDS, type Words } from "./draft.ts";
import { LinkField, WordsField } from "./fields.tsx";
import { ToldLine } from "./told-line.tsx";
import { useAct } from "./use-act.ts";
import { readDesk } from "./use-window-desk.ts";

/** What is being written. The key is made and kept with it: however often it is sent, and after whatever, it goes out once. */
interface Letter {
  readonly title: Words;
  readonly body: Words;
  readonly link: string;
  readonly key: string;
}

const newLetter = (): Letter => ({ title: NO_WORDS, body: NO_WORDS, link: "", key: mintKey() });

/** The letter of the merchant that is being written in this tab, kept until it is known to be on its way. */
const useLetter = (merchantId: string) => {
  const store = useMemo(() => stored<Letter>(() => sessionStorage, `paywindow.broadcast.${merchantId}`), [merchantId]);
  const [letter, setLetter] = useState(() => store.read() ?? newLetter());
  const keep = (next: Letter) => {
    store.write(next);
    setLetter(next);
  };
  return {
    letter,
    /** Another text is another broadcast. */
    write: (part: Partial<Letter>) => keep({ ...letter, ...part, key: mintKey() }),
    isSent: () => keep(newLetter()),
  };
};

interface SheetProps {
  letter: Letter;
  /** The window as it is at this moment; undefined: nothing is looked at. */
  window: Json<WindowDesk> | undefined;
  isBusy: boolean;
  onSend(): void;
  onClose(): void;
}

/** The broadcast as its followers will see it, and how many they are: the last look before it cannot be taken back. */
const PreviewSheet = ({ letter, window, isBusy, onSend, onClose }: SheetProps) => {
  const text = useText();
  const isOpen = window !== undefined;
  useDismissal(isOpen, onClose);
  const { draft, followerCount = 0 } = window ?? {};
  const message = {
    ...{ title: letter.title, body: letter.body, link: letter.link, kind: "MESSAGE_KIND_BROADCAST" },
    ...(draft?.name ? { windowName: draft.name } : {}),
    ...(draft?.avatar ? { windowAvatar: draft.avatar } : {}),
  };
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="broadcast-preview">
        <h2 className="sheet-title">{text("broadcastPreview")}</h2>
        <div className="broadcast-letter" inert>
          <MessageCard message={message} />
        </div>
        <p className="broadcast-audience" data-testid="audience">
          {text("broadcastTo", { count: followerCount })}
        </p>
        <p className="faint">{text("broadcastRules")}</p>
        <div className="desk-actions">
          <Button size="large" onClick={onClose}>
            {text("cancel")}
          </Button>
          <Button size="large" color="primary" loading={isBusy} onClick={onSend} data-testid="send-broadcast">
            {text("broadcastSend")}
          </Button>
        </div>
      </section>
    </Popup>
  );
};

interface LetterProps {
  letter: Letter;
  onWrite(part: Partial<Letter>): void;
}

const LetterFields = ({ letter, onWrite }: LetterProps) => (
  <>
    <WordsField
      {...{ label: "broadcastTitle", name: "title", value: letter.title, max: [64, 64] }}
      onChange={(title) => onWrite({ title })}
    />
    <WordsField
      {...{ label: "broadcastBody", name: "body", value: letter.body, max: [1_000, 1_000], isLong: true }}
      onChange={(body) => onWrite({ body })}
    />
    <LinkField value={letter.link} none="broadcastNoLink" onChange={(link) => onWrite({ link })} />
  </>
);

/** Writes a broadcast, looks at it and at its audience, and sends it (W8). */
export const BroadcastForm = ({ merchantId, onSent }: { merchantId: string; onSent(one: Json<Broadcast>): void }) => {
  const text = useText();
  const { told, isBusy, act } = useAct();
  const { letter, write, isSent } = useLetter(merchantId);
  const [looked, setLooked] = useState<Json<WindowDesk>>();
  const preview = () => act(async () => setLooked(await readDesk(merchantId)));
  const send = async () => {
    const { key: idempotencyKey, ...words } = letter;
    await act(async () => {
      onSent(await call(desk.sendBroadcast, { merchantId, ...words }, { idempotencyKey }));
      isSent();
    }, "broadcastOnItsWay");
    setLooked(undefined);
  };
  const isWritten = letter.title.zh.trim() !== "" && letter.body.zh.trim() !== "";
  return (
    <section className="card desk-form" data-testid="broadcast-form">
      <LetterFields letter={letter} onWrite={write} />
      <ToldLine told={told} />
      <Button
        {...{ block: true, size: "large", color: "primary", disabled: !isWritten, loading: isBusy }}
        onClick={preview}
        data-testid="preview-broadcast"
      >
        {text("broadcastLook")}
      </Button>
      <PreviewSheet
        {...{ letter, window: looked, isBusy, onClose: () => setLooked(undefined) }}
        onSend={() => void send()}
      />
    </section>
  );
};
