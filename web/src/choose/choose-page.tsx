import { LeftOutline } from "antd-mobile-icons";
import { useState } from "react";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { navigate } from "../ui/router.ts";
import { LanguageSwitch } from "../ui/top-bar.tsx";
import { recommend, type StoreEquipment, WAYS, type Way } from "./recommend.ts";
import "./choose.css";

const QUESTIONS: readonly { name: keyof StoreEquipment; question: TextKey }[] = [
  { name: "hasNetwork", question: "chooseNetwork" },
  { name: "hasScanGun", question: "chooseGun" },
  { name: "hasSecondScreen", question: "chooseScreen" },
];

interface Words {
  name: TextKey;
  /** What the cashier does. */
  cashier: TextKey;
  /** What it costs to begin. */
  cost: TextKey;
  /** Whether the till knows of the payment by itself. */
  till: TextKey;
  /** For which stores. */
  stores: TextKey;
}

/** The comparison (Y14), a row per way. */
const WORDS: Readonly<Record<Way, Words>> = {
  barcode: {
    ...{ name: "chooseBarcode", cashier: "chooseBarcodeCashier", cost: "chooseBarcodeCost" },
    ...{ till: "chooseTillYes", stores: "chooseBarcodeStores" },
  },
  dynamicQr: {
    ...{ name: "chooseDynamicQr", cashier: "chooseDynamicQrCashier", cost: "chooseDynamicQrCost" },
    ...{ till: "chooseTillYes", stores: "chooseDynamicQrStores" },
  },
  handheld: {
    ...{ name: "chooseHandheld", cashier: "chooseHandheldCashier", cost: "chooseHandheldCost" },
    ...{ till: "chooseTillNo", stores: "chooseHandheldStores" },
  },
  sound: {
    ...{ name: "chooseSound", cashier: "chooseSoundCashier", cost: "chooseSoundCost" },
    ...{ till: "chooseTillYes", stores: "chooseSoundStores" },
  },
  staticQr: {
    ...{ name: "chooseStaticQr", cashier: "chooseStaticQrCashier", cost: "chooseStaticQrCost" },
    ...{ till: "chooseTillNo", stores: "chooseStaticQrStores" },
  },
};

const ASPECTS: readonly { aspect: Exclude<keyof Words, "name">; label: TextKey }[] = [
  { aspect: "cashier", label: "chooseCashier" },
  { aspect: "cost", label: "chooseCost" },
  { aspect: "till", label: "chooseTill" },
  { aspect: "stores", label: "chooseStores" },
];

type Answers = Partial<StoreEquipment>;

const isAnswered = (answers: Answers): answers is StoreEquipment =>
  QUESTIONS.every(({ name }) => answers[name] !== undefined);

interface QuestionProps {
  name: keyof StoreEquipment;
  question: TextKey;
  answer: boolean | undefined;
  onAnswer(answer: boolean): void;
}

const Question = ({ name, question, answer, onAnswer }: QuestionProps) => {
  const text = useText();
  return (
    <fieldset className="choose-question">
      <legend>{text(question)}</legend>
      {([true, false] as const).map((choice) => (
        <button
          key={String(choice)}
          type="button"
          aria-pressed={answer === choice}
          data-answer={`${name}-${choice ? "yes" : "no"}`}
          onClick={() => onAnswer(choice)}
        >
          {text(choice ? "chooseYes" : "chooseNo")}
        </button>
      ))}
    </fieldset>
  );
};

const WayCard = ({ way, isRecommended }: { way: Way; isRecommended: boolean }) => {
  const text = useText();
  const words = WORDS[way];
  return (
    <article
      className={`card choose-way ${isRecommended ? "choose-recommended" : ""}`}
      data-recommended={isRecommended}
      data-way={way}
    >
      <h3>
        {text(words.name)}
        {isRecommended ? <span>{text("chooseRecommended")}</span> : null}
      </h3>
      <dl>
        {ASPECTS.map(({ aspect, label }) => (
          <div key={aspect}>
            <dt>{text(label)}</dt>
            <dd>{text(words[aspect])}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
};

/** Which way to take payments suits a store: three questions, at most two answers (Y13), and how all ways compare (Y14). */
const ChoosePage = () => {
  const text = useText();
  const [answers, setAnswers] = useState<Answers>({});
  const best = isAnswered(answers) ? recommend(answers) : [];
  const ordered = [...best, ...WAYS.filter((way) => !best.includes(way))];
  return (
    <main className="choose">
      <header className="choose-bar">
        <button type="button" className="bar-button" onClick={() => navigate("/")}>
          <LeftOutline /> {text("back")}
        </button>
        <LanguageSwitch />
      </header>
      <h1>{text("chooseTitle")}</h1>
      <section className="card">
        {QUESTIONS.map(({ name, question }) => (
          <Question
            key={name}
            name={name}
            question={question}
            answer={answers[name]}
            onAnswer={(answer) => setAnswers({ ...answers, [name]: answer })}
          />
        ))}
      </section>
      <h2 role="status">{text(best.length > 0 ? "chooseResult" : "chooseCompare")}</h2>
      {ordered.map((way) => (
        <WayCard key={way} way={way} isRecommended={best.includes(way)} />
      ))}
      <p className="faint">{text("chooseApi")}</p>
    </main>
  );
};

export default ChoosePage;
