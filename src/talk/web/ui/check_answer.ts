/** The rule that checks a solution, as demo_kernel/lab/tasks/word_problems.py has it. */

/** Return the last dollar amount after "Answer:"; null where a solution has none. */
export function answerOf(text: string): number | null {
  const said = [...text.matchAll(/Answer: \$(\d+)/g)].at(-1);
  return said ? Number(said[1]) : null;
}
