export function meter(root) { root.textContent = 'soon'; return {}; }
