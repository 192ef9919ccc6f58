/** What the speaker's queue says. */
import { counted } from "../ui/numbers.js";

export const WORDS = {
  room: "Room",
  label: "The room's questions and prompts (Q)",
  close: "Close",
  prompts: "Prompts for the stage",
  noPrompts: "No prompt waits.",
  accept: "Show",
  elsewhere: "Go to its slide",
  reject: "Reject",
  questions: "Questions",
  noQuestions: "No questions yet.",
  moderate: "New questions wait for me",
  admit: "Admit",
  answered: "Answered",
  hide: "Hide",
  reopen: "Open again",
  merge: "Merge into …",
  goTo: "Go to the slide",
  waiting: "waits for you",
  hidden: "hidden",
  merged: "merged",
  pace: "Pace",
  fast: "too fast",
  fine: "fine",
  slow: "too slow",
  noPace: "nobody has said anything lately",
  summary: (questions: number, prompts: number): string =>
    [
      questions > 0 ? counted(questions, "question") : "",
      prompts > 0 ? counted(prompts, "prompt") : "",
    ]
      .filter((part) => part !== "")
      .join(" · ") || "Room",
} as const;
