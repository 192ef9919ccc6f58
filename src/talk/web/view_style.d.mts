export function forView(css: string, view: string): string;
