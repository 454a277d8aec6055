// One line of JSON in, one line of JSON out: how a test and its Node client talk.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** The next line that the test says, as an object; the process ends when the test has gone. */
export const told = async () => {
  const { value, done } = await lines.next();
  if (done) process.exit(0);
  return JSON.parse(value);
};

export const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

/** Runs `main`, and tells of its failure instead of hanging. */
export const run = (main) =>
  main().then(
    () => process.exit(0),
    (error) => {
      tell({ failed: String((error && error.stack) || error) });
      process.exit(1);
    },
  );

/** A promise with its handle outside: `arrives.give(x)` wakes who waits for it. */
export const arrival = () => {
  let give;
  const promise = new Promise((resolve) => (give = resolve));
  return Object.assign(promise, { give });
};
