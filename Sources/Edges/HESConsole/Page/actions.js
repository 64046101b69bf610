export const actions = 0;
