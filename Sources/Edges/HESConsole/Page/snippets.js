export const snippets = 0;
