/** The secret by which the room knows this phone again after sleep, reload or another network. */
const STORAGE_KEY = "talk-person";

export function loadPerson(): string | null {
  try {
    // Not the tab's storage: a reader who opens the talk in a second tab is the same person.
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

export function storePerson(person: string | null): void {
  if (!person || person === loadPerson()) return;
  try {
    localStorage.setItem(STORAGE_KEY, person);
  } catch {
    // Without storage the phone is another person after each reload; all else works.
    return;
  }
}
