/** The secret that makes this phone the same person after sleep, reload and another network. */
const KEY = "talk-person";

export function storedPerson(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function storePerson(person: string | null): void {
  if (!person || person === storedPerson()) return;
  try {
    localStorage.setItem(KEY, person);
  } catch {
    return;
  }
}
