import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { join } from "node:path";

/** One file per function, appended to; a file is opened at the function's first line. */
export class LogFiles {
  readonly #directory: string;
  readonly #streams = new Map<string, WriteStream>();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  write(functionName: string, line: string): void {
    let stream = this.#streams.get(functionName);
    if (stream === undefined) {
      stream = createWriteStream(join(this.#directory, `${functionName}.log`), { flags: "a" });
      // Losing a line is better than ending the cloud, should the file not be writable.
      stream.on("error", () => undefined);
      this.#streams.set(functionName, stream);
    }
    stream.write(`${line}\n`);
  }

  async close(): Promise<void> {
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    await Promise.all(
      streams.map((stream) => new Promise<void>((resolve) => stream.end(() => resolve()))),
    );
  }
}
