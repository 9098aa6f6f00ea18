/** Something that a service does by itself, again and again, on one node at a time. */
export interface Job {
  /** Unique within the service. */
  readonly name: string;
  /** Milliseconds between the end of a run and the start of the next. */
  readonly everyMs: number;
  /** One bounded run. A run that throws is logged and counted, and the job goes on. */
  run(context: { now: Date; signal: AbortSignal }): Promise<void>;
}
