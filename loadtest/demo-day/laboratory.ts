import { once } from "node:events";
import { connect } from "node:net";
import { frameBlock } from "../../verticals/hospital/hl7/mllp-frames.ts";
import { DayStopped, rest, type World } from "./world.ts";

const RETRY_MS = 300;
const ANSWER_MS = 10_000;

interface Sample {
  /** The laboratory's own number of the report: a repetition is the same one. */
  readonly reportNumber: string;
  readonly cardNumber: string;
  readonly name: string;
}

/** A blood count with nothing unusual in it, as a laboratory system writes it (ORU^R01). */
const reportOf = ({ reportNumber, cardNumber, name }: Sample, time: string): string =>
  [
    `MSH|^~\\&|LIS|LAB|HIS|RH|${time}||ORU^R01|${reportNumber}|P|2.5`,
    `PID|1||${cardNumber}^^^RH^MR||${name}`,
    `OBR|1||${reportNumber}|CBC^血常规|||||||||||||||||||||F`,
    "OBX|1|NM|718-7^血红蛋白^LN||148|g/L|130-175|N|||F",
    "OBX|2|NM|6690-2^白细胞^LN||6.1|10*9/L|3.5-9.5|N|||F",
  ].join("\r");

/** Sends one block; what was answered, or as much of it as came before the line broke. */
const send = async (port: number, text: string): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(ANSWER_MS, () => socket.destroy());
  let heard = "";
  try {
    await once(socket, "connect");
    socket.write(frameBlock(Buffer.from(text)));
    for await (const bytes of socket as AsyncIterable<Buffer>) {
      heard += bytes;
      if (heard.includes("\x1c")) break;
    }
  } catch {
    // Whoever hears no answer sends again.
  } finally {
    socket.destroy();
  }
  return heard;
};

/** Reports a sample over the hospital's line, again and again until it is acknowledged. */
export const sendReport = async (world: World, sample: Sample): Promise<void> => {
  const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const text = reportOf(sample, time);
  const timeout = AbortSignal.timeout(world.patienceMs);
  for (;;) {
    const heard = await send(world.mllpPort, text);
    if (heard.includes(`\rMSA|AA|${sample.reportNumber}`)) return world.book.countStep("send a report");
    if (heard.includes("\rMSA|AR|")) throw new DayStopped("send a report", heard.replaceAll("\r", " "));
    if (timeout.aborted) throw new DayStopped("send a report", "it was not acknowledged");
    await rest(world, RETRY_MS);
  }
};
