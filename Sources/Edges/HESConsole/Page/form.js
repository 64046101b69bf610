export const form = 0;
