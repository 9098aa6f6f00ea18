/** A text message on its way to a phone. Never logged: it holds a code and a number. */
interface TextMessage {
  /** A mobile number of 11 digits. */
  readonly phone: string;
  readonly text: string;
}

/** Whoever brings text messages to phones. `send` rejects where the message was not taken; it is never called inside a transaction. */
export interface SmsProvider {
  send(message: TextMessage, now: Date): Promise<void>;
}
