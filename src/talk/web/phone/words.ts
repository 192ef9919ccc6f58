/** What the phone's shell says, beside its bar. */
export const WORDS = {
  room: "Ask",
  sheet: "You and the room",
  close: "Close",
  pace: "How is the pace for you?",
  fast: "too fast",
  fine: "fine",
  slow: "too slow",
  paceSent: "Only the speaker sees it, without names. It fades within three minutes.",
  ask: "Ask about this slide",
  send: "Send",
  sent: "Your question is in.",
  waits: "Your question is in; the speaker shows it first.",
  prompt: "Send a prompt to the stage",
  promptSent: "Your prompt waits in the queue. The speaker chooses what is shown.",
  offline: "There is no connection: send it again when it is back.",
  questions: "Questions from the room",
} as const;
