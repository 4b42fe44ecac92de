import type { Service } from "./calls.ts";

export interface Message {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  /** Milliseconds since 1970. */
  visibleAt: number;
}

/** SQS in memory: at least once, each message invisible for a while after it was handed out. */
export class Queues {
  readonly #waiting = new Map<string, Message[]>();
  /** Messages that were never done with, by queue. */
  readonly dead: { readonly queue: string; readonly body: string }[] = [];
  /** Everything that was ever put on a queue, oldest first. */
  readonly history: { readonly queue: string; readonly body: string }[] = [];
  #count = 0;

  /** The messages that wait, visible or not. */
  of(queue: string): Message[] {
    let messages = this.#waiting.get(queue);
    if (messages === undefined) this.#waiting.set(queue, (messages = []));
    return messages;
  }

  /** When the next message that is handed out now can be had again; undefined where there is none. */
  nextDue(): number | undefined {
    const now = Date.now();
    const due = [...this.#waiting.values()].flat().map((one) => one.visibleAt);
    const later = due.filter((at) => at > now);
    return later.length === 0 ? undefined : Math.min(...later);
  }

  put(queue: string, body: string): string {
    this.#count += 1;
    const id = `message-${this.#count}`;
    this.history.push({ queue, body });
    this.of(queue).push({ id, body, receiveCount: 0, visibleAt: 0 });
    return id;
  }

  /** Hands out what is visible; a message that was received often enough is dead instead. */
  receive(
    queue: string,
    limits: { readonly most: number; readonly visibilityMs: number; readonly receives: number },
  ): Message[] {
    const now = Date.now();
    const messages = this.of(queue);
    for (const message of messages.filter((one) => one.visibleAt <= now)) {
      if (message.receiveCount < limits.receives) continue;
      this.remove(queue, message.id);
      this.dead.push({ queue, body: message.body });
    }
    const taken = messages.filter((one) => one.visibleAt <= now).slice(0, limits.most);
    for (const message of taken) {
      message.receiveCount += 1;
      message.visibleAt = now + limits.visibilityMs;
    }
    return taken;
  }

  remove(queue: string, id: string): void {
    const messages = this.of(queue);
    const at = messages.findIndex((one) => one.id === id);
    if (at >= 0) messages.splice(at, 1);
  }

  /** Answers the SDK's client. */
  readonly service: Service = (operation, input) => {
    const request = input as {
      QueueUrl: string;
      MessageBody: string;
      Entries: { Id: string; MessageBody: string }[];
    };
    const queue = request.QueueUrl.slice(request.QueueUrl.lastIndexOf("/") + 1);
    switch (operation) {
      case "SendMessage":
        return { MessageId: this.put(queue, request.MessageBody) };
      case "SendMessageBatch":
        return {
          Successful: request.Entries.map(({ Id, MessageBody }) => ({
            Id,
            MessageId: this.put(queue, MessageBody),
          })),
        };
      default:
        throw new Error(`The laboratory's SQS knows no ${operation}.`);
    }
  };
}
