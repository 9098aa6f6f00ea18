import { AddOutline } from "antd-mobile-icons";
import type { AutoReply } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Json } from "../api/json.ts";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { NO_WORDS, type Words } from "./draft.ts";
import { Field, WordsField } from "./fields.tsx";

type Reply = Json<AutoReply>;

/** A kind of automatic reply. */
interface Kind {
  readonly trigger: string;
  readonly name: TextKey;
  readonly hint: TextKey;
  readonly hasKeyword: boolean;
  /** How many there may be. */
  readonly most: number;
}

/** In the order in which a window looks for an answer (V29). */
const KINDS: readonly Kind[] = [
  { trigger: "REPLY_TRIGGER_FOLLOW", name: "replyFollow", hint: "replyFollowHint", hasKeyword: false, most: 1 },
  { trigger: "REPLY_TRIGGER_KEYWORD_EXACT", name: "replyExact", hint: "replyExactHint", hasKeyword: true, most: 50 },
  { trigger: "REPLY_TRIGGER_KEYWORD_PARTIAL", name: "replyPart", hint: "replyPartHint", hasKeyword: true, most: 50 },
  { trigger: "REPLY_TRIGGER_DEFAULT", name: "replyDefault", hint: "replyDefaultHint", hasKeyword: false, most: 1 },
];

interface OneProps {
  reply: Reply;
  hasKeyword: boolean;
  onChange(reply: Reply): void;
  onRemove(): void;
}

const OneReply = ({ reply, hasKeyword, onChange, onRemove }: OneProps) => {
  const text = useText();
  return (
    <div className="desk-reply" data-testid="auto-reply">
      {hasKeyword ? (
        <Field label={text("replyKeyword")}>
          <input
            name="keyword"
            value={reply.keyword ?? ""}
            maxLength={32}
            autoComplete="off"
            onChange={({ target }) => onChange({ ...reply, keyword: target.value })}
          />
        </Field>
      ) : null}
      <WordsField
        {...{ label: "replyText", name: "text", max: [500, 500], isLong: true }}
        value={{ ...NO_WORDS, ...reply.text } as Words}
        onChange={(words) => onChange({ ...reply, text: words })}
      />
      <button type="button" className="desk-remove" onClick={onRemove}>
        {text("deskRemove")}
      </button>
    </div>
  );
};

interface RepliesProps {
  replies: readonly Reply[];
  onChange(replies: readonly Reply[]): void;
}

/** The replies of one kind; the others keep their places in the list. */
const RepliesOf = ({ kind, place, replies, onChange }: RepliesProps & { kind: Kind; place: number }) => {
  const text = useText();
  const { trigger, hasKeyword } = kind;
  const own = replies.flatMap((reply, index) => (reply.trigger === trigger ? [index] : []));
  const add = () => onChange([...replies, { trigger, keyword: "", text: NO_WORDS }]);
  return (
    <section className="card desk-form" data-trigger={trigger}>
      <h2 className="card-title">
        {place}. {text(kind.name)}
        {hasKeyword ? <span className="faint">{own.length}</span> : null}
      </h2>
      <p className="faint">{text(kind.hint)}</p>
      {own.map((index) => (
        <OneReply
          key={index}
          {...{ reply: replies[index] as Reply, hasKeyword }}
          onChange={(changed) => onChange(replies.with(index, changed))}
          onRemove={() => onChange(replies.toSpliced(index, 1))}
        />
      ))}
      {own.length < kind.most ? (
        <button type="button" className="desk-add" onClick={add}>
          <AddOutline /> {text("replyAdd")}
        </button>
      ) : null}
    </section>
  );
};

/** The window's automatic replies (W10), by kind, in the order of precedence (V29). */
export const RepliesForm = ({ replies, onChange }: RepliesProps) => (
  <>
    {KINDS.map((kind, index) => (
      <RepliesOf key={kind.trigger} {...{ kind, place: index + 1, replies, onChange }} />
    ))}
  </>
);

/** What the window says to whoever has just followed it. */
export const greetingOf = (replies: readonly Reply[]): Reply["text"] =>
  replies.find(({ trigger }) => trigger === "REPLY_TRIGGER_FOLLOW")?.text;
