export function rules(root) { root.textContent = 'soon'; return {}; }
