interface StoryStep {
  kind: string;
  /** In fen; 0 where nothing was paid, or not yet. */
  fen: number;
  isDone: boolean;
}

/** One customer through it all, with every step in the order in which it comes. */
export interface Story {
  who: { zh: string; en: string };
  steps: StoryStep[];
}

interface StoryProps {
  steps: readonly StoryStep[];
  deedOf(kind: string): string;
  amountOf(fen: number): string;
}

/** The step that comes next: the one after the last that is done, as a step may be left out. */
const nextOf = (steps: readonly StoryStep[]): number => steps.findLastIndex(({ isDone }) => isDone) + 1;

/** The steps as a line that fills from above. */
export const StorySteps = ({ steps, deedOf, amountOf }: StoryProps) => {
  const next = nextOf(steps);
  return (
    <ol className="demo-story">
      {steps.map(({ kind, fen, isDone }, index) => (
        <li key={kind} data-done={isDone} data-kind={kind} aria-current={index === next ? "step" : undefined}>
          <span>{deedOf(kind)}</span>
          <span>{amountOf(fen)}</span>
        </li>
      ))}
    </ol>
  );
};
