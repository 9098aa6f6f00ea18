/** The goal: answers, a hundred times the size of their questions, do not pile up for a peer that reads slowly. The method: the handler on a stream whose buffer is full. */
import { PassThrough } from "node:stream";
import type { Server, UntypedServiceImplementation } from "@grpc/grpc-js";
import { expect, test } from "@jest/globals";
import { addReflection } from "./reflection.ts";

/** What reflection adds to a server. */
const handlerOf = (): ((stream: unknown) => void) => {
  const added: UntypedServiceImplementation[] = [];
  const server = { addService: (_: unknown, one: UntypedServiceImplementation) => void added.push(one) };
  addReflection(server as unknown as Server, new URL("../../proto/gen/contracts.binpb", import.meta.url), []);
  return added[0]!["serverReflectionInfo"] as (stream: unknown) => void;
};

const question = { host: "", messageRequest: { $case: "listServices", value: "*" } };

test("a peer whose answers wait is asked for no further question until they have gone", () => {
  const questions = new PassThrough({ objectMode: true });
  const answers: unknown[] = [];
  const stream = Object.assign(questions, {
    write: (answer: unknown) => {
      answers.push(answer);
      return answers.length < 3;
    },
  });
  handlerOf()(stream);
  for (let sent = 0; sent < 10; sent++) questions.emit("data", question);
  expect(questions.isPaused()).toBe(true);
  questions.emit("drain");
  expect(questions.isPaused()).toBe(false);
});
