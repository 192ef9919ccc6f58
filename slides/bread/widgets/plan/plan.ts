// The reckoning, without the screen.

export interface Step {
  name: string;
  hours: number;
  warm?: boolean;
}

export interface Entry {
  name: string;
  /** When it begins: "21:30", so many days before. */
  clock: string;
  daysBefore: number;
  /** Where it begins in the whole time, and how much of that it takes, from 0 to 1. */
  start: number;
  share: number;
  /** Whether somebody has to get up for it, between eleven and six. */
  isAtNight: boolean;
}

/** Return the steps with the times at which they begin. */
export function planned(steps: readonly Step[], ready: number, kitchen: number): Entry[] {
  // Yeast is twice as fast for every ten degrees more.
  const speed = 2 ** ((kitchen - 22) / 10);
  const lengths = steps.map(({ hours, warm }) => (warm ? hours / speed : hours));
  const whole = lengths.reduce((sum, hours) => sum + hours, 0);
  let passed = 0;
  return steps.map(({ name }, index) => {
    const hours = lengths[index] ?? 0;
    const begins = Math.round((ready - whole + passed) * 4) / 4;
    const daysBefore = Math.max(0, -Math.floor(begins / 24));
    const entry = {
      name,
      clock: clock(begins + 24 * daysBefore),
      daysBefore,
      start: passed / whole,
      share: hours / whole,
      isAtNight: isAtNight(begins),
    };
    passed += hours;
    return entry;
  });
}

/** Return an hour of a day as its time. */
function clock(hours: number): string {
  const minutes = String(Math.round((hours % 1) * 60)).padStart(2, "0");
  return `${Math.floor(hours)}:${minutes}`;
}

function isAtNight(hours: number): boolean {
  const ofDay = ((hours % 24) + 24) % 24;
  return ofDay >= 23 || ofDay < 6;
}
