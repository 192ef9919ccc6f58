/**
 * The part of node's test runner that the unit tests use.
 *
 * The package @types/node would declare node's globals in the shells as well, where there are none.
 */

declare module "node:test" {
  interface MockTimers {
    enable(options: { apis: ("setTimeout" | "setInterval" | "Date")[]; now?: number }): void;
    /** Let this much time pass, and run the timers that are due. */
    tick(milliseconds: number): void;
    reset(): void;
    /** Set the clock without running timers, as if the machine had slept. */
    setTime(milliseconds: number): void;
  }
  export interface TestContext {
    readonly mock: { readonly timers: MockTimers };
  }
  /** Run a test; mocks end with it. */
  export function test(name: string, body: (context: TestContext) => void | Promise<void>): void;
}

declare module "node:assert/strict" {
  interface Assert {
    (value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    match(text: string, pattern: RegExp): void;
    throws(body: () => unknown, expected?: RegExp): void;
    rejects(promise: Promise<unknown>, expected?: RegExp | object): Promise<void>;
  }
  const assert: Assert;
  export default assert;
}
