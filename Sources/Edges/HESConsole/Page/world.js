export function world(root) { root.textContent = 'soon'; return {}; }
